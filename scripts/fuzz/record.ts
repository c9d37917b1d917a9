import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { fuzzedFile } from './file.ts';
import { nameOf } from './objects.ts';

const place = join(import.meta.dirname, '../../test/fuzz/recorded.json.gz');

/** A file and what kubectl sees in it. */
export interface Answered {
  readonly bytes: Uint8Array;
  readonly theirs: ReadonlySet<string>;
}

interface Recorded {
  readonly kubectl: string;
  /** Of all files, so that answers are not taken for those of others. */
  readonly filesHash: string;
  /** Per file, with a mark instead of its number. */
  readonly ways: readonly (readonly string[])[];
}

/** The run whose answers are kept for where no kubectl is. */
export const recordedRun = (): readonly Uint8Array[] =>
  Array.from({ length: 5_000 }, (_, index) => fuzzedFile(20_261, index));

/** Writes kubectl's answers down; returns how many bytes that took. */
export function record(
  kubectl: string,
  files: readonly Uint8Array[],
  ways: ReadonlyMap<number, ReadonlySet<string>>,
): number {
  const recorded: Recorded = {
    kubectl,
    filesHash: hashOf(files),
    ways: files.map((_, index) => [...(ways.get(index) ?? [])].map((way) => way.replaceAll(prefixOf(index), mark))),
  };
  const bytes = gzipSync(JSON.stringify(recorded), { level: 9 });
  writeFileSync(place, bytes);
  return bytes.length;
}

/** @throws where the generator makes other files than those that were recorded */
export function answered(): readonly Answered[] {
  const recorded = JSON.parse(gunzipSync(readFileSync(place)).toString()) as Recorded; // written above
  const files = recordedRun();
  if (recorded.filesHash !== hashOf(files))
    throw new Error('the fuzzed files are not those that were recorded: run «npm run fuzz -- --record» with kubectl');
  return files.map((bytes, index) => ({
    bytes,
    theirs: new Set((recorded.ways[index] ?? []).map((way) => way.replaceAll(mark, prefixOf(index)))),
  }));
}

/** What the names of a file's objects begin with; the mark is a character that no file may hold. */
const prefixOf = (index: number): string => nameOf(index, 0).slice(0, -2);
const mark = '\u0001';

function hashOf(files: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const bytes of files) hash.update(bytes);
  return hash.digest('hex').slice(0, 16);
}
