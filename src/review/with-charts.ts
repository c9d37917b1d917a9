import type { Memo } from '../kinds/memo.ts';
import { contentOfObjects } from '../kinds/read-file.ts';
import type { Manifest } from '../manifest/documents.ts';
import { type MapNode, scalarText } from '../manifest/node.ts';
import type { FileTree } from '../model/file-tree.ts';
import { chartFilesOf, installedBy } from '../render/deliveries/chart-installs.ts';
import { valueAt } from '../render/kustomize/edit.ts';
import type { Lookup } from '../render/values/release.ts';
import { releasesOf } from '../render/values/releases.ts';
import { readValuesFile } from '../render/values/template-file.ts';
import { type Install, probableInstalls } from './probable-installs.ts';
import { helmMemoOf } from './render-memo.ts';
import type { SideContents, Sides } from './sides.ts';
import type { UnitPlan } from './unit-plan.ts';

/**
 * A unit with what its HelmReleases and Applications install: it is deployed together, and a route of the unit may lead to
 * a Service of a chart. Charts of this repository are rendered, of others it is told what they probably make.
 */
export function withCharts(plan: UnitPlan, { base, head, memo }: Pick<Sides, 'base' | 'head' | 'memo'>): UnitPlan {
  const own = new Set(plan.paths);
  const isOwn = ({ at }: Manifest): boolean => own.has(at.path);
  const paths = [base, head].flatMap(({ tree, orders: { installing, referred } }) => [
    ...installing.filter(isOwn).flatMap((order) => chartFilesOf(order, tree)),
    ...referred.filter(({ order }) => isOwn(order)).map(({ path }) => path),
  ]);
  const installs = (side: SideContents): readonly Install[] => {
    const contents = plan.contents(side);
    if (contents.every(({ orders }) => orders.length === 0)) return [];
    const beside = side.orders.referred.filter(({ order }) => isOwn(order)).map(({ object }) => object);
    const lookup = lookupIn(side.tree, () => [...plan.manifests(side).map(({ root }) => root), ...beside]);
    return contents.flatMap(({ orders }) => orders.flatMap((order) => installsOf(order, side.tree, lookup, memo)));
  };
  return {
    ...plan,
    paths: paths.length === 0 ? plan.paths : [...new Set([...plan.paths, ...paths])],
    contents: (side) => [...plan.contents(side), ...installs(side).map(({ content }) => content)],
    manifests: (side) => [...plan.manifests(side), ...installs(side).flatMap(({ manifests }) => manifests)],
    problems: (side) => installs(side).flatMap(({ problems }) => problems),
  };
}

const known = new WeakMap<FileTree, Map<Manifest, readonly Install[]>>();

/** What an order installs on one side, made once. */
function installsOf(order: Manifest, tree: FileTree, lookup: Lookup, memo: Memo): readonly Install[] {
  const ofTree = known.get(tree) ?? new Map<Manifest, readonly Install[]>();
  known.set(tree, ofTree);
  const found = ofTree.get(order);
  if (found !== undefined) return found;
  const rendered = installedBy(order, { tree, lookup, memo: helmMemoOf(memo) }).map(({ manifests, problems }) => ({
    manifests,
    problems,
    content: contentOfObjects(manifests, problems),
  }));
  const installs = rendered.length > 0 ? rendered : releasesOf(order, lookup).flatMap(probableInstalls);
  ofTree.set(order, installs);
  return installs;
}

/** @param objects those of the unit first */
function lookupIn(tree: FileTree, objects: () => readonly MapNode[]): Lookup {
  let all: readonly MapNode[] | undefined;
  return {
    object: (kind, namespace, name) => {
      all ??= objects();
      const text = (root: MapNode, key: string): string | undefined => scalarText(valueAt(root, 'metadata', key));
      return all.find(
        (root) =>
          scalarText(valueAt(root, 'kind')) === kind &&
          text(root, 'name') === name &&
          (namespace === undefined || (text(root, 'namespace') ?? namespace) === namespace),
      );
    },
    bytes: (path) => tree.bytes(path),
    file: (_, path) => {
      const bytes = tree.bytes(path);
      return bytes === undefined ? undefined : readValuesFile(path, bytes).documents;
    },
  };
}
