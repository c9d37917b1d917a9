import type { Unit } from '../model/unit.ts';
import { isNotice } from '../render/gaps.ts';
import { isTemplate } from '../render/roots.ts';
import { isUnderNewRoot } from './new-roots.ts';
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
    return (root !== undefined && !isTemplate(path, root)) || (files.get(path)?.problems.length ?? 0) > 0;
  };
  return ({ id }) => {
    const unit = sides.head.rendered.get(id);
    if (unit === undefined && !sides.base.rendered.has(id)) return isHidden;
    const { assumedValues } = unit ?? sides.base.rendered.get(id) ?? {};
    if (assumedValues !== undefined && !isWrittenAnew(assumedValues, sides)) return () => true;
    const isBroken = unit === undefined ? isStranded(id, sides) : !unit.content().problems.every(isNotice);
    return () => isBroken;
  };
}

/** A root that takes the file in tells what became of it. */
const isRenderedSomewhere = (path: string, side: SideContents): boolean =>
  [...side.rendered.values()].some(({ files, content }) => files().has(path) && content().problems.every(isNotice));

/** What a template does no more, under values that perhaps nobody installs, closes nothing; another value does. */
const isWrittenAnew = (path: string, { head, changed }: Sides): boolean =>
  changed.has(path) && head.tree.entry(path) !== undefined;

/** The order to deploy it stands, and what it asks for is not here any more: nothing is taken away. */
const isStranded = (id: string, { head }: Sides): boolean => head.orders.elsewhere.some((one) => one.id === id);
