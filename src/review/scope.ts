import { follow } from '../kinds/read-tree.ts';
import type { Config } from '../model/config.ts';
import type { FileTree } from '../model/file-tree.ts';
import { findRenderRoots } from '../render/roots.ts';
import { isUnder, topFolder } from '../render/units.ts';

/**
 * The files that can stand in a unit with a changed one: those of the same top folder, and of the same configured unit.
 * Units are never larger, so nothing else has to be read.
 */
export function scopeOf(
  base: FileTree,
  head: FileTree,
  changed: ReadonlySet<string>,
  { units }: Config,
): (path: string) => boolean {
  const touched = [...changed, ...linksTo(changed, base), ...linksTo(changed, head)];
  // A chart or kustomization at the top that comes or goes takes hold of everything, or lets go of it.
  if (findRenderRoots([...changed]).some(({ folder }) => folder === '.')) return () => true;
  const folders = new Set(touched.map(topFolder));
  const named = units
    .map(({ path }) => path.replace(/\/$/, ''))
    .filter((path) => touched.some((one) => isUnder(one, path)));
  return (path) => folders.has(topFolder(path)) || named.some((folder) => isUnder(path, folder));
}

/** A link changes with the file that it leads to. */
const linksTo = (changed: ReadonlySet<string>, tree: FileTree): readonly string[] =>
  tree.paths.filter((path) => tree.entry(path)?.type === 'symlink' && changed.has(follow(path, tree) ?? path));
