import type { Memo } from '../kinds/memo.ts';
import { contentOfObjects, type FileContent } from '../kinds/read-file.ts';
import type { Manifest } from '../manifest/documents.ts';
import type { FileTree } from '../model/file-tree.ts';
import { chartFilesOf, installedBy } from '../render/deliveries/chart-installs.ts';
import type { Delivered } from '../render/deliveries/render-delivery.ts';
import { helmMemoOf } from './rendered-side.ts';
import type { SideContents, Sides } from './sides.ts';
import type { UnitPlan } from './unit-plan.ts';

/**
 * A unit with what its HelmReleases and Applications install of the repository's own charts: it is deployed together, and
 * a route of the unit may lead to a Service of the chart.
 */
export function withCharts(plan: UnitPlan, { base, head, memo }: Pick<Sides, 'base' | 'head' | 'memo'>): UnitPlan {
  const own = new Set(plan.paths);
  const paths = [base, head].flatMap(({ tree, orders }) =>
    orders.installing.filter(({ at }) => own.has(at.path)).flatMap((order) => chartFilesOf(order, tree)),
  );
  if (paths.length === 0) return plan;
  const installs = (side: SideContents): readonly Install[] =>
    plan.contents(side).flatMap(({ orders }) => orders.flatMap((order) => installsOf(order, side.tree, memo)));
  return {
    ...plan,
    paths: [...new Set([...plan.paths, ...paths])],
    contents: (side) => [...plan.contents(side), ...installs(side).map(({ content }) => content)],
    manifests: (side) => [...plan.manifests(side), ...installs(side).flatMap(({ manifests }) => manifests)],
    problems: (side) => installs(side).flatMap(({ problems }) => problems),
  };
}

interface Install extends Delivered {
  readonly content: FileContent;
}

const known = new WeakMap<FileTree, Map<Manifest, readonly Install[]>>();

/** What an order installs on one side, rendered once. */
function installsOf(order: Manifest, tree: FileTree, memo: Memo): readonly Install[] {
  const ofTree = known.get(tree) ?? new Map<Manifest, readonly Install[]>();
  known.set(tree, ofTree);
  const installs =
    ofTree.get(order) ??
    installedBy(order, tree, helmMemoOf(memo)).map((one) => ({
      ...one,
      content: contentOfObjects(one.manifests, one.problems),
    }));
  ofTree.set(order, installs);
  return installs;
}
