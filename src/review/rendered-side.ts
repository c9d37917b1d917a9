import type { Memo } from '../kinds/memo.ts';
import { contentOfObjects, type FileContent } from '../kinds/read-file.ts';
import type { Manifest } from '../manifest/documents.ts';
import type { Config } from '../model/config.ts';
import type { FileTree } from '../model/file-tree.ts';
import type { Problem } from '../model/gap.ts';
import { literal } from '../model/message.ts';
import { byText, type Position } from '../model/source.ts';
import type { Unit } from '../model/unit.ts';
import type { Delivery } from '../render/deliveries/delivery.ts';
import { deliveryFiles } from '../render/deliveries/delivery-files.ts';
import { type Delivered, manifestOf, renderDelivery } from '../render/deliveries/render-delivery.ts';
import type { ValuesSource } from '../render/helm/chart/given-values.ts';
import { loadChart } from '../render/helm/chart/load.ts';
import { chartClosure, inFolder } from '../render/helm/chart-closure.ts';
import type { ChartUnit } from '../render/helm/chart-units.ts';
import { createHelmMemo, type HelmMemo, renderChart } from '../render/helm/index.ts';
import type { Release } from '../render/helm/scope.ts';
import { createKustomizeMemo, type KustomizeMemo, renderKustomization } from '../render/kustomize/index.ts';
import { type KustomizeRoots, kustomizeRoots } from '../render/kustomize-roots.ts';
import { environmentOf } from './environment.ts';

/** What a tool makes of the files of one side, and deploys: nobody applies those files as they stand. */
export interface RenderedUnit {
  readonly unit: Omit<Unit, 'complete' | 'open'>;
  /** The order that it is made by; undefined for a kustomization that just lies there. */
  readonly delivery: Delivery | undefined;
  /** The values files that make it this unit, of a chart. */
  readonly valuesFiles: readonly string[];
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
}

/** By id, sorted. Each is rendered when it is asked for, once. */
export type RenderedSide = ReadonlyMap<string, RenderedUnit>;

const memos = new WeakMap<Memo, KustomizeMemo>();

function kustomizeMemoOf(memo: Memo): KustomizeMemo {
  const known = memos.get(memo) ?? createKustomizeMemo();
  memos.set(memo, known);
  return known;
}

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
  readonly deliveries: readonly Delivery[];
  /** Does an order stand for all that is deployed from a folder? */
  readonly isDelivered: (folder: string) => boolean;
  /** Roots of base, which nobody takes out of view by referring to them from elsewhere. */
  readonly kept: readonly string[];
}

export function renderedSide(findings: Findings, config: Config, memo: Memo): RenderedSide {
  const { tree, folders, charts, deliveries, isDelivered, kept } = findings;
  const known = kustomizeRoots(tree, folders, kustomizeMemoOf(memo), kept);
  const units = [
    ...known.roots.filter((root) => !isDelivered(root)).map((root) => rootUnit(tree, root, known, config, memo)),
    ...deliveries.map((one) => deliveredUnit(tree, one, known, config, memo)),
    ...chartsOf(charts, config).map((one) => chartUnit(tree, one, config, memo)),
  ];
  return new Map(units.sort((a, b) => byText(a.unit.id, b.unit.id)).map((one) => [one.unit.id, one]));
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
    valuesFiles: [],
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
    valuesFiles: [],
    isTrial: false,
    files: once(() => deliveryFiles(tree, delivery, filesOf)),
    mentions: (path) => [...mentionsOf(folder, path), pathAt],
    makers: () => new Set([...makersOf(folder), at.path]),
    ...rendering(() => deliver(tree, delivery, memo)),
  };
}

/** The charts that the configuration names, and those that are found. */
const chartsOf = (found: readonly ChartUnit[], { units, release }: Config): readonly Installed[] => [
  ...units
    .filter(({ type }) => type === 'helm')
    .map((unit) => ({
      id: unit.name,
      folder: unit.path.replace(/\/$/, ''),
      valuesFiles: unit.values,
      isTrial: false,
      environment: unit.environment,
      release: { name: unit.release ?? release.name, namespace: unit.namespace ?? release.namespace },
    })),
  ...found.map((unit) => ({ ...unit, environment: undefined, release })),
];

interface Installed extends ChartUnit {
  readonly environment: string | undefined;
  readonly release: Release;
}

/** A chart with values that the repository has for it. */
function chartUnit(tree: FileTree, installed: Installed, config: Config, memo: Memo): RenderedUnit {
  const { id, folder, valuesFiles, isTrial, release } = installed;
  const environment = installed.environment ?? environmentOf(valuesFiles.at(-1) ?? folder, config);
  const makers = [...valuesFiles, inFolder(folder, 'values.yaml'), inFolder(folder, 'Chart.yaml')];
  return {
    unit: { id, root: folder, renderer: 'helm', environment },
    delivery: undefined,
    valuesFiles,
    isTrial,
    files: once(() => new Set([...chartClosure(tree, folder), ...valuesFiles])),
    mentions: () => [],
    makers: () => new Set(makers),
    ...rendering(() => {
      const helmMemo = helmMemoOf(memo);
      const values = valuesFiles.flatMap((path) => valuesIn(tree, path));
      const { documents, gaps } = renderChart(loadChart(tree, folder, helmMemo), { release, values }, helmMemo);
      const missing = valuesFiles.filter((path) => tree.entry(path) === undefined).map(missingValues);
      return { manifests: documents.map(manifestOf), problems: [...missing, ...gaps] };
    }),
  };
}

function valuesIn(tree: FileTree, path: string): readonly ValuesSource[] {
  const bytes = tree.bytes(path);
  return bytes === undefined ? [] : [{ from: 'file', path, bytes }];
}

const missingValues = (path: string): Problem => ({
  at: { path, line: 1, column: 1 },
  reason: 'missing-file',
  message: literal('the configuration names it as a file of values, and it is not there'),
});

const helmMemos = new WeakMap<Memo, HelmMemo>();

export function helmMemoOf(memo: Memo): HelmMemo {
  const known = helmMemos.get(memo) ?? createHelmMemo();
  helmMemos.set(memo, known);
  return known;
}

function rendering(render: () => Delivered): Pick<RenderedUnit, 'manifests' | 'content'> {
  const rendered = once(() => {
    const { manifests, problems } = render();
    return { manifests, content: contentOfObjects(manifests, problems) };
  });
  return { manifests: () => rendered().manifests, content: () => rendered().content };
}

function once<T extends object>(make: () => T): () => T {
  let known: T | undefined;
  return () => {
    known ??= make();
    return known;
  };
}
