import type { Memo } from '../kinds/memo.ts';
import { contentOfObjects, type FileContent } from '../kinds/read-file.ts';
import type { Manifest } from '../manifest/documents.ts';
import type { Config } from '../model/config.ts';
import type { FileTree } from '../model/file-tree.ts';
import { byText, type Position } from '../model/source.ts';
import type { Unit } from '../model/unit.ts';
import type { Delivery, Taken } from '../render/deliveries/delivery.ts';
import { deliveryFiles } from '../render/deliveries/delivery-files.ts';
import { type Delivered, manifestOf, renderDelivery } from '../render/deliveries/render-delivery.ts';
import type { ChartUnit } from '../render/helm/chart-units.ts';
import { renderKustomization } from '../render/kustomize/index.ts';
import { type KustomizeRoots, kustomizeRoots } from '../render/kustomize-roots.ts';
import { chartUnit, installedCharts } from './chart-unit.ts';
import { environmentOf } from './environment.ts';
import { helmfileUnit } from './helmfile-unit.ts';
import { once } from './once.ts';
import { kustomizeMemoOf } from './render-memo.ts';

/** What a tool makes of the files of one side, and deploys: nobody applies those files as they stand. */
export interface RenderedUnit {
  readonly unit: Omit<Unit, 'complete' | 'open'>;
  /** The order that it is made by; undefined for a kustomization that just lies there. */
  readonly delivery: Delivery | undefined;
  /** Values that lie beside a chart, where nothing else says that anybody installs it with them. */
  readonly assumedValues: string | undefined;
  /** Does it only try something out? Then it counts where both sides have it. */
  readonly isTrial: boolean;
  /** Every file that it may hang on, found without rendering anything. */
  readonly files: () => ReadonlySet<string>;
  /** Where a file is named that it takes in, or something that leads there. */
  readonly mentions: (path: string) => readonly Position[];
  /** The files that say what it is made of: kustomizations and orders. */
  readonly makers: () => ReadonlySet<string>;
  readonly manifests: () => readonly Manifest[];
  readonly content: () => FileContent;
  /** What its releases of charts that nobody can see probably make. */
  readonly probable: () => readonly FileContent[];
  /** Where it takes charts from that are not here, as far as no object orders them. */
  readonly taken: () => readonly Taken[];
}

/** By id, sorted. Each is rendered when it is asked for, once. */
export type RenderedSide = ReadonlyMap<string, RenderedUnit>;

const delivered = new WeakMap<Delivery, Delivered>();

/** What a delivery gives, rendered once. */
export function deliver(tree: FileTree, delivery: Delivery, memo: Memo): Delivered {
  const known = delivered.get(delivery) ?? renderDelivery(tree, delivery, kustomizeMemoOf(memo));
  delivered.set(delivery, known);
  return known;
}

/** What one side's units are found in. */
export interface Findings {
  readonly tree: FileTree;
  /** The folders that hold a kustomization to be judged. */
  readonly folders: readonly string[];
  readonly charts: readonly ChartUnit[];
  readonly helmfiles: readonly string[];
  readonly deliveries: readonly Delivery[];
  /** Does an order stand for all that is deployed from a folder? */
  readonly isDelivered: (folder: string) => boolean;
  /** Roots of base, which nobody takes out of view by referring to them from elsewhere. */
  readonly kept: readonly string[];
}

export function renderedSide(findings: Findings, config: Config, memo: Memo): RenderedSide {
  const { tree, folders, charts, helmfiles, deliveries, isDelivered, kept } = findings;
  const known = kustomizeRoots(tree, folders, kustomizeMemoOf(memo), kept);
  const units = [
    ...known.roots.filter((root) => !isDelivered(root)).map((root) => rootUnit(tree, root, known, config, memo)),
    ...deliveries.map((one) => deliveredUnit(tree, one, known, config, memo)),
    ...helmfiles.map((path) => helmfileUnit(tree, path, config, memo)),
    ...installedCharts(charts, config).map((one) => chartUnit(tree, one, config, memo)),
  ];
  return new Map(
    named(units)
      .sort((a, b) => byText(a.unit.id, b.unit.id))
      .map((one) => [one.unit.id, one]),
  );
}

/** A folder may hold a kustomization and a chart: neither takes the other's place. */
function named(units: readonly RenderedUnit[]): RenderedUnit[] {
  const taken = new Set<string>();
  return units.map((one) => {
    const { id, renderer } = one.unit;
    const free = taken.has(id) ? `${id} (${renderer})` : id;
    taken.add(free);
    return free === id ? one : { ...one, unit: { ...one.unit, id: free } };
  });
}

function rootUnit(
  tree: FileTree,
  root: string,
  { filesOf, mentionsOf, makersOf }: KustomizeRoots,
  config: Config,
  memo: Memo,
): RenderedUnit {
  const configured = config.units.find(({ type, path }) => type === 'kustomize' && path.replace(/\/$/, '') === root);
  const named =
    configured === undefined
      ? { id: root, environment: environmentOf(root, config) }
      : { id: configured.name, environment: configured.environment };
  return {
    unit: { ...named, root, renderer: 'kustomize' },
    delivery: undefined,
    assumedValues: undefined,
    isTrial: false,
    files: once(() => filesOf(root)),
    mentions: (path) => mentionsOf(root, path),
    makers: () => makersOf(root),
    ...rendering(() => {
      const { documents, gaps } = renderKustomization(tree, root, kustomizeMemoOf(memo));
      return { manifests: documents.map(manifestOf), problems: gaps };
    }),
  };
}

function deliveredUnit(
  tree: FileTree,
  delivery: Delivery,
  { filesOf, mentionsOf, makersOf }: KustomizeRoots,
  config: Config,
  memo: Memo,
): RenderedUnit {
  const { id, folder, how, at, pathAt } = delivery;
  const environment = environmentOf(folder, config) ?? environmentOf(id.replace('@', '/'), config);
  return {
    unit: { id, root: folder, renderer: how.how === 'kustomize' ? 'kustomize' : 'plain', environment },
    delivery,
    assumedValues: undefined,
    isTrial: false,
    files: once(() => deliveryFiles(tree, delivery, filesOf)),
    mentions: (path) => [...mentionsOf(folder, path), pathAt],
    makers: () => new Set([...makersOf(folder), at.path]),
    ...rendering(() => deliver(tree, delivery, memo)),
  };
}

function rendering(render: () => Delivered): Pick<RenderedUnit, 'manifests' | 'content' | 'probable' | 'taken'> {
  const rendered = once(() => {
    const { manifests, problems } = render();
    return { manifests, content: contentOfObjects(manifests, problems) };
  });
  return {
    manifests: () => rendered().manifests,
    content: () => rendered().content,
    probable: () => [],
    taken: () => [],
  };
}
