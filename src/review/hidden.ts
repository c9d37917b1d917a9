import type { Unit } from '../model/unit.ts';
import { isRendered, isUnderNewRoot } from './new-roots.ts';
import type { SideContents, Sides } from './sides.ts';

/** Whether what a file of base deployed in a unit may still be deployed at head, only that nobody can see it. */
export type HiddenAtHead = (unit: Unit) => (path: string) => boolean;

export function hiddenAtHead(sides: Sides): HiddenAtHead {
  const { files, tree, rootOf } = sides.head;
  const mayBeRendered = isUnderNewRoot(sides);
  const isHidden = (path: string): boolean => {
    if (tree.entry(path) === undefined) return mayBeRendered(path);
    const root = rootOf(path);
    if (root?.renderer === 'kustomize') return !isRenderedSomewhere(path, sides.head);
    return root !== undefined || (files.get(path)?.problems.length ?? 0) > 0;
  };
  return ({ renderer, root }) => {
    if (renderer !== 'kustomize') return isHidden;
    const isBroken = !isRendered(root, sides.head);
    return () => isBroken;
  };
}

/** A root that takes the file in tells what became of it. */
const isRenderedSomewhere = (path: string, side: SideContents): boolean =>
  side.kustomize.roots.some((root) => side.kustomize.filesOf(root).has(path) && isRendered(root, side));
