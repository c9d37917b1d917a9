import type { Delivery } from '../render/deliveries/delivery.ts';
import type { RenderRoot } from '../render/roots.ts';
import { isUnder } from '../render/units.ts';
import type { SideContents } from './sides.ts';

/**
 * The deliveries that take the place of what lies in their folders. One that the change brings does so only for a folder
 * that is new as well: what was judged as it lies there is judged like that at head too, and beside it as it will be
 * delivered. Else a pull request could leave out by an order of its own what it opens in a file.
 */
export function deliveriesThatStand(
  deliveries: readonly Delivery[],
  before: SideContents | undefined,
): readonly Delivery[] {
  if (before === undefined) return deliveries;
  const known = new Set(before.orders.deliveries.map(({ folder }) => folder));
  const wasThere = (folder: string): boolean => before.tree.paths.some((path) => isUnder(path, folder));
  return deliveries.filter(({ folder }) => known.has(folder) || !wasThere(folder));
}

/** Is `folder` deployed by that order, and by nothing of its own? */
export const holds = (delivery: Delivery, folder: string): boolean =>
  takesAll(delivery) ? isUnder(folder, delivery.folder) : folder === delivery.folder;

/** Folders without a kustomization whose files an order stands for. */
export const ownedFolders = (deliveries: readonly Delivery[]): readonly RenderRoot[] =>
  deliveries.filter(takesAll).map(({ folder, at }) => ({ renderer: 'kustomize', folder, file: at.path }) as const);

/** Not where the folder has a kustomization, which says what is taken of it. */
const takesAll = ({ isWhole }: Delivery): boolean => isWhole;
