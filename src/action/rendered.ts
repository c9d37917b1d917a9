import { realpathSync, statSync } from 'node:fs';
import type { RepositoryAt } from '../app/repository-at.ts';
import { asTheyAre, type ChosenSides } from '../cli/sides.ts';
import { UsageError } from '../cli/usage.ts';
import { configPath } from '../config/defaults.ts';
import { pathBelow } from '../folder/git-paths.ts';
import { plainFolder } from '../folder/working-tree.ts';
import type { FileEntry } from '../model/file-tree.ts';

/** Folders with what another tool has rendered of either side, absolute. */
export interface RenderedFolders {
  readonly head: string;
  readonly base: string;
}

/**
 * The sides with what was rendered of them. Both folders stand at the path of head's, so that they are compared, and the
 * configuration can say what they are.
 *
 * @param top of the repository
 * @throws UsageError
 */
export async function withRendered(sides: ChosenSides, top: string, folders: RenderedFolders): Promise<ChosenSides> {
  for (const folder of [folders.head, folders.base]) refuseMissing(folder);
  const prefix = pathInside(top, folders.head);
  const [base, head] = [plainFolder(folders.base), plainFolder(folders.head)];
  // A tool that failed must not look like one that rendered nothing.
  if ((await head.tree()).size === 0) throw new UsageError(`rendered: ${prefix} is empty`);
  const { mergeBase } = sides;
  return {
    ...asTheyAre(laidOver(sides.base, prefix, base), laidOver(sides.head, prefix, head)),
    mergeBase: mergeBase && laidOver(mergeBase, prefix, base),
  };
}

function refuseMissing(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UsageError(`rendered: ${folder} is not a folder`);
}

function pathInside(top: string, folder: string): string {
  const prefix = pathBelow(realpathSync(top), realpathSync(folder));
  if (!prefix) throw new UsageError(`rendered: ${folder} is not a folder inside of the checkout`);
  if (configPath.startsWith(`${prefix}/`)) throw new UsageError(`rendered: ${prefix} would hold the configuration`);
  return prefix;
}

/** `at` with the folder's files in place of what lies below `prefix`. */
function laidOver(at: RepositoryAt, prefix: string, folder: RepositoryAt): RepositoryAt {
  const isBelow = (path: string): boolean => path.startsWith(`${prefix}/`);
  return {
    commit: at.commit,
    tree: async () => {
      const [own, rendered] = await Promise.all([at.tree(), folder.tree()]);
      const kept = [...own].filter(([path]) => path !== prefix && !isBelow(path));
      return new Map([...kept, ...[...rendered].map(([path, entry]) => [`${prefix}/${path}`, entry] as const)]);
    },
    blobs: async (wanted) => {
      const own = new Map([...wanted].filter(([path]) => !isBelow(path)));
      const rendered = new Map<string, FileEntry>();
      for (const [path, entry] of wanted) if (isBelow(path)) rendered.set(path.slice(prefix.length + 1), entry);
      const found = await Promise.all([at.blobs(own), folder.blobs(rendered)]);
      return new Map(found.flatMap((blobs) => [...blobs]));
    },
  };
}
