import { setImmediate } from 'node:timers/promises';
import type { FileEntry } from '../model/file-tree.ts';
import type { Octokit } from './octokit.ts';
import { isStatus } from './status.ts';

export type Tree = ReadonlyMap<string, FileEntry>;

/** What a folder-by-folder walk may cost before the tree counts as too large. */
const walkLimits = { requests: 300, entries: 1_000_000 } as const;

/**
 * Every file of a commit; undefined where GitHub would not list all of it. One request for up to 100,000 entries and
 * 7 MB, beyond that one for each folder: https://docs.github.com/en/rest/git/trees#get-a-tree
 */
export async function fetchTree(
  octokit: Octokit,
  where: { readonly owner: string; readonly repo: string },
  commit: string,
): Promise<Tree | undefined> {
  const files = new Map<string, FileEntry>();
  const folders = [{ path: '', sha: commit, recursive: true }];
  let requests = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (++requests > walkLimits.requests || files.size > walkLimits.entries) return undefined;
    const { path, sha, recursive } = folder;
    const data = await getTree(octokit, { ...where, tree_sha: sha, ...(recursive ? { recursive: '1' } : {}) });
    if (data === undefined) return files;
    if (data.truncated && !recursive) return undefined;
    // What a truncated listing left out nobody can tell, so the folder is listed again, without what is below it.
    if (data.truncated) folders.push({ path, sha, recursive: false });
    else await takeAll(data.tree, (item) => take(item, { path, recursive }, { files, folders }));
  }
  return files;
}

/** Git's tree of nothing, which GitHub does not find: https://git-scm.com/docs/git-hash-object */
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** One listing; undefined for a commit without any file. */
async function getTree(octokit: Octokit, of: { owner: string; repo: string; tree_sha: string; recursive?: string }) {
  try {
    return (await octokit.rest.git.getTree(of)).data;
  } catch (error) {
    if (!isStatus(error, 404)) throw error;
    const { owner, repo, tree_sha: commit_sha } = of;
    const { data } = await octokit.rest.git.getCommit({ owner, repo, commit_sha });
    if (data.tree.sha !== emptyTree) throw error;
    return undefined;
  }
}

/** A hundred thousand entries keep the event loop for a tenth of a second, so others get their turn in between. */
async function takeAll(items: readonly Item[], one: (item: Item) => void): Promise<void> {
  for (let from = 0; from < items.length; from += 10_000) {
    if (from > 0) await setImmediate();
    for (const item of items.slice(from, from + 10_000)) one(item);
  }
}

interface Item {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  readonly size?: number;
}

function take(
  item: Item,
  { path, recursive }: { readonly path: string; readonly recursive: boolean },
  found: {
    readonly files: Map<string, FileEntry>;
    readonly folders: { path: string; sha: string; recursive: boolean }[];
  },
): void {
  const full = path + item.path;
  if (item.type !== 'tree') found.files.set(full, entryOf(item));
  else if (!recursive) found.folders.push({ path: `${full}/`, sha: item.sha, recursive: true });
}

const entryOf = ({ mode, type, sha, size }: Item): FileEntry => ({
  sha,
  type: type === 'commit' ? 'submodule' : mode === '120000' ? 'symlink' : 'file',
  size,
});
