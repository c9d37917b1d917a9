import type { Manifest } from '../manifest/documents.ts';
import { isCandidate } from '../model/candidate.ts';
import type { FileTree } from '../model/file-tree.ts';
import { type Memo, memoKey } from './memo.ts';
import { mayHoldOrders } from './orders.ts';
import { readFile, withoutContent } from './read-file.ts';

/**
 * The objects of a tree that make a controller deploy something, in files that are read for nothing else too. They are
 * taken as they are written: what a kustomization makes of them is not known before it is rendered.
 */
export function ordersIn(tree: FileTree, memo: Memo, isConsidered: (path: string) => boolean): readonly Manifest[] {
  return tree.paths.flatMap((path) => {
    const isRead = isCandidate(path) && !isTemplate(path) && tree.entry(path)?.type === 'file' && isConsidered(path);
    return isRead ? ordersOf(path, tree, memo) : [];
  });
}

/** A chart's templates are no manifests. */
const isTemplate = (path: string): boolean => path.startsWith('templates/') || path.includes('/templates/');

function ordersOf(path: string, tree: FileTree, memo: Memo): readonly Manifest[] {
  const sha = tree.entry(path)?.sha ?? '';
  for (const closeness of ['orders', 'whole', 'wanted'] as const) {
    const known = memo.get(memoKey(path, sha, closeness));
    if (known !== undefined) return known.orders;
  }
  const bytes = tree.bytes(path);
  if (bytes === undefined) return [];
  const content = mayHoldOrders(bytes) ? readFile(path, bytes, 'orders') : withoutContent;
  memo.set(memoKey(path, sha, 'orders'), content);
  return content.orders;
}
