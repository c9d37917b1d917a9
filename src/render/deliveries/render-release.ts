import type { ScalarNode } from '../../manifest/node.ts';
import type { FileTree } from '../../model/file-tree.ts';
import type { ValuesSource } from '../helm/chart/given-values.ts';
import { loadChart, problemOf } from '../helm/chart/load.ts';
import { type HelmMemo, renderChart } from '../helm/index.ts';
import type { Release } from '../helm/scope.ts';
import { type Delivered, manifestOf, withNamespace } from './render-delivery.ts';

/** A chart of the repository as somebody installs it. */
export interface ChartInstall {
  readonly folder: string;
  readonly release: Release;
  /** Made when the chart is rendered: what is wrong with them refuses it. */
  readonly values: () => readonly ValuesSource[];
  /** Where objects go that name no namespace. */
  readonly namespace: ScalarNode | undefined;
}

/** What a release installs, with what Helm stops at as a problem. */
export function renderRelease(tree: FileTree, install: ChartInstall, memo: HelmMemo): Delivered {
  const { folder, release, values, namespace } = install;
  try {
    const given = values();
    const { documents, gaps } = renderChart(loadChart(tree, folder, memo), { release, values: given }, memo);
    const placed = namespace === undefined ? documents : documents.map((root) => withNamespace(root, namespace));
    return { manifests: placed.map(manifestOf), problems: gaps };
  } catch (error) {
    return { manifests: [], problems: [problemOf(error)] };
  }
}
