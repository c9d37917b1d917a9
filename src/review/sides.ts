import type { Memo } from '../kinds/memo.ts';
import { ordersIn } from '../kinds/orders-in.ts';
import type { FileContent } from '../kinds/read-file.ts';
import { readTree } from '../kinds/read-tree.ts';
import { isCandidate } from '../model/candidate.ts';
import type { Config } from '../model/config.ts';
import type { FileTree } from '../model/file-tree.ts';
import { matchesGlob } from '../model/glob.ts';
import { byText } from '../model/source.ts';
import { chartFilesOf } from '../render/deliveries/chart-installs.ts';
import type { Delivery } from '../render/deliveries/delivery.ts';
import { type Orders, ordersOf } from '../render/deliveries/orders.ts';
import { chartUnits } from '../render/helm/chart-units.ts';
import { findRenderRoots, type RenderRoot, rootLookup } from '../render/roots.ts';
import { isUnder } from '../render/units.ts';
import { type ReferredValues, referredValues } from './referred-values.ts';
import { type RenderedSide, renderedSide } from './rendered-side.ts';
import { scopeOf } from './scope.ts';
import { deliveriesThatStand, holds, ownedFolders } from './standing-deliveries.ts';

/** One commit's plain manifests, and what of it other tools render. */
export interface SideContents {
  readonly tree: FileTree;
  /** Candidate path → content, as far as it can stand in a unit with a change; without ignored files and those that a chart or a kustomization owns. */
  readonly files: ReadonlyMap<string, FileContent>;
  readonly roots: readonly RenderRoot[];
  readonly rootOf: (path: string) => RenderRoot | undefined;
  /** What controllers are told to deploy. */
  readonly orders: SideOrders;
  /** The deliveries among them that stand for all that lies in their folders. */
  readonly standing: readonly Delivery[];
  /** What tools make of the files that they own. */
  readonly rendered: RenderedSide;
}

export interface Sides {
  readonly base: SideContents;
  readonly head: SideContents;
  /** Every path whose content is not the same on both sides, sorted. */
  readonly changed: ReadonlySet<string>;
  readonly memo: Memo;
  /** Head's candidates that `ignore_paths` hides. */
  readonly ignored: readonly string[];
}

/** Reads both trees; what differs between them is read whole, the rest as far as it can matter. */
export function readSides(base: FileTree, head: FileTree, config: Config, memo: Memo): Sides {
  const changed = changedPaths(base, head);
  const isIgnored = (path: string): boolean => config.ignorePaths.some((glob) => matchesGlob(glob, path));
  const isConfigured = isConfiguredPlain(config);
  const isConsidered = (path: string): boolean => !isIgnored(path) && !isConfigured(path);
  const ordersOn = (tree: FileTree): SideOrders => {
    const { objects, helmfiles } = ordersIn(tree, memo, isConsidered);
    const orders = ordersOf(objects, tree);
    return { ...orders, helmfiles, referred: referredValues(tree, orders.installing, changed, config) };
  };
  const [before, after] = [ordersOn(base), ordersOn(head)];
  const touched = new Set([...changed, ...installersOf(changed, base, before), ...installersOf(changed, head, after)]);
  const isInScope = scopeOf(base, head, touched, config);
  const isWanted = (path: string): boolean => isInScope(path) && !isIgnored(path);
  const reading = { memo, changed, config, isWanted, isConfigured, isConsidered };
  const baseSide = readSide(base, before, undefined, reading);
  return {
    base: baseSide,
    head: readSide(head, after, baseSide, reading),
    changed,
    memo,
    ignored: config.ignorePaths.length === 0 ? [] : head.paths.filter((path) => isCandidate(path) && isIgnored(path)),
  };
}

/** What the configuration calls plain is plain, whatever renders the folder around it. */
function isConfiguredPlain({ units }: Config): (path: string) => boolean {
  const plain = units.filter(({ type }) => type === 'plain');
  return (path) => plain.some((unit) => isUnder(path, unit.path));
}

export interface SideOrders extends Orders {
  readonly helmfiles: readonly string[];
  readonly referred: readonly ReferredValues[];
}

/** What both sides are read by. */
interface Reading {
  readonly memo: Memo;
  readonly changed: ReadonlySet<string>;
  readonly config: Config;
  /** Can the file stand in a unit with a change? */
  readonly isWanted: (path: string) => boolean;
  /** Does the configuration call it plain, whatever renders the folder around it? */
  readonly isConfigured: (path: string) => boolean;
  /** Not ignored, and not called plain. */
  readonly isConsidered: (path: string) => boolean;
}

/** The files of the orders that install a changed chart, or one by changed values: what else lies there is touched with it. */
const installersOf = (
  changed: ReadonlySet<string>,
  tree: FileTree,
  { installing, referred }: SideOrders,
): readonly string[] =>
  [
    ...installing.filter((order) => chartFilesOf(order, tree).some((path) => changed.has(path))),
    ...referred.map(({ order }) => order),
  ].map(({ at: { path } }) => path);

function readSide(
  tree: FileTree,
  orders: SideOrders,
  before: SideContents | undefined,
  { memo, changed, config, isWanted, isConfigured, isConsidered }: Reading,
): SideContents {
  const found = findRenderRoots(tree.paths);
  const standing = deliveriesThatStand(orders.deliveries, { tree, memo, before });
  const roots = [...found, ...ownedFolders(standing)];
  const owner = rootLookup(roots);
  const rootOf = (path: string): RenderRoot | undefined => (isConfigured(path) ? undefined : owner(path));
  const isPlain = (path: string): boolean => isWanted(path) && (roots.length === 0 || rootOf(path) === undefined);
  const sameAs = (path: string): FileContent | undefined =>
    changed.has(path) || tree.entry(path)?.type !== 'file' ? undefined : before?.files.get(path);
  const kept = [...(before?.rendered.values() ?? [])].flatMap(({ unit, delivery }) => (delivery ? [] : unit.root));
  const rendered = renderedSide(
    {
      tree,
      folders: found
        .filter(({ renderer, file }) => renderer === 'kustomize' && isConsidered(file))
        .map(({ folder }) => folder),
      charts: chartUnits(
        tree,
        found.filter(({ file }) => isConsidered(file)),
        (folder) => config.units.some(({ type, path }) => type === 'helm' && path.replace(/\/$/, '') === folder),
        new Set(kept),
      ),
      helmfiles: orders.helmfiles,
      deliveries: orders.deliveries,
      isDelivered: (folder) => standing.some((one) => holds(one, folder)),
      kept,
    },
    config,
    memo,
  );
  const files = readTree(tree, memo, isPlain, (path) => changed.has(path), sameAs);
  return {
    tree,
    roots,
    rootOf,
    files,
    orders,
    standing,
    rendered,
  };
}

/** Both lists are sorted, so one walk over them is enough. */
export function changedPaths(base: FileTree, head: FileTree): ReadonlySet<string> {
  const changed = new Set<string>();
  const [left, right] = [base.paths, head.paths];
  for (let i = 0, j = 0; i < left.length || j < right.length; ) {
    const [before, after] = [left[i], right[j]];
    const order = before === undefined ? 1 : after === undefined ? -1 : byText(before, after);
    const path = (order <= 0 ? before : after) ?? '';
    if (order <= 0) i += 1;
    if (order >= 0) j += 1;
    if (order !== 0 || !sameEntry(path, base, head)) changed.add(path);
  }
  return changed;
}

function sameEntry(path: string, base: FileTree, head: FileTree): boolean {
  const [before, after] = [base.entry(path), head.entry(path)];
  return before?.sha === after?.sha && before?.type === after?.type;
}
