import type { FileTree } from '../../model/file-tree.ts';
import { folderAbove } from '../folders.ts';
import { joinPath } from '../kustomize/files.ts';
import { isUnder } from '../units.ts';

/**
 * The files that a chart may hang on, found by names alone: its own, and those of the charts of this repository that it
 * names as dependencies, by path or by name.
 */
export function chartClosure(tree: FileTree, folder: string): ReadonlySet<string> {
  const ofTree = closures.get(tree) ?? new Map<string, ReadonlySet<string>>();
  closures.set(tree, ofTree);
  const found = ofTree.get(folder) ?? closureOf(tree, folder);
  ofTree.set(folder, found);
  return found;
}

const closures = new WeakMap<FileTree, Map<string, ReadonlySet<string>>>();

const closureOf = (tree: FileTree, folder: string): ReadonlySet<string> =>
  filesUnder(tree, closureFolders(tree, folder));

function filesUnder(tree: FileTree, folders: readonly string[]): ReadonlySet<string> {
  return new Set(folders.flatMap((one) => filesOf(tree, one)));
}

/**
 * All that lies in a chart's folder. Many charts of a repository hang on one, and asking each path for each of them takes
 * the longest of all.
 */
export const filesOf = (tree: FileTree, folder: string): readonly string[] =>
  chartFolders(tree).filesOf.get(folder) ?? tree.paths.filter((path) => isUnder(path, folder));

/** The folders that those files lie in: a chart's own, and those of the charts that it names. */
export function closureFolders(tree: FileTree, folder: string): readonly string[] {
  const folders = new Set([folder]);
  for (const one of folders) for (const next of dependenciesOf(tree, one)) folders.add(next);
  return [...folders];
}

function dependenciesOf(tree: FileTree, folder: string): readonly string[] {
  const named = ['Chart.yaml', 'requirements.yaml'].flatMap((name) => wordsIn(tree.bytes(inFolder(folder, name))));
  const charts = chartFolders(tree);
  return named.flatMap((word) =>
    word.startsWith('file://')
      ? existing(joinPath(plain(folder), word.slice(7)), charts)
      : (charts.byName.get(word) ?? []),
  );
}

const existing = (folder: string | undefined, charts: ChartFolders): readonly string[] =>
  folder !== undefined && charts.all.has(folder || '.') ? [folder || '.'] : [];

/** Whatever a chart's description may call a dependency: its name, or where it lies. */
function wordsIn(bytes: Uint8Array | undefined): readonly string[] {
  if (bytes === undefined) return [];
  const found = words.get(bytes) ?? freshWords(bytes);
  words.set(bytes, found);
  return found;
}

function freshWords(bytes: Uint8Array): readonly string[] {
  const text = new TextDecoder().decode(bytes);
  return [...text.matchAll(/(?:\bname|\brepository)["']?:\s*["']?([^\s"',}]+)/g)].map(([, word = '']) => word);
}

/** Both sides of a comparison, and each of its rounds, ask the same few bytes for each chart that hangs on them. */
const words = new WeakMap<Uint8Array, readonly string[]>();

const plain = (folder: string): string => (folder === '.' ? '' : folder);

export const inFolder = (folder: string, name: string): string => (folder === '.' ? name : `${folder}/${name}`);

interface ChartFolders {
  readonly all: ReadonlySet<string>;
  /** By the last step of their paths. */
  readonly byName: ReadonlyMap<string, readonly string[]>;
  /** All that lies below each. */
  readonly filesOf: ReadonlyMap<string, readonly string[]>;
}

const known = new WeakMap<FileTree, ChartFolders>();

function chartFolders(tree: FileTree): ChartFolders {
  const found = known.get(tree);
  if (found !== undefined) return found;
  const all = tree.paths
    .filter((path) => path === 'Chart.yaml' || path.endsWith('/Chart.yaml'))
    .map((path) => folderAbove(path) || '.');
  const folders = {
    all: new Set(all),
    byName: Map.groupBy(all, (folder) => folder.slice(folder.lastIndexOf('/') + 1)),
    filesOf: filesByFolder(tree, all),
  };
  known.set(tree, folders);
  return folders;
}

function filesByFolder(tree: FileTree, all: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const files = new Map(all.map((folder): [string, string[]] => [folder, []]));
  for (const path of tree.paths) {
    files.get('.')?.push(path);
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
      files.get(path.slice(0, end))?.push(path);
  }
  return files;
}
