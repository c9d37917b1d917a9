import type { FileTree } from '../../model/file-tree.ts';
import { filesOf, inFolder } from './chart-closure.ts';

/**
 * The values files that lie outside of every chart, by the folder of the chart that they are for: that is the only one of
 * the repository whose own values have all of the file's keys.
 */
export function valuesElsewhere(tree: FileTree, charts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  if (charts.length === 0 || charts.includes('.')) return new Map();
  const inside = new Set(charts.flatMap((folder) => filesOf(tree, folder)));
  const charted = charts.map((folder) => ({ folder, keys: new Set(keysOf(tree, inFolder(folder, 'values.yaml'))) }));
  const files = tree.paths.filter((path) => isValuesFile(path) && !inside.has(path));
  const owned = files.flatMap((path) => {
    const keys = keysOf(tree, path);
    const fitting = keys.length === 0 ? [] : charted.filter((chart) => keys.every((key) => chart.keys.has(key)));
    const [only] = fitting;
    return only !== undefined && fitting.length === 1 ? [{ path, folder: only.folder }] : [];
  });
  return new Map(
    [...Map.groupBy(owned, ({ folder }) => folder)].map(([folder, all]) => [folder, all.map(({ path }) => path)]),
  );
}

const isValuesFile = (path: string): boolean => /(^|\/)[^/]*values[^/]*\.ya?ml$/.test(path);

const known = new WeakMap<Uint8Array, readonly string[]>();

/** The keys at the margin; a manifest has none that count. The same bytes are asked several times in one review. */
export function keysOf(tree: FileTree, path: string): readonly string[] {
  const bytes = tree.bytes(path);
  if (bytes === undefined) return [];
  const found = known.get(bytes) ?? keysIn(new TextDecoder().decode(bytes));
  known.set(bytes, found);
  return found;
}

function keysIn(text: string): readonly string[] {
  const keys = [...text.matchAll(/^(?:"([^"\n]+)"|([A-Za-z_][\w.-]*)):(?=\s|$)/gm)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
  return keys.includes('apiVersion') ? [] : keys;
}
