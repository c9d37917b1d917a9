import type { RepositoryAt } from '../app/repository-at.ts';
import type { FileEntry } from '../model/file-tree.ts';
import { git, tryGit } from './git.ts';
import { type ObjectReader, objectReader } from './object-reader.ts';
import { UnreadableRepository } from './unreadable-repository.ts';

/** One revision of a local git repository, bare or not. */
export function revision(folder: string, rev: string): RepositoryAt {
  const reader = objectReader(folder);
  return {
    commit: rev,
    tree: () => treeOf(folder, rev, reader),
    blobs: async (wanted) => {
      const ids = [...new Set([...wanted.values()].map(({ sha }) => sha))];
      const objects = await Promise.all(ids.map((id) => reader.read(id)));
      return new Map(
        objects.flatMap((object) => (object?.type === 'blob' ? [[object.id, object.content] as const] : [])),
      );
    },
  };
}

async function treeOf(folder: string, rev: string, reader: ObjectReader): Promise<ReadonlyMap<string, FileEntry>> {
  // A name is one line of the question, so it cannot hold a second one.
  const root = /[\n\r\0]/.test(rev) ? undefined : await reader.read(`${rev}^{tree}`);
  if (root?.type !== 'tree') throw new UnreadableRepository(folder, `there is no revision ${rev}`);
  const files = new Map<string, FileEntry>();
  await addTree(root.content, root.id.length / 2, '', reader, files);
  return files;
}

const types: Readonly<Record<string, FileEntry['type']>> = { '120000': 'symlink', '160000': 'submodule' };

/** `MODE SP NAME NUL ID` for each entry, the id in bytes; folders are asked for all at once. */
async function addTree(
  content: Buffer,
  idBytes: number,
  prefix: string,
  reader: ObjectReader,
  files: Map<string, FileEntry>,
): Promise<void> {
  const folders: Promise<void>[] = [];
  for (let at = 0; at < content.length; ) {
    const [space, end] = [content.indexOf(' ', at), content.indexOf(0, at)];
    const mode = content.toString('latin1', at, space);
    const path = `${prefix}${content.toString('utf8', space + 1, end)}`;
    const sha = content.toString('hex', end + 1, end + 1 + idBytes);
    at = end + 1 + idBytes;
    if (mode === '40000') folders.push(addFolder(sha, path, idBytes, reader, files));
    else files.set(path, { sha, type: types[mode] ?? 'file', size: undefined });
  }
  await Promise.all(folders);
}

async function addFolder(
  sha: string,
  path: string,
  idBytes: number,
  reader: ObjectReader,
  files: Map<string, FileEntry>,
): Promise<void> {
  const tree = await reader.read(sha);
  if (tree !== undefined) await addTree(tree.content, idBytes, `${path}/`, reader, files);
}

/** The full id of a commit; undefined where there is none of that name. */
export const commitOf = (folder: string, rev: string): Promise<string | undefined> =>
  rev.startsWith('-')
    ? Promise.resolve(undefined)
    : tryGit(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${rev}^{commit}`]);

/** The commit that two histories share; undefined where they share none. */
export const mergeBase = (folder: string, a: string, b: string): Promise<string | undefined> =>
  tryGit(folder, ['merge-base', a, b]);

export const isShallow = async (folder: string): Promise<boolean> =>
  (await tryGit(folder, ['rev-parse', '--is-shallow-repository']))?.trim() === 'true';

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
