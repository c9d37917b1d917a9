import type { Where } from '../app/events.ts';
import type { RepositoryAt } from '../app/repository-at.ts';
import { TreeTruncated } from '../app/tree-truncated.ts';
import type { FileEntry } from '../model/file-tree.ts';
import { fetchArchive } from './archive.ts';
import type { Octokit } from './octokit.ts';
import { fetchTree, type Tree } from './tree.ts';
import { type WeightedCache, weightedCache } from './weighted-cache.ts';

/** What never changes, kept by the ids that git gave it, and by repository: one never serves another. */
export interface GitCache {
  readonly blobs: WeightedCache<Uint8Array>;
  readonly trees: WeightedCache<Tree>;
}

export const gitCache = ({ blobBytes = 256 * 1024 * 1024, treeEntries = 1_000_000 } = {}): GitCache => ({
  blobs: weightedCache({ maxWeight: blobBytes, weigh: (bytes) => bytes.length + 100 }),
  trees: weightedCache({ maxWeight: treeEntries, weigh: (tree) => tree.size }),
});

/** A manifest may have 10 MiB; a larger file is left to be told from its size alone. */
const maxBlobBytes = 10 * 1024 * 1024 + 1024;
/** More missing blobs than this come as one archive. */
const archiveFrom = 60;
const parallel = 10;

/** One commit of a repository over GitHub's REST API. */
export function repositoryAt(octokit: Octokit, where: Where, cache: GitCache, commit: string): RepositoryAt {
  const { owner, repo, repositoryId } = where;
  const keyOf = (sha: string): string => `${repositoryId}:${sha}`;
  return {
    commit,
    tree: async () => {
      const tree = cache.trees.get(keyOf(commit)) ?? (await fetchTree(octokit, { owner, repo }, commit));
      if (tree === undefined) throw new TreeTruncated(`${owner}/${repo}`, commit);
      cache.trees.set(keyOf(commit), tree);
      return tree;
    },
    blobs: async (wanted) => {
      const readable = new Map([...wanted].filter(([, entry]) => isReadable(entry)));
      const found = new Map<string, Uint8Array>();
      const missing = new Map<string, FileEntry>();
      for (const [path, entry] of readable) {
        const known = cache.blobs.get(keyOf(entry.sha));
        if (known === undefined) missing.set(path, entry);
        else found.set(entry.sha, known);
      }
      for (const [sha, bytes] of await fetchBlobs(octokit, { owner, repo, ref: commit }, missing)) {
        found.set(sha, bytes);
        cache.blobs.set(keyOf(sha), bytes);
      }
      return found;
    },
  };
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
      const bytes = await fetchBlob(octokit, commit, sha);
      if (bytes !== undefined) found.set(sha, bytes);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, left.length) }, fetchNext));
  return found;
}

/** Undefined where the server will not give it: it is gone. */
async function fetchBlob(octokit: Octokit, { owner, repo }: CommitAt, sha: string): Promise<Uint8Array | undefined> {
  try {
    const { data } = await octokit.rest.git.getBlob({ owner, repo, file_sha: sha });
    return Buffer.from(data.content, 'base64');
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}

export const isStatus = (error: unknown, status: number): boolean =>
  error instanceof Error && 'status' in error && error.status === status;
