import { field, scalarText } from '../../manifest/node.ts';
import type { FileTree } from '../../model/file-tree.ts';
import { byText } from '../../model/source.ts';
import type { RenderRoot } from '../roots.ts';
import { isUnder } from '../units.ts';
import { readValuesFile } from '../values/template-file.ts';
import { filesOf, inFolder } from './chart-closure.ts';
import { keysOf, valuesElsewhere } from './values-elsewhere.ts';

/** A chart of the repository with one set of values that the repository has for it. */
export interface ChartUnit {
  /** `charts/web`, `charts/web (values-prod.yaml)` */
  readonly id: string;
  /** The chart's folder, `.` for the tree's top. */
  readonly folder: string;
  /** Values files that go before the chart's own, in order. */
  readonly valuesFiles: readonly string[];
  /** Values that try a chart out deploy nothing: what they open is told where the chart changes, not where they come. */
  readonly isTrial: boolean;
}

/**
 * Each chart that can be installed, with its defaults and with each values file that the repository has for it, sorted.
 *
 * @param isNamed leaves out the charts that the configuration says everything about
 * @param kept charts of base, which nobody takes out of view by a chart above them
 */
export function chartUnits(
  tree: FileTree,
  roots: readonly RenderRoot[],
  isNamed: (folder: string) => boolean,
  kept: ReadonlySet<string>,
): readonly ChartUnit[] {
  const charts = roots.filter(({ renderer }) => renderer === 'helm');
  const whole = charts.filter(({ file }) => !isLibrary(tree, file)).map(({ folder }) => folder);
  const parents = new Set(whole);
  const installable = whole.filter((folder) => kept.has(folder) || !isSubchart(folder, parents));
  const elsewhere = valuesElsewhere(tree, installable);
  return installable
    .filter((folder) => !isNamed(folder))
    .flatMap((folder) => [
      { id: folder, folder, valuesFiles: [], isTrial: false },
      ...[...valuesFiles(tree, folder), ...(elsewhere.get(folder) ?? [])].map((path) => withValues(folder, path)),
    ])
    .toSorted((a, b) => byText(a.id, b.id));
}

function withValues(folder: string, path: string): ChartUnit {
  const name = folder !== '.' && isUnder(path, folder) ? path.slice(folder.length + 1) : path;
  return { id: `${folder} (${name})`, folder, valuesFiles: [path], isTrial: path.startsWith(inFolder(folder, 'ci/')) };
}

/** A chart of helpers brings no other one into a cluster. */
const isSubchart = (folder: string, folders: ReadonlySet<string>): boolean => {
  const [, parent] = /^(.*?)\/?charts\/[^/]+$/.exec(folder) ?? [];
  return parent !== undefined && folders.has(parent || '.');
};

const libraries = new WeakMap<Uint8Array, boolean>();

/** The same bytes are asked several times in one review. */
function isLibrary(tree: FileTree, file: string): boolean {
  const bytes = tree.bytes(file);
  if (bytes === undefined) return false;
  const known = libraries.get(bytes) ?? saysLibrary(file, bytes);
  libraries.set(bytes, known);
  return known;
}

/** A chart of helpers for others, as Helm reads its file: the first document of it, and no other one. */
function saysLibrary(file: string, bytes: Uint8Array): boolean {
  const [metadata] = readValuesFile(file, bytes).documents;
  return scalarText(field(metadata, 'type')) === 'library';
}

/**
 * `values-prod.yaml` and `prod-values.yaml` beside the chart's own values.yaml, those of chart-testing in `ci/`, and
 * whatever lies beside it under another name and has keys of its values alone.
 * @see https://github.com/helm/chart-testing/blob/main/doc/ct_install.md
 */
function valuesFiles(tree: FileTree, folder: string): readonly string[] {
  const prefix = folder === '.' ? '' : `${folder}/`;
  const own = new Set(keysOf(tree, inFolder(folder, 'values.yaml')));
  return filesOf(tree, folder).filter((path) => {
    const name = path.startsWith(prefix) ? path.slice(prefix.length) : '';
    if (/^(?:values[-_.][^/]+|[^/]+[-_.]values|(?:ci|values|environments)\/[^/]*)\.ya?ml$/.test(name)) return true;
    const mayBe = /^[^/]+\.ya?ml$/.test(name) && !/^(Chart|values|requirements|kustomization)\.ya?ml$/.test(name);
    const keys = mayBe ? keysOf(tree, path) : [];
    return keys.length > 0 && keys.every((key) => own.has(key));
  });
}
