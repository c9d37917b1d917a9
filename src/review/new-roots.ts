import type { RenderRoot } from '../render/roots.ts';
import { topFolder } from '../render/units.ts';
import type { Sides } from './sides.ts';

/** The charts and kustomizations that head has and base has not. */
export const newRoots = ({ base, head }: Pick<Sides, 'base' | 'head'>): readonly RenderRoot[] =>
  head.roots.filter(({ file }) => base.tree.entry(file) === undefined);

/** What was a plain manifest here at base may have gone under a root that is new in the same top folder. */
export function isUnderNewRoot(sides: Pick<Sides, 'base' | 'head'>): (path: string) => boolean {
  const folders = new Set(newRoots(sides).map(({ folder, file }) => (folder === '.' ? '.' : topFolder(file))));
  return (path) => folders.has('.') || folders.has(topFolder(path));
}
