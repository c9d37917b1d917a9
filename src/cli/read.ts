import { readFile } from 'node:fs/promises';
import { type Manifest, type Reading, readManifests } from '../manifest/documents.ts';
import { LimitExceeded } from '../manifest/limits.ts';
import { toValue } from '../manifest/node.ts';
import type { TextFact } from '../model/fact.ts';
import type { Problem } from '../model/gap.ts';
import { literal, plain } from '../model/message.ts';
import type { Position } from '../model/source.ts';
import { parseOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { UsageError } from './usage.ts';

/** `portcullis read`: each document of the files as Kubernetes would read it. */
export async function read(args: readonly string[]): Promise<Outcome> {
  const { words } = parseOptions(args, 'read');
  if (words.length === 0) throw new UsageError('read needs a file');
  const readings = await Promise.all(words.map(readingOf));
  const objects = readings.flatMap(({ documents }) => documents.map(object));
  const gaps = [...readings.flatMap(({ problems }) => problems), ...objects.filter((one) => 'reason' in one)];
  const written = {
    version: 1,
    documents: objects.filter((one) => 'object' in one),
    findings: readings.flatMap(({ facts }) => facts.map(finding)),
    gaps: gaps.map(({ at, reason, message }) => ({ reason, side: 'head', blocks: true, message: plain(message), at })),
  };
  return { output: `${JSON.stringify(written, exact, 2)}\n`, exitCode: gaps.length === 0 ? 0 : 3 };
}

async function readingOf(path: string): Promise<Reading> {
  try {
    return readManifests({ path, bytes: await readFile(path) }, { wanted: 'everything' });
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw new UsageError(error.message);
    throw error;
  }
}

/** The document as a value, or why it is too large for one: aliases can make a small file endless. */
function object({ at, root }: Manifest): { readonly at: Position; readonly object: unknown } | Problem {
  try {
    return { at, object: toValue(root) };
  } catch (error) {
    if (error instanceof LimitExceeded) return { at, reason: 'limit', message: literal(error.message) };
    throw error;
  }
}

const finding = ({ fact, at, because, object: about, field, differs }: TextFact) => ({
  rule: fact,
  also: [],
  severity: differs ? 'warning' : 'info',
  state: 'introduced',
  message: `${field}: ${words[fact]}`,
  at,
  because,
  object: about,
});

const words: Readonly<Record<TextFact['fact'], string>> = {
  'duplicate-key': 'written twice; Kubernetes takes the last one',
  'ambiguous-yaml': 'kubectl and Kustomize read this merge differently; this is what kubectl reads',
  'hidden-line-break': 'a line break that editors show as an ordinary character',
};

/** Integers beyond what a double holds keep their digits. */
const exact = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(value.toString()) : value;
