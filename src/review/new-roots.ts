import { isNotice } from '../render/gaps.ts';
import type { RenderRoot } from '../render/roots.ts';
import { topFolder } from '../render/units.ts';
import type { SideContents, Sides } from './sides.ts';

/** The charts and kustomizations that head has and base has not. */
export const newRoots = ({ base, head }: Pick<Sides, 'base' | 'head'>): readonly RenderRoot[] =>
  head.roots.filter(({ file }) => base.tree.entry(file) === undefined);

/**
 * What was a plain manifest here at base may have gone under a root that is new in the same top folder, and that is not
 * rendered.
 */
export function isUnderNewRoot(sides: Pick<Sides, 'base' | 'head'>): (path: string) => boolean {
  const opaque = newRoots(sides).filter(({ folder }) => !isRendered(folder, sides.head));
  const folders = new Set(opaque.map(({ folder, file }) => (folder === '.' ? '.' : topFolder(file))));
  return (path) => folders.has('.') || folders.has(topFolder(path));
}

/** Without a part that could not be seen. A root that is gone deploys nothing. */
export const isRendered = (root: string, { rendered }: SideContents): boolean =>
  [...rendered.values()].every(({ unit, content }) => unit.root !== root || content().problems.every(isNotice));
