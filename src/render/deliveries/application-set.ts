import type { Manifest } from '../../manifest/documents.ts';
import { entries, field, items, type MapNode, type Node, scalarText } from '../../manifest/node.ts';
import type { FileTree } from '../../model/file-tree.ts';
import { matchesGlob } from '../../model/glob.ts';
import { byText } from '../../model/source.ts';
import { readDocuments } from '../kustomize/documents.ts';
import { entryAt, mapAt, scalarAt, sequenceAt } from '../kustomize/edit.ts';
import { Refusal } from '../kustomize/refusal.ts';

/** What a template's `{{name}}` stands for; a name that is absent is not known. */
type Parameters = ReadonlyMap<string, string>;

type Made = Pick<Manifest, 'root'>;

/** An ApplicationSet makes more Applications than anybody deploys. */
const maxApplications = 1_000;

/**
 * The Applications that an ApplicationSet makes, with their places in its template. Lists and the folders and files of
 * this repository are walked; what asks a cluster or another service gives one Application with its parameters unknown.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators/
 */
export function applicationsOf({ root }: Manifest, tree: FileTree): readonly Made[] {
  const template = field(root, 'spec', 'template');
  if (template?.kind !== 'map') return [];
  const sets = items(field(root, 'spec', 'generators')).flatMap((one) => parametersOf(one, tree));
  return sets.slice(0, maxApplications).map((parameters) => ({ root: filled(template, parameters) as MapNode }));
}

function parametersOf(generator: Node, tree: FileTree): readonly Parameters[] {
  const values = field(generator, 'git', 'values') ?? field(generator, 'list', 'values');
  const own = rowsOf(generator, tree).map((row) => withValues(row, values));
  return own.filter((row) => isSelected(row, field(generator, 'selector')));
}

function rowsOf(generator: Node, tree: FileTree): readonly Parameters[] {
  const matrix = items(field(generator, 'matrix', 'generators'));
  if (matrix.length > 0) return product(matrix.map((one) => parametersOf(one, tree)));
  const elements = field(generator, 'list', 'elements');
  if (elements !== undefined) return items(elements).map((one) => new Map(flattened(one, '')));
  const git = field(generator, 'git');
  if (field(git, 'directories') !== undefined)
    return folders(items(field(git, 'directories')), tree).map(pathParameters);
  if (field(git, 'files') !== undefined) return files(items(field(git, 'files')), tree);
  return [new Map()];
}

/** Every set of the first with every set of the second. */
const product = (sets: readonly (readonly Parameters[])[]): readonly Parameters[] =>
  sets.reduce<readonly Parameters[]>(
    (all, more) => all.flatMap((a) => more.map((b) => new Map([...a, ...b]))).slice(0, maxApplications),
    [new Map()],
  );

/** Every text below a node with the way to it: `cluster.name`. */
function flattened(node: Node, prefix: string): readonly (readonly [string, string])[] {
  if (node.kind === 'map')
    return node.entries.flatMap(({ key, value }) => flattened(value, prefix === '' ? key : `${prefix}.${key}`));
  if (node.kind === 'sequence') return node.items.flatMap((item, index) => flattened(item, `${prefix}[${index}]`));
  return prefix === '' ? [] : [[prefix, scalarText(node) ?? '']];
}

function withValues(row: Parameters, values: Node | undefined): Parameters {
  const more = entries(values).map(({ key, value }) => [`values.${key}`, text(scalarText(value) ?? '', row)] as const);
  return more.length === 0 ? row : new Map([...row, ...more]);
}

function isSelected(row: Parameters, selector: Node | undefined): boolean {
  return entries(field(selector, 'matchLabels')).every(({ key, value }) => {
    const known = row.get(key);
    return known === undefined || known === scalarText(value);
  });
}

function folders(patterns: readonly Node[], tree: FileTree): readonly string[] {
  const all = [...new Set(tree.paths.flatMap(foldersAbove))].sort(byText);
  return selected(all, patterns);
}

function selected(paths: readonly string[], patterns: readonly Node[]): readonly string[] {
  const isExclusion = (one: Node): boolean => scalarText(field(one, 'exclude')) === 'true';
  const isMatch = (path: string, one: Node): boolean => matchesGlob(scalarText(field(one, 'path')) ?? '', path);
  const [no, yes] = [patterns.filter(isExclusion), patterns.filter((one) => !isExclusion(one))];
  return paths.filter((path) => yes.some((one) => isMatch(path, one)) && !no.some((one) => isMatch(path, one)));
}

function foldersAbove(path: string): readonly string[] {
  const steps = path.split('/').slice(0, -1);
  return steps.map((_, index) => steps.slice(0, index + 1).join('/'));
}

function pathParameters(path: string): Parameters {
  const segments = path.split('/');
  const basename = segments.at(-1) ?? '';
  return new Map([
    ['path', path],
    ['path.path', path],
    ['path.basename', basename],
    ['path.basenameNormalized', basename.replaceAll(/[^a-zA-Z0-9-]/g, '-')],
    ...segments.map((segment, index) => [`path[${index}]`, segment] as const),
    ...segments.map((segment, index) => [`path.segments[${index}]`, segment] as const),
  ]);
}

function files(patterns: readonly Node[], tree: FileTree): readonly Parameters[] {
  return selected(tree.paths, patterns).flatMap((path) => {
    const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    const filename = path.slice(path.lastIndexOf('/') + 1);
    const own = new Map([...pathParameters(folder), ['path.filename', filename]]);
    const rows = documentsOf(path, tree).flatMap((one) => (one.kind === 'sequence' ? one.items : [one]));
    return rows.map((row) => new Map([...flattened(row, ''), ...own]));
  });
}

function documentsOf(path: string, tree: FileTree): readonly Node[] {
  const bytes = tree.bytes(path);
  try {
    return bytes === undefined ? [] : readDocuments(path, bytes, 'kustomization');
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}

/** The template with its parameters filled in; those that are not known stay, as placeholders. */
function filled(node: Node, parameters: Parameters): Node {
  if (node.kind === 'map')
    return mapAt(
      node.entries.map((one) =>
        entryAt(one.key, filled(one.value, parameters), { source: one.source, offset: one.keyOffset }),
      ),
      node,
    );
  if (node.kind === 'sequence')
    return sequenceAt(
      node.items.map((item) => filled(item, parameters)),
      node,
    );
  return typeof node.value === 'string' ? scalarAt(text(node.value, parameters), node) : node;
}

/** Both kinds of templates: `{{path.basename}}`, and Go's `{{ .path.basename }}` and `{{ index .path.segments 1 }}`. */
const text = (written: string, parameters: Parameters): string =>
  written.replaceAll(/\{\{-?\s*([^{}]*?)\s*-?\}\}/g, (whole, inside: string) => {
    const [, list, place] = /^index \.([\w.]+) (\d+)$/.exec(inside) ?? [];
    const name = list === undefined ? inside.replace(/^\./, '') : `${list}[${place}]`;
    return parameters.get(name) ?? whole;
  });
