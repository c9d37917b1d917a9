import type { Where } from '../app/events.ts';
import type { RepositoryAt } from '../app/repository-at.ts';
import { TreeTruncated } from '../app/tree-truncated.ts';
import { type WeightedCache, weightedCache } from '../app/weighted-cache.ts';
import type { FileEntry } from '../model/file-tree.ts';
import type { Cache } from '../store/cache.ts';
import { fetchArchive } from './archive.ts';
import type { Octokit } from './octokit.ts';
import { fetchTree, type Tree } from './tree.ts';

/** What never changes, kept by the ids that git gave it, and by repository: one never serves another. */
export interface GitCache {
  readonly blobs: WeightedCache<Uint8Array>;
  readonly trees: WeightedCache<Tree>;
  /** What a restart does not lose, by the ids of blobs. */
  readonly kept: Cache;
}

const blobBytes = 256 * 1024 * 1024;
const treeEntries = 1_000_000;

export const gitCache = (kept: Cache): GitCache => ({
  kept,
  blobs: weightedCache({ maxWeight: blobBytes, weigh: (bytes) => bytes.length + 100 }),
  trees: weightedCache({ maxWeight: treeEntries, weigh: (tree) => tree.size }),
});

/** A manifest may have 10 MiB; a larger file is left to be told from its size alone. */
const maxBlobBytes = 10 * 1024 * 1024 + 1024;
/** More missing blobs than this come as one archive. */
const archiveFrom = 60;
const parallel = 10;

/**
 * The commits of a repository over GitHub's REST API. What one of them is already fetching the others wait for: both
 * sides of a cold comparison ask for nearly the same blobs at once.
 */
export function repositoryReader(octokit: Octokit, where: Where, cache: GitCache): (commit: string) => RepositoryAt {
  const fetching = new Map<string, Promise<Uint8Array | undefined>>();
  return (commit) => ({
    commit,
    tree: () => readTree(octokit, where, cache, commit),
    blobs: (wanted) => readBlobs(octokit, { ...where, ref: commit }, wanted, { cache, fetching }),
  });
}

async function readTree(octokit: Octokit, where: Where, { trees }: GitCache, commit: string): Promise<Tree> {
  const { owner, repo, repositoryId } = where;
  const key = `${repositoryId}:${commit}`;
  const tree = trees.get(key) ?? (await fetchTree(octokit, { owner, repo }, commit));
  if (tree === undefined) throw new TreeTruncated(`${owner}/${repo}`, commit);
  trees.set(key, tree);
  return tree;
}

interface Reading {
  readonly cache: GitCache;
  /** Blob id → a fetch that is under way. */
  readonly fetching: Map<string, Promise<Uint8Array | undefined>>;
}

async function readBlobs(
  octokit: Octokit,
  commit: CommitAt & Where,
  wanted: Tree,
  { cache, fetching }: Reading,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const keyOf = (sha: string): string => `${commit.repositoryId}:${sha}`;
  const found = new Map<string, Uint8Array>();
  const awaited = new Map<string, Promise<Uint8Array | undefined>>();
  const missing = new Map<string, FileEntry>();
  for (const [path, entry] of wanted) {
    if (!isReadable(entry)) continue;
    const [known, underWay] = [cache.blobs.get(keyOf(entry.sha)), fetching.get(entry.sha)];
    if (known !== undefined) found.set(entry.sha, known);
    else if (underWay !== undefined) awaited.set(entry.sha, underWay);
    else missing.set(path, entry);
  }
  const fetched = keptOrFetched(octokit, commit, missing, cache.kept);
  for (const { sha } of missing.values()) announce(fetching, sha, fetched);
  for (const [sha, bytes] of await fetched) {
    found.set(sha, bytes);
    cache.blobs.set(keyOf(sha), bytes);
  }
  for (const [sha, underWay] of awaited) {
    const bytes = await underWay;
    if (bytes !== undefined) found.set(sha, bytes);
  }
  return found;
}

/** The cache is there to save requests: where it fails, they are made. */
async function keptOrFetched(
  octokit: Octokit,
  commit: CommitAt & Where,
  missing: Tree,
  kept: Cache,
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (missing.size === 0) return new Map();
  const { repositoryId } = commit;
  const ids = [...new Set([...missing.values()].map(({ sha }) => sha))];
  const known = await kept.get(repositoryId, ids).catch(() => new Map<string, Uint8Array>());
  const fetched = await fetchBlobs(octokit, commit, new Map([...missing].filter(([, { sha }]) => !known.has(sha))));
  kept.put(repositoryId, fetched).catch(() => {});
  return new Map([...known, ...fetched]);
}

/** Lets others wait for a blob that is being fetched. */
function announce(fetching: Reading['fetching'], sha: string, fetched: Promise<ReadonlyMap<string, Uint8Array>>): void {
  const blob = fetched.then((blobs) => blobs.get(sha));
  fetching.set(sha, blob);
  // An error is the business of whoever awaits the fetch or the blob.
  blob.catch(() => {}).finally(() => fetching.delete(sha));
}

const isReadable = ({ type, size = 0 }: FileEntry): boolean => type !== 'submodule' && size <= maxBlobBytes;

interface CommitAt {
  readonly owner: string;
  readonly repo: string;
  readonly ref: string;
}

async function fetchBlobs(octokit: Octokit, commit: CommitAt, missing: Tree): Promise<ReadonlyMap<string, Uint8Array>> {
  const ids = new Set([...missing.values()].map(({ sha }) => sha));
  const found = new Map(ids.size > archiveFrom ? await fetchArchive(octokit, commit, missing) : []);
  const left = [...ids].filter((sha) => !found.has(sha));
  const fetchNext = async (): Promise<void> => {
    for (let sha = left.pop(); sha !== undefined; sha = left.pop()) {
      found.set(sha, await fetchBlob(octokit, commit, sha));
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, left.length) }, fetchNext));
  return found;
}

/** What a tree names is there: where GitHub says otherwise it is to be asked again, or a file would pass unread. */
async function fetchBlob(octokit: Octokit, { owner, repo }: CommitAt, sha: string): Promise<Uint8Array> {
  const { data } = await octokit.rest.git.getBlob({ owner, repo, file_sha: sha });
  return Buffer.from(data.content, 'base64');
}
