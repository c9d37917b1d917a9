import type { Memo } from '../kinds/memo.ts';
import { ordersIn } from '../kinds/orders-in.ts';
import type { FileTree } from '../model/file-tree.ts';
import { chartFilesOf } from '../render/deliveries/chart-installs.ts';
import type { Delivery } from '../render/deliveries/delivery.ts';
import { deliveryFiles } from '../render/deliveries/delivery-files.ts';
import { ordersOf } from '../render/deliveries/orders.ts';
import { foldersAbove } from '../render/folders.ts';
import { chartClosure, closureFolders } from '../render/helm/chart-closure.ts';
import { chartUnits } from '../render/helm/chart-units.ts';
import { kustomizeRoots } from '../render/kustomize-roots.ts';
import { findRenderRoots, type RenderRoot } from '../render/roots.ts';
import { isUnder } from '../render/units.ts';
import { helmfileFiles } from './helmfile-unit.ts';
import { kustomizeMemoOf } from './render-memo.ts';

/**
 * The files that have to be at hand though their names do not tell: what controllers are told to deploy, and every file of
 * the charts that the change touches. The orders and the charts' own descriptions are at hand already.
 */
export function filesToRender(tree: FileTree, changed: ReadonlySet<string>, memo: Memo): ReadonlySet<string> {
  const { objects, helmfiles } = ordersIn(tree, memo, () => true);
  const { deliveries, installing, files } = ordersOf(objects, tree);
  const folders = deliveries.map(({ folder }) => folder);
  const roots = findRenderRoots(tree.paths);
  const inflating = roots.filter((root) => inflates(root, tree)).map(({ folder }) => folder);
  // A file that the other side alone has lies in a folder of this side's chart, and touches it all the same.
  const changedFolders = new Set([...changed].flatMap((path) => ['.', path, ...foldersAbove(path)]));
  const touches = (folders: readonly string[], files: readonly string[]): boolean =>
    files.some((path) => changed.has(path)) || folders.some((folder) => changedFolders.has(folder));
  const touched = chartUnits(tree, roots, () => false, new Set(roots.map((root) => root.folder))).filter(
    ({ folder, valuesFiles }) =>
      inflating.some((one) => isUnder(folder, one)) || touches(closureFolders(tree, folder), valuesFiles),
  );
  return new Set([
    ...files,
    ...renderedFiles(tree, deliveries, memo, changed),
    ...tree.paths.filter((path) => folders.some((folder) => isUnder(path, folder))),
    ...touched.flatMap(({ folder, valuesFiles }) => [...chartClosure(tree, folder), ...valuesFiles]),
    ...helmfiles.flatMap((path) => [path, ...helmfileFiles(tree, path)]),
    ...installing.flatMap((order) => chartFilesOf(order, tree)),
  ]);
}

/** A kustomization that inflates charts, as far as its text tells. */
function inflates({ renderer, file }: RenderRoot, tree: FileTree): boolean {
  const bytes = renderer === 'kustomize' ? tree.bytes(file) : undefined;
  return bytes !== undefined && new TextDecoder().decode(bytes).includes('helmCharts');
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
