import type { FileTree } from '../../../model/file-tree.ts';
import type { Problem } from '../../../model/gap.ts';
import { literal, say } from '../../../model/message.ts';
import { byText } from '../../../model/source.ts';
import { type Files, isFolder, joinPath } from '../../kustomize/files.ts';
import { Refusal } from '../../kustomize/refusal.ts';
import { GoMap } from '../template/value.ts';
import { type ArchiveRoom, archiveRoom, BadArchive, unpacked } from './archive.ts';
import { type ChartFile, chartFiles } from './chart-files.ts';
import { type Dependency, type Metadata, metadataOf } from './metadata.ts';
import { readValues } from './read-values.ts';
import { readYaml } from './read-yaml.ts';
import { Refused, topOf } from './refused.ts';
import { isInRange } from './version-range.ts';

/** A chart with its subcharts, as its files say it; nothing in it is changed by a render. */
export interface Chart {
  readonly metadata: Metadata;
  /** The folder of the tree, or the archive that holds the chart. */
  readonly path: string;
  /** `templates/…`, helpers and NOTES.txt too. */
  readonly templates: readonly ChartFile[];
  /** What `.Files` shows. */
  readonly files: readonly ChartFile[];
  readonly values: GoMap;
  readonly schema: ChartFile | undefined;
  readonly subcharts: readonly Chart[];
  /** Dependencies that neither `charts/` nor a `file://` path gives; of a chart in `charts/`, none. */
  readonly missing: readonly Missing[];
}

/** A dependency that Helm would have to fetch. */
export interface Missing {
  readonly dependency: Dependency;
  /** The chart of this repository that has its name and a version in its range: most likely the same one. */
  readonly standIn: Chart | undefined;
}

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
  const files: Files = { tree, used: new Map(), parsed: { files: new Map() }, isUnrestricted: false };
  const local = new Set<string>();
  try {
    const chart = withLocal(folder === '.' ? '' : folder, { files, memo, local, open: [] });
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
}

/**
 * The chart of a folder, and for each dependency that `charts/` lacks the chart that it names in this repository: it is
 * what `helm dependency build` would put there.
 */
function withLocal(folder: string, loading: Loading): Chart {
  if (loading.open.includes(folder))
    throw new Refused(literal('its dependencies lead round in a circle'), topOf(inFolder(folder, 'Chart.yaml')));
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
    const chart = chartOf(found, folder, archiveRoom(), 0);
    memo.charts.set(key, chart);
    return chart;
  } catch (error) {
    if (error instanceof Refused) memo.charts.set(key, error);
    throw error;
  }
}

/**
 * Sorts files by what they are to a chart.
 * @see https://github.com/helm/helm/blob/v4.1.4/pkg/chart/v2/loader/load.go (LoadFiles)
 */
function chartOf(found: readonly ChartFile[], path: string, room: ArchiveRoom, depth: number): Chart {
  const named = (name: string): ChartFile | undefined => found.find((file) => file.name === name);
  const metadata = metadataIn(found, named, path);
  const defaults = named('values.yaml');
  const subcharts = subchartsOf(found, metadata.name, path, room, depth);
  const isThere = (dependency: Dependency): boolean =>
    subcharts.some((chart) => chart.metadata.name === dependency.name);
  return {
    metadata,
    path,
    templates: found.filter(({ name }) => name.startsWith('templates/')),
    files: found.filter((file) => isPlain(file, metadata)),
    values:
      defaults === undefined
        ? new GoMap()
        : readValues(defaults.path, bytesIn(defaults), literal('cannot load values.yaml')),
    schema: named('values.schema.json'),
    subcharts,
    // Helm looks at those of the outermost chart alone.
    missing:
      depth > 0
        ? []
        : (metadata.dependencies ?? [])
            .filter((dependency) => !isThere(dependency))
            .map((dependency) => ({ dependency, standIn: undefined })),
  };
}

