import type { Memo } from '../kinds/memo.ts';
import { contentOfObjects, type FileContent } from '../kinds/read-file.ts';
import type { Node } from '../manifest/node.ts';
import type { Config } from '../model/config.ts';
import type { FileTree } from '../model/file-tree.ts';
import type { Problem } from '../model/gap.ts';
import { literal } from '../model/message.ts';
import { manifestOf } from '../render/deliveries/render-delivery.ts';
import type { ValuesSource } from '../render/helm/chart/given-values.ts';
import { loadChart } from '../render/helm/chart/load.ts';
import type { Dependency } from '../render/helm/chart/metadata.ts';
import { chartClosure, inFolder } from '../render/helm/chart-closure.ts';
import type { ChartUnit } from '../render/helm/chart-units.ts';
import { renderChart } from '../render/helm/index.ts';
import type { Release } from '../render/helm/scope.ts';
import { dependenciesOf } from '../render/values/dependencies.ts';
import { mergedValues } from '../render/values/merged-values.ts';
import { readValuesFile } from '../render/values/template-file.ts';
import { environmentOf } from './environment.ts';
import { once } from './once.ts';
import { type Install, madeOf } from './probable-installs.ts';
import { helmMemoOf } from './render-memo.ts';
import type { RenderedUnit } from './rendered-side.ts';

/** The charts that the configuration names, and those that are found. */
export const installedCharts = (found: readonly ChartUnit[], { units, release }: Config): readonly Installed[] => [
  ...units
    .filter(({ type }) => type === 'helm')
    .map((unit) => ({
      id: unit.name,
      folder: unit.path.replace(/\/$/, ''),
      valuesFiles: unit.values,
      isTrial: false,
      assumedValues: undefined,
      environment: unit.environment,
      release: { name: unit.release ?? release.name, namespace: unit.namespace ?? release.namespace },
    })),
  ...found.map((unit) => ({ ...unit, assumedValues: unit.valuesFiles[0], environment: undefined, release })),
];

interface Installed extends ChartUnit {
  readonly assumedValues: string | undefined;
  readonly environment: string | undefined;
  readonly release: Release;
}

/** A chart with values that the repository has for it. */
export function chartUnit(tree: FileTree, installed: Installed, config: Config, memo: Memo): RenderedUnit {
  const { id, folder, valuesFiles, isTrial, assumedValues } = installed;
  const environment = installed.environment ?? environmentOf(valuesFiles.at(-1) ?? folder, config);
  const makers = [...valuesFiles, inFolder(folder, 'values.yaml'), inFolder(folder, 'Chart.yaml')];
  const rendered = once(() => render(installed, tree, memo));
  return {
    unit: { id, root: folder, renderer: 'helm', environment },
    delivery: undefined,
    assumedValues,
    isTrial,
    files: once(() => new Set([...chartClosure(tree, folder), ...valuesFiles])),
    mentions: () => [],
    makers: () => new Set(makers),
    manifests: () => rendered().manifests,
    content: () => rendered().content,
    probable: once(() => probableDependencies(installed, rendered().missing, tree)),
    taken: () => [],
  };
}

interface RenderedChartUnit extends Install {
  /** The charts that it hangs on and that are not here. */
  readonly missing: readonly Dependency[];
}

function render({ folder, valuesFiles, release }: Installed, tree: FileTree, memo: Memo): RenderedChartUnit {
  const helmMemo = helmMemoOf(memo);
  const values = valuesFiles.flatMap((path) => valuesIn(tree, path));
  const loaded = loadChart(tree, folder, helmMemo);
  const { documents, gaps } = renderChart(loaded, { release, values }, helmMemo);
  const missing = valuesFiles.filter((path) => tree.entry(path) === undefined).map(missingValues);
  const manifests = documents.map(manifestOf);
  const problems = [...missing, ...gaps];
  return {
    manifests,
    problems,
    content: contentOfObjects(manifests, problems),
    missing: (loaded.chart?.missing ?? []).flatMap(({ dependency, standIn }) => (standIn ? [] : dependency)),
  };
}

/** What the charts that an umbrella names and that are not here probably make of their sections of the values. */
function probableDependencies(
  { folder, valuesFiles, release }: Installed,
  missing: readonly Dependency[],
  tree: FileTree,
): readonly FileContent[] {
  if (missing.length === 0) return [];
  const files = [inFolder(folder, 'values.yaml'), ...valuesFiles].flatMap((path) => documentsIn(path, tree));
  const [place] = files;
  const [chart] = ['requirements.yaml', 'Chart.yaml'].flatMap((name) => documentsIn(inFolder(folder, name), tree));
  if (place === undefined || chart === undefined) return [];
  const names = new Set(missing.map(({ name }) => name));
  const by = { kind: 'Chart', namespace: undefined, name: folder.slice(folder.lastIndexOf('/') + 1) };
  return dependenciesOf(chart, mergedValues(files, place), { name: release.name, namespace: undefined })
    .filter((dependency) => names.has(dependency.chart))
    .flatMap((dependency) => madeOf(dependency, dependency.values, by).map(({ content }) => content));
}

function documentsIn(path: string, tree: FileTree): readonly Node[] {
  const bytes = tree.bytes(path);
  return bytes === undefined ? [] : readValuesFile(path, bytes).documents;
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
