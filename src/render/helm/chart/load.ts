import type { FileTree } from '../../../model/file-tree.ts';
import type { Problem } from '../../../model/gap.ts';
import { literal, say } from '../../../model/message.ts';
import { byText } from '../../../model/source.ts';
import { type Files, isFolder, joinPath } from '../../kustomize/files.ts';
import { Refusal } from '../../kustomize/refusal.ts';
import { archiveRoom } from './archive.ts';
import { type Chart, chartOf } from './chart.ts';
import { chartFiles } from './chart-files.ts';
import type { Dependency } from './metadata.ts';
import { Refused, topOf } from './refused.ts';
import { isInRange } from './version-range.ts';

/** What came of reading a chart. */
export interface Loaded {
  readonly chart: Chart | undefined;
  readonly problems: readonly Problem[];
  /** Path → id of everything that was read or looked for. */
  readonly used: ReadonlyMap<string, string | undefined>;
  /** The folders of this repository that stand in for `file://` dependencies, as `helm dependency build` packs them. */
  readonly local: readonly string[];
}

/** Charts by folder and content, shared between renders and the two sides. */
export interface LoadedCharts {
  readonly charts: Map<string, Chart | Refused>;
}

/** Reads the chart in `folder` (`.` is the tree's top). */
export function loadChart(tree: FileTree, folder: string, memo: LoadedCharts): Loaded {
  const files: Files = {
    tree,
    used: new Map(),
    missing: new Set(),
    parsed: { files: new Map() },
    isUnrestricted: false,
  };
  const local = new Set<string>();
  try {
    const chart = withLocal(folder === '.' ? '' : folder, {
      files,
      memo,
      local,
      open: [],
      left: { charts: maxCharts },
    });
    return { chart, problems: [], used: files.used, local: [...local].sort(byText) };
  } catch (error) {
    return { chart: undefined, problems: [problemOf(error)], used: files.used, local: [...local].sort(byText) };
  }
}

/** @throws whatever is neither a refusal of Helm's nor one of the tree's */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refused) return error.problem;
  if (error instanceof Refusal) return { at: error.at ?? topOf(''), reason: error.reason, message: error.explanation };
  throw error;
}

interface Loading {
  readonly files: Files;
  readonly memo: LoadedCharts;
  readonly local: Set<string>;
  /** The folders of the charts that ask for each other. */
  readonly open: readonly string[];
  /** Counted down: charts that ask for each other twice make twice as many with every level. */
  readonly left: { charts: number };
}

const maxCharts = 500;

/**
 * The chart of a folder, and for each dependency that `charts/` lacks the chart that it names in this repository: it is
 * what `helm dependency build` would put there.
 */
function withLocal(folder: string, loading: Loading): Chart {
  if (loading.open.includes(folder))
    throw new Refused(literal('its dependencies lead in a circle'), topOf(inFolder(folder, 'Chart.yaml')));
  loading.left.charts -= 1;
  if (loading.left.charts < 0)
    throw new Refused(
      say`it asks for more than the ${maxCharts} charts that are read`,
      topOf(inFolder(folder, 'Chart.yaml')),
      'limit',
    );
  const chart = chartIn(folder, loading);
  const inside = { ...loading, open: [...loading.open, folder] };
  const added: Chart[] = [];
  const missing = chart.missing.flatMap(({ dependency }) => {
    const place = localPlace(folder, dependency, loading.files);
    const found = place === undefined ? undefined : withLocal(place, inside);
    if (place === undefined || found === undefined || !isAnswer(found, dependency))
      return [{ dependency, standIn: standInFor(dependency, inside) }];
    loading.local.add(place);
    added.push(found);
    return [];
  });
  return { ...chart, missing, subcharts: [...chart.subcharts, ...added] };
}

const isAnswer = ({ metadata }: Chart, { name, version }: Dependency): boolean =>
  metadata.name === name && isInRange(version, metadata.version);

/** The first by path of the charts in folders of that name. */
function standInFor(dependency: Dependency, loading: Loading): Chart | undefined {
  for (const folder of foldersNamed(dependency.name, loading.files.tree)) {
    if (loading.open.includes(folder)) continue;
    try {
      const chart = withLocal(folder, loading);
      if (isAnswer(chart, dependency)) return chart;
    } catch (error) {
      // One that cannot be read stands in for nothing.
      if (!(error instanceof Refused || error instanceof Refusal)) throw error;
    }
  }
  return undefined;
}

const chartFolders = new WeakMap<FileTree, ReadonlyMap<string, readonly string[]>>();

/** The folders with a chart and this name that lie in no other chart. */
function foldersNamed(name: string, tree: FileTree): readonly string[] {
  const known = chartFolders.get(tree) ?? chartFoldersOf(tree);
  chartFolders.set(tree, known);
  return known.get(name) ?? [];
}

function chartFoldersOf({ paths }: FileTree): ReadonlyMap<string, readonly string[]> {
  const folders = paths.flatMap((path) => (path.endsWith('/Chart.yaml') ? path.slice(0, -'/Chart.yaml'.length) : []));
  return Map.groupBy(
    folders.filter((folder) => !/(?:^|\/)charts\/[^/]+\/charts\//.test(folder)),
    (folder) => folder.slice(folder.lastIndexOf('/') + 1),
  );
}

/** The folder that `file://` leads to from the chart's, where the tree has it. */
function localPlace(folder: string, { repository }: Dependency, files: Files): string | undefined {
  const path = /^file:\/\/(?!\/)(.*)$/.exec(repository)?.[1];
  const place = path === undefined ? undefined : joinPath(folder, path);
  return place !== undefined && isFolder(files, place) ? place : undefined;
}

const inFolder = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

function chartIn(folder: string, { files, memo }: Loading): Chart {
  const found = chartFiles(files, folder);
  const key = JSON.stringify([
    folder,
    found.map(({ name, path, sha, bytes }) => [name, path, sha, bytes !== undefined]),
  ]);
  const known = memo.charts.get(key);
  if (known instanceof Refused) throw known;
  if (known !== undefined) return known;
  try {
    const chart = chartOf(found, folder, { room: archiveRoom(), depth: 0 });
    memo.charts.set(key, chart);
    return chart;
  } catch (error) {
    if (error instanceof Refused) memo.charts.set(key, error);
    throw error;
  }
}
