import { toValue } from '../../../../src/manifest/node.ts';
import { plain } from '../../../../src/model/message.ts';
import { loadChart } from '../../../../src/render/helm/chart/load.ts';
import {
  type ChartOptions,
  createHelmMemo,
  type RenderedChart,
  renderChart,
} from '../../../../src/render/helm/index.ts';
import { treeOf } from '../../kustomize/tree.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

/** A release of its own name, in its own namespace, with nothing but the chart's values. */
export const release: ChartOptions = { release: { name: 'release-name', namespace: 'default' }, values: [] };

/** A Chart.yaml with these lines besides name and version. */
export const chartYaml = (name: string, ...lines: readonly string[]): string =>
  ['apiVersion: v2', `name: ${name}`, 'version: 0.1.0', ...lines, ''].join('\n');

/** `--set` lines as a source of values. */
export const set = (...lines: readonly string[]): ChartOptions['values'] =>
  lines.map((text) => ({ from: 'set', line: { text, isText: false, at: { path: 'command', line: 1, column: 1 } } }));

/** What the chart in folder `chart` of a tree of `files` deploys. */
export function rendered(files: Files, options: Partial<ChartOptions> = {}, folder = 'chart'): RenderedChart {
  const memo = createHelmMemo();
  return renderChart(loadChart(treeOf(files), folder, memo), { ...release, ...options }, memo);
}

/** The objects as plain values. */
export const objects = (chart: RenderedChart): readonly unknown[] => chart.documents.map(toValue);

/** `path:line reason: message` of each gap. */
export const gaps = (chart: RenderedChart): readonly string[] =>
  chart.gaps.map(({ at, reason, message }) => `${at.path}:${at.line} ${reason}: ${plain(message)}`);

/** What `template` prints as the field `v` of one object, in a chart of these files. */
export function printed(template: string, files: Files, options: Partial<ChartOptions> = {}): unknown {
  const all = { 'chart/Chart.yaml': chartYaml('t'), 'chart/templates/x.yaml': `kind: X\nv: ${template}\n`, ...files };
  const chart = rendered(all, options);
  return chart.gaps.length > 0 ? gaps(chart) : (objects(chart)[0] as { readonly v: unknown }).v;
}
