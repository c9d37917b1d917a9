import { entries, field, items, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import type { FileTree } from '../../model/file-tree.ts';
import type { Problem } from '../../model/gap.ts';
import { byText } from '../../model/source.ts';
import { folderAbove, foldersAbove } from '../folders.ts';
import { readDocuments } from '../kustomize/documents.ts';
import { Refusal } from '../kustomize/refusal.ts';
import { fill, filled, flattened, isSelected, joined, openRow, type Row, rowOf } from './row.ts';
import { wildcards } from './wildcards.ts';

/** What the generators of a repository are walked with. */
export interface Generation {
  readonly tree: FileTree;
  /** Its folders, hidden ones not, sorted. */
  readonly folders: () => readonly string[];
  /** Rows that are made, and characters of patterns that are held against a path; beyond them nothing is known. */
  readonly effort: { left: number };
}

export function createGeneration(tree: FileTree): Generation {
  let known: readonly string[] | undefined;
  const folders = (): readonly string[] => {
    known ??= [...new Set(tree.paths.flatMap(foldersAbove))].filter((path) => !/(^|\/)\./.test(path)).sort(byText);
    return known;
  };
  return { tree, folders, effort: { left: maxEffort } };
}

const maxEffort = 20_000_000;

/** The same for one ApplicationSet, with what could not be read. */
export interface Walk extends Generation {
  readonly problems: Problem[];
  /** The files whose text it has asked for. */
  readonly files: Set<string>;
}

/** An ApplicationSet makes more Applications than anybody deploys. */
export const maxRows = 1_000;

/** The parameters of each Application, one more than are read where there are more. */
export const rowsOfAll = (generators: readonly Node[], walk: Walk): readonly Row[] =>
  upToMax(generators, (one) => rowsOf(one, walk));

function rowsOf(generator: Node, walk: Walk): readonly Row[] {
  const values = field(generator, 'git', 'values') ?? field(generator, 'list', 'values');
  const rows = generated(generator, walk);
  walk.effort.left -= 1 + rows.length;
  if (walk.effort.left < 0) return [openRow];
  return rows.map((row) => withValues(row, values)).filter((row) => isSelected(row, field(generator, 'selector')));
}

function generated(generator: Node, walk: Walk): readonly Row[] {
  const matrix = items(field(generator, 'matrix', 'generators'));
  if (matrix.length > 0) return product(matrix, walk);
  const elements = field(generator, 'list', 'elements');
  if (elements !== undefined) return items(elements).map((one) => rowOf(flattened(one, '')));
  const git = field(generator, 'git');
  const prefix = scalarText(field(git, 'pathParamPrefix')) ?? '';
  const directories = items(field(git, 'directories'));
  if (directories.length > 0) return rowsOfFolders(directories, prefix, walk);
  const files = items(field(git, 'files'));
  return files.length > 0 ? rowsInFiles(files, prefix, walk) : [openRow];
}

/** Every row of the first with every row that the second has for it: a later one may use the parameters of an earlier. */
const product = (generators: readonly Node[], walk: Walk): readonly Row[] =>
  generators.reduce<readonly Row[]>(
    (rows, one) => {
      const isFixed = !mentionsParameters(one);
      const fixed = isFixed ? rowsOf(one, walk) : [];
      return upToMax(rows, (a) =>
        (isFixed ? fixed : rowsOf(filled(one, a), walk)).slice(0, maxRows + 1).map((b) => joined(a, b)),
      );
    },
    [rowOf([])],
  );

const mentionsParameters = (node: Node): boolean =>
  flattened(node, 'generator').some(([, written]) => written.includes('{{'));

function upToMax<T>(from: readonly T[], rowsFor: (one: T) => readonly Row[]): readonly Row[] {
  const rows: Row[] = [];
  for (const one of from) {
    rows.push(...rowsFor(one).slice(0, maxRows + 1 - rows.length));
    if (rows.length > maxRows) break;
  }
  return rows;
}

function withValues(row: Row, values: Node | undefined): Row {
  const more = entries(values).map(({ key, value }) => [`values.${key}`, fill(scalarText(value) ?? '', row)] as const);
  return more.length === 0 ? row : joined(row, rowOf(more));
}

/** A star stays in its segment, and two stars do as well. */
function rowsOfFolders(patterns: readonly Node[], prefix: string, walk: Walk): readonly Row[] {
  const found = selected(walk.folders(), patterns, (one) => wildcards(one, { starsPassSlashes: false }), walk);
  return found?.map((path) => rowOf(pathParameters(path, prefix))) ?? [openRow];
}

/** Undefined where it would take more steps than are taken. */
function selected(
  paths: readonly string[],
  patterns: readonly Node[],
  matching: (pattern: string) => (path: string) => boolean,
  { effort }: Walk,
): readonly string[] | undefined {
  const texts = patterns.map((one) => scalarText(field(one, 'path')) ?? '');
  effort.left -= paths.length * texts.reduce((sum, one) => sum + 1 + one.length, 0);
  if (effort.left < 0) return undefined;
  const isExclusion = (index: number): boolean => scalarText(field(patterns[index], 'exclude')) === 'true';
  const all = texts.map((one, index) => ({ isMatch: matching(one), isNo: isExclusion(index) }));
  return paths.filter((path) => {
    const met = all.filter(({ isMatch }) => isMatch(path));
    return met.length > 0 && met.every(({ isNo }) => !isNo);
  });
}

/** @see https://github.com/argoproj/argo-cd/blob/master/applicationset/generators/git.go */
function pathParameters(path: string, prefix: string): readonly (readonly [string, string])[] {
  const segments = path.split('/');
  const basename = segments.at(-1) ?? '';
  const own = [
    ['path', path],
    ['path.path', path],
    ['path.basename', basename],
    ['path.basenameNormalized', normalizedName(basename)],
    ...segments.map((segment, index) => [`path[${index}]`, segment] as const),
    ...segments.map((segment, index) => [`path.segments[${index}]`, segment] as const),
  ] as const;
  return prefix === '' ? own : own.map(([name, value]) => [`${prefix}.${name}`, value] as const);
}

/** A name that a Kubernetes object may have. */
const normalizedName = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^-a-z0-9.]/g, '-')
    .slice(0, 253)
    .replaceAll(/^[-.]+|[-.]+$/g, '');

