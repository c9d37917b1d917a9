import type { Memo } from '../kinds/memo.ts';
import { ordersIn } from '../kinds/orders-in.ts';
import type { FileTree } from '../model/file-tree.ts';
import type { Delivery } from '../render/deliveries/delivery.ts';
import { deliveryFiles } from '../render/deliveries/delivery-files.ts';
import { ordersOf } from '../render/deliveries/orders.ts';
import { kustomizeRoots } from '../render/kustomize-roots.ts';
import { findRenderRoots } from '../render/roots.ts';
import { kustomizeMemoOf } from './rendered-side.ts';

/** What has to be at hand for a review because controllers are told to deploy it, or are told by it what to deploy. */
export interface OrderedPaths {
  /** All that lies in them. */
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

export function orderedPaths(tree: FileTree, memo: Memo): OrderedPaths {
  const { deliveries, files } = ordersOf(
    ordersIn(tree, memo, () => true),
    tree,
  );
  return { folders: deliveries.map(({ folder }) => folder), files: [...files, ...filesAround(tree, deliveries, memo)] };
}

/** What lies in no folder with a kustomization of its own, and is taken in all the same. */
function filesAround(tree: FileTree, deliveries: readonly Delivery[], memo: Memo): readonly string[] {
  const unrestricted = deliveries.filter(({ how }) => how.how === 'kustomize' && how.isUnrestricted);
  if (unrestricted.length === 0) return [];
  const roots = findRenderRoots(tree.paths).filter(({ renderer }) => renderer === 'kustomize');
  const folders = roots.map(({ folder }) => folder);
  const { filesOf } = kustomizeRoots(tree, folders, kustomizeMemoOf(memo), []);
  return unrestricted.flatMap((one) => [...deliveryFiles(tree, one, filesOf)]);
}
