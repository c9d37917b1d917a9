import type { Memo } from '../kinds/memo.ts';
import { ordersIn } from '../kinds/orders-in.ts';
import type { FileTree } from '../model/file-tree.ts';
import { ordersOf } from '../render/deliveries/orders.ts';

/** The folders that controllers are told to deploy: what lies in them has to be at hand for a review. */
export const orderedFolders = (tree: FileTree, memo: Memo): readonly string[] =>
  ordersOf(
    ordersIn(tree, memo, () => true),
    tree,
  ).deliveries.map(({ folder }) => folder);
