import type { RepositoryAt } from '../app/repository-at.ts';
import type { FileEntry } from '../model/file-tree.ts';
import { git, tryGit } from './git.ts';
import { UnreadableRepository } from './unreadable-repository.ts';

/** One revision of a local git repository, bare or not: one process lists it and one gives all contents. */
export function revision(folder: string, rev: string): RepositoryAt {
  return {
    commit: rev,
    tree: async () => parseTree(folder, await git(folder, ['ls-tree', '-r', '-z', '-l', '--full-tree', ...named(rev)])),
    blobs: (wanted) => blobs(folder, [...new Set([...wanted.values()].map(({ sha }) => sha))]),
  };
}

// A revision never begins with a dash, so nobody can pass an option in the name of a branch.
function named(rev: string): readonly string[] {
  if (rev.startsWith('-')) throw new UnreadableRepository(rev, 'a revision does not begin with a dash');
  return ['--end-of-options', `${rev}^{tree}`];
}

const types: Readonly<Record<string, FileEntry['type']>> = { '120000': 'symlink', '160000': 'submodule' };

/** `mode SP type SP sha SP+ size TAB path NUL`, for each file. */
function parseTree(folder: string, listing: Buffer): ReadonlyMap<string, FileEntry> {
  const tree = new Map<string, FileEntry>();
  for (const line of listing.toString().split('\0')) {
    if (line === '') continue;
    const [mode, , sha, size] = line.slice(0, line.indexOf('\t')).split(/ +/);
    if (mode === undefined || sha === undefined)
      throw new UnreadableRepository(folder, 'git lists a tree in a way that is not known');
    const type = types[mode] ?? 'file';
    tree.set(line.slice(line.indexOf('\t') + 1), { sha, type, size: type === 'submodule' ? undefined : Number(size) });
  }
  return tree;
}

/** `sha SP type SP size LF content LF` for each id that was asked for, or `sha SP missing LF`. */
async function blobs(folder: string, ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const printed = await git(folder, ['cat-file', '--batch'], ids.map((id) => `${id}\n`).join(''));
  const found = new Map<string, Uint8Array>();
  for (let at = 0; at < printed.length; ) {
    const end = printed.indexOf('\n', at);
    const [sha = '', type, size] = printed.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (type !== 'blob') continue;
    found.set(sha, printed.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return found;
}

/** The full id of a commit; undefined where there is none of that name. */
export const commitOf = (folder: string, rev: string): Promise<string | undefined> =>
  rev.startsWith('-')
    ? Promise.resolve(undefined)
    : tryGit(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${rev}^{commit}`]);

/** The commit that two histories share; undefined where they share none. */
export const mergeBase = (folder: string, a: string, b: string): Promise<string | undefined> =>
  tryGit(folder, ['merge-base', a, b]);

export const isBare = async (folder: string): Promise<boolean> =>
  (await git(folder, ['rev-parse', '--is-bare-repository'])).toString().trim() === 'true';

/** `origin/HEAD`, then `init.defaultBranch`, `main`, `master`: the first that exists. */
export async function defaultBranch(folder: string): Promise<string> {
  const configured = await tryGit(folder, ['config', 'init.defaultBranch']);
  for (const name of ['refs/remotes/origin/HEAD', configured, 'main', 'master'])
    if (name && (await commitOf(folder, name)) !== undefined) return name;
  throw new UnreadableRepository(
    folder,
    'no default branch: neither origin/HEAD, init.defaultBranch, main nor master exists; name the base',
  );
}
