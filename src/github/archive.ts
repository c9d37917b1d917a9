import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { RequestError } from 'octokit';
import { extract } from 'tar-stream';
import type { Octokit } from './octokit.ts';
import type { Tree } from './tree.ts';

/** What is read of an archive before the rest is fetched file by file. */
export interface ArchiveLimits {
  readonly packedBytes: number;
  readonly bytes: number;
  readonly entries: number;
  /** How many times larger than its packed form an archive may grow; a bomb grows a thousandfold. */
  readonly ratio: number;
}

const defaultLimits: ArchiveLimits = {
  packedBytes: 512 * 1024 * 1024,
  bytes: 2 * 1024 * 1024 * 1024,
  entries: 500_000,
  ratio: 200,
};

/**
 * The blobs of `wanted` as far as the commit's archive holds them unchanged, blob id → bytes, in one request.
 *
 * An archive is no copy of the tree: `.gitattributes` leaves files out (`export-ignore`) and rewrites them
 * (`export-subst`), and LFS objects may stand for their pointers. What does not hash to its blob id is left out.
 */
export async function fetchArchive(
  octokit: Octokit,
  { owner, repo, ref }: { readonly owner: string; readonly repo: string; readonly ref: string },
  wanted: Tree,
  limits = defaultLimits,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const data = await download(octokit, { owner, repo, ref });
  if (data === undefined) return new Map();
  const found = new Map<string, Uint8Array>();
  const counted = { packed: 0, bytes: 0, entries: 0 };
  const files = extract();
  const packed = Readable.fromWeb(data);
  packed.on('data', (chunk: Uint8Array) => {
    counted.packed += chunk.length;
    if (counted.packed > limits.packedBytes) packed.destroy(new ArchiveTooLarge());
  });
  const unpacked = createGunzip();
  unpacked.on('data', (chunk: Uint8Array) => {
    counted.bytes += chunk.length;
    const grown = counted.bytes > ratioFrom && counted.bytes > counted.packed * limits.ratio;
    if (counted.bytes > limits.bytes || grown) unpacked.destroy(new ArchiveTooLarge());
  });
  try {
    await Promise.all([pipeline(packed, unpacked, files), collect(files, wanted, { found, counted, limits })]);
  } catch {
    // Too large, or broken off: what was read is right (its hash says so), the rest is fetched file
    // by file, and there a GitHub that is down says so.
  }
  return found;
}

type Packed = Parameters<typeof Readable.fromWeb>[0];

/** Undefined where GitHub refuses it: archives come from another service, and an Enterprise Server may have none. */
async function download(
  octokit: Octokit,
  of: { readonly owner: string; readonly repo: string; readonly ref: string },
): Promise<Packed | undefined> {
  try {
    const request = { parseSuccessResponseBody: false };
    const { data } = await octokit.rest.repos.downloadTarballArchive({ ...of, request });
    return data as Packed; // unparsed, it is the response's stream; the types know only the parsed form
  } catch (error) {
    if (error instanceof RequestError) return undefined;
    throw error;
  }
}

class ArchiveTooLarge extends Error {
  override readonly name = 'ArchiveTooLarge';
}

/** Below this, a ratio says nothing: a few empty files pack very well. */
const ratioFrom = 1024 * 1024;

async function collect(
  files: ReturnType<typeof extract>,
  wanted: Tree,
  {
    found,
    counted,
    limits,
  }: { readonly found: Map<string, Uint8Array>; readonly counted: { entries: number }; readonly limits: ArchiveLimits },
): Promise<void> {
  for await (const entry of files) {
    if (++counted.entries > limits.entries) throw new ArchiveTooLarge();
    const sha = wanted.get(withoutRoot(entry.header.name))?.sha;
    if (sha === undefined || entry.header.type !== 'file' || found.has(sha)) {
      entry.resume();
      continue;
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry) chunks.push(chunk as Uint8Array); // a byte stream yields nothing else
    const bytes = Buffer.concat(chunks);
    if (blobId(bytes) === sha) found.set(sha, bytes);
  }
}

/** GitHub puts everything into one folder, `owner-repo-commit/`. */
const withoutRoot = (name: string): string => name.slice(name.indexOf('/') + 1);

/** The id that git gives to a file's content. */
const blobId = (bytes: Uint8Array): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