/**
 * The files are found as `git ls-files` finds them, where a star passes slashes.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Git-File-Globbing/
 */
function rowsInFiles(patterns: readonly Node[], prefix: string, walk: Walk): readonly Row[] {
  const matching = (pattern: string): ((path: string) => boolean) => {
    const isMatch = wildcards(pattern, { starsPassSlashes: true });
    return (path) => path.startsWith(`${pattern}/`) || isMatch(path);
  };
  const found = selected(walk.tree.paths, patterns, matching, walk);
  return found === undefined ? [openRow] : upToMax(found, (path) => rowsInFile(path, patterns[0], prefix, walk));
}

function rowsInFile(path: string, asked: Node | undefined, prefix: string, walk: Walk): readonly Row[] {
  const folder = folderAbove(path) || '.';
  const filename = path.slice(path.lastIndexOf('/') + 1);
  const name = prefix === '' ? 'path' : `${prefix}.path`;
  const own = rowOf([
    ...pathParameters(folder, prefix),
    [`${name}.filename`, filename],
    [`${name}.filenameNormalized`, normalizedName(filename)],
  ]);
  const document = documentOf(path, asked, walk);
  if (document === undefined) return [joined(openRow, own)];
  const sets = document.kind === 'sequence' ? document.items : [document];
  return sets.map((set) => joined(rowOf(flattened(set, '')), own));
}

/** Undefined where it cannot be read; a file without anything in it has no parameters. */
function documentOf(path: string, asked: Node | undefined, { tree, problems, files }: Walk): Node | undefined {
  files.add(path);
  const bytes = tree.bytes(path);
  if (bytes === undefined) return undefined;
  try {
    const [document] = readDocuments(path, bytes, 'kustomization');
    return document ?? { kind: 'map', source: { path, text: '' }, offset: 0, entries: [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const at = error.at ?? (asked === undefined ? { path, line: 1, column: 1 } : positionOf(asked));
    problems.push({ at, reason: error.reason, message: error.explanation });
    return undefined;
  }
}
