import type { Memo } from '../kinds/memo.ts';
import { ordersIn } from '../kinds/orders-in.ts';
import type { FileTree } from '../model/file-tree.ts';
import type { Delivery } from '../render/deliveries/delivery.ts';
import { deliveryFiles } from '../render/deliveries/delivery-files.ts';
import { ordersOf } from '../render/deliveries/orders.ts';
import { kustomizeRoots } from '../render/kustomize-roots.ts';
import { findRenderRoots } from '../render/roots.ts';
import { kustomizeMemoOf } from './rendered-side.ts';

/** What has to be at hand for a review beside the files that may hold manifests: something that is rendered leads to it. */
export interface OrderedPaths {
  /** All that lies in them. */
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

export function orderedPaths(tree: FileTree, memo: Memo, changed: ReadonlySet<string>): OrderedPaths {
  const { deliveries, files } = ordersOf(
    ordersIn(tree, memo, () => true),
    tree,
  );
  return {
    folders: deliveries.map(({ folder }) => folder),
    files: [...files, ...renderedFiles(tree, deliveries, memo, changed)],
  };
}

/**
 * The files of each root and delivery that the change touches, for values may be read out of what a generator packs, and
 * those of deliveries that take in files from outside of their folders.
 */
function renderedFiles(
  tree: FileTree,
  deliveries: readonly Delivery[],
  memo: Memo,
  changed: ReadonlySet<string>,
): readonly string[] {
  const found = findRenderRoots(tree.paths).filter(({ renderer }) => renderer === 'kustomize');
  if (found.length === 0) return [];
  const folders = found.map(({ folder }) => folder);
  const { roots, filesOf } = kustomizeRoots(tree, folders, kustomizeMemoOf(memo), []);
  const isTouched = (files: ReadonlySet<string>): boolean => [...files].some((path) => changed.has(path));
  const own = roots.map(filesOf).filter(isTouched);
  const delivered = deliveries
    .filter(({ how }) => how.how === 'kustomize')
    .map((one) => ({ one, files: deliveryFiles(tree, one, filesOf) }))
    .filter(({ one, files }) => (one.how.how === 'kustomize' && one.how.isUnrestricted) || isTouched(files));
  return [...own, ...delivered.map(({ files }) => files)].flatMap((files) => [...files]);
}