function metadataIn(
  found: readonly ChartFile[],
  named: (name: string) => ChartFile | undefined,
  path: string,
): Metadata {
  const file = named('Chart.yaml');
  if (file === undefined)
    throw new Refused(literal('Chart.yaml file is missing'), topOf(found[0]?.path ?? path), 'missing-file');
  const requirements = named('requirements.yaml');
  return metadataOf(
    readYaml(file.path, bytesIn(file), literal('cannot load Chart.yaml'))[0],
    file.path,
    requirements && readYaml(requirements.path, bytesIn(requirements), literal('cannot load requirements.yaml'))[0],
  );
}

export function bytesIn({ path, name, bytes }: ChartFile): Uint8Array {
  if (bytes === undefined) throw new Refused(say`the bytes of ${name} could not be had`, topOf(path), 'limit');
  return bytes;
}

const ofTheChart = ['Chart.yaml', 'Chart.lock', 'values.yaml', 'values.schema.json'];

function isPlain({ name }: ChartFile, { apiVersion }: Metadata): boolean {
  if (ofTheChart.includes(name) || name.startsWith('templates/')) return false;
  if (name === 'requirements.yaml' || name === 'requirements.lock') return apiVersion === 'v1';
  return !name.startsWith('charts/') || name.endsWith('.prov');
}

/** What lies in `charts/`, by name: folders and archives; what begins with `_` or `.` is none. */
function subchartsOf(
  found: readonly ChartFile[],
  parent: string,
  path: string,
  room: ArchiveRoom,
  depth: number,
): readonly Chart[] {
  const inside = found.filter(({ name }) => name.startsWith('charts/') && !name.endsWith('.prov'));
  const groups = Map.groupBy(inside, ({ name }) => name.split('/', 2)[1] ?? '');
  return [...groups].flatMap(([name, files]) => {
    if (name.startsWith('_') || name.startsWith('.')) return [];
    if (depth >= maxDepth) throw new Refused(literal('subcharts nest deeper than is read'), topOf(path), 'limit');
    return subchart(name, files, parent, room, depth + 1);
  });
}

const maxDepth = 10;

function subchart(name: string, files: readonly ChartFile[], parent: string, room: ArchiveRoom, depth: number): Chart {
  const { path: at = name, isPacked = false } = files[0] ?? {};
  try {
    if (name.endsWith('.tgz')) return packedChart(name, files, room, depth);
    const prefix = `charts/${name}/`;
    const own = files.filter((file) => file.name.startsWith(prefix));
    // Links may have led elsewhere: the folder is where its files are.
    const end = at.lastIndexOf(prefix);
    const path = isPacked || end < 0 ? at : at.slice(0, end + prefix.length - 1);
    return chartOf(
      own.map((file) => ({ ...file, name: file.name.slice(prefix.length) })),
      path,
      room,
      depth,
    );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { problem } = error;
    throw new Refused(
      say`error unpacking subchart ${name} in ${parent}: ${problem.message}`,
      problem.at,
      problem.reason,
    );
  }
}

function packedChart(name: string, files: readonly ChartFile[], room: ArchiveRoom, depth: number): Chart {
  const [file] = files;
  if (file === undefined || file.name !== `charts/${name}`)
    throw new Refused(say`expected ${name}, got ${file?.name ?? ''}`, topOf(file?.path ?? name));
  const packed = bytesIn(file);
  if (new TextDecoder('latin1').decode(packed.subarray(0, lfs.length)) === lfs)
    throw new Refused(literal('a pointer to Git LFS; the content is not in the repository'), topOf(file.path), 'lfs');
  try {
    return chartOf(
      unpacked(packed, room).map(({ name: inside, bytes }) => ({
        name: inside,
        path: file.path,
        isPacked: true,
        sha: `${file.sha}:${inside}`,
        bytes,
      })),
      file.path,
      room,
      depth,
    );
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    throw new Refused(error.explanation, topOf(file.path), error.isLimit ? 'limit' : 'not-rendered');
  }
}

const lfs = 'version https://git-lfs';
