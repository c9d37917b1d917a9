import { type MapNode, type Node, positionOf } from '../../manifest/node.ts';
import type { Problem } from '../../model/gap.ts';
import { literal, say } from '../../model/message.ts';
import type { ValuesSource } from '../helm/chart/given-values.ts';
import { loadChart, problemOf } from '../helm/chart/load.ts';
import { valuesOf } from '../helm/chart/read-values.ts';
import { type HelmMemo, renderChart } from '../helm/index.ts';
import { textOf, valueAt, valueIn } from './edit.ts';
import { bytesOf, type Files, isFolder, joinPath, localFile } from './files.ts';
import { type Kustomization, listOf } from './kustomization.ts';
import { Refusal, Unseen } from './refusal.ts';

/** What one entry of `helmCharts` gives. */
export interface Inflated {
  readonly objects: readonly MapNode[];
  readonly problems: readonly Problem[];
}

/**
 * Inflates a chart that lies beside the kustomization, as Kustomize does with `--enable-helm`.
 * @throws Unseen where the chart would have to be fetched
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.18.0/api/types/helmchartargs.go
 */
export function inflated(
  node: Node,
  kustomization: Kustomization,
  folder: string,
  files: Files,
  memo: HelmMemo,
): Inflated {
  const name = textOf(valueIn(node, 'name'));
  const chart = chartFolder(node, kustomization, folder);
  if (chart === undefined || !isFolder(files, chart) || files.tree.entry(`${chart}/Chart.yaml`) === undefined)
    throw new Unseen(
      say`helmCharts: the chart ${name} is not in this repository`,
      undefined,
      'not-rendered',
      textOf(valueIn(node, 'repo')) || undefined,
    );
  const release = {
    name: textOf(valueIn(node, 'releaseName')) || 'release-name',
    namespace: textOf(valueIn(node, 'namespace')) || 'default',
  };
  try {
    const loaded = loadChart(files.tree, chart, memo);
    for (const [path, sha] of loaded.used) files.used.set(path, sha);
    const { documents, gaps } = renderChart(loaded, { release, values: valuesFor(node, folder, files) }, memo);
    return { objects: documents, problems: gaps };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return { objects: [], problems: [problemOf(error)] };
  }
}

/** Where the chart of an entry would lie; undefined where that is outside of the tree. */
export function chartFolder(node: Node, kustomization: Kustomization, folder: string): string | undefined {
  const home = textOf(valueAt(kustomization.root, 'helmGlobals', 'chartHome')) || 'charts';
  return joinPath(folder, `${home}/${textOf(valueIn(node, 'name'))}`);
}

/** Inline values go before those of the files, unless `valuesMerge` says otherwise. */
function valuesFor(node: Node, folder: string, files: Files): readonly ValuesSource[] {
  const named = [valueIn(node, 'valuesFile'), ...listOf(node, 'additionalValuesFiles')];
  const fromFiles = named.flatMap((one): readonly ValuesSource[] => {
    const name = textOf(one);
    if (name === '') return [];
    const path = localFile(files, folder, name);
    return [{ from: 'file', path, bytes: bytesOf(files, path) }];
  });
  const inline = valueIn(node, 'valuesInline');
  if (inline === undefined) return fromFiles;
  const own: ValuesSource = { from: 'inline', values: valuesOf(inline) };
  const merge = textOf(valueIn(node, 'valuesMerge')) || 'override';
  if (merge === 'override') return [...fromFiles, own];
  if (merge === 'merge') return [own, ...fromFiles];
  if (merge === 'replace') return [own];
  throw new Refusal(literal('valuesMerge must be one of merge, override, replace'), positionOf(node));
}
