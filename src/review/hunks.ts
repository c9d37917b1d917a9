import { diffArrays } from 'diff';
import type { FileTree } from '../model/file-tree.ts';
import type { Hunk } from '../report/report.ts';

/** More edits than this between two versions of a file, and all of it counts as changed: the search stays bounded. */
const maxEdits = 4_000;

/**
 * The changed lines of `paths`. A file that is new or gone has one hunk; one that only has a new name has none under it,
 * since the pull request shows none, and its old name is absent.
 */
export function changedLines(
  base: FileTree,
  head: FileTree,
  paths: Iterable<string>,
): ReadonlyMap<string, readonly Hunk[]> {
  const [left, arrived] = [onlyIn(base, head), onlyIn(head, base)];
  const changed = [...paths].flatMap((path): readonly (readonly [string, readonly Hunk[]])[] => {
    const [before, after] = [base.entry(path)?.sha, head.entry(path)?.sha];
    if (before === after) return [];
    if (after === undefined) return arrived.has(before) ? [] : [[path, gone(linesOf(base, path))]];
    const isNewName = before === undefined && left.has(after);
    return [[path, isNewName ? [] : hunksBetween(linesOf(base, path), linesOf(head, path))]];
  });
  return new Map(changed);
}

type Contents = ReadonlySet<string | undefined>;

const known = new WeakMap<FileTree, { readonly other: FileTree; readonly contents: Contents }>();

/** The contents that stand under a path of `tree` that `other` does not have; asked for by every finding of a review. */
function onlyIn(tree: FileTree, other: FileTree): Contents {
  const found = known.get(tree);
  if (found?.other === other) return found.contents;
  const contents = contentsOnlyIn(tree, other);
  known.set(tree, { other, contents });
  return contents;
}

const contentsOnlyIn = (tree: FileTree, other: FileTree): Contents =>
  new Set(tree.paths.filter((path) => other.entry(path) === undefined).map((path) => tree.entry(path)?.sha));

/** As git counts: a file that is not there begins at line 0. */
const gone = (lines: readonly string[]): readonly Hunk[] => [
  { baseStart: 1, baseLines: lines.length, headStart: 0, headLines: 0 },
];

/** Undecodable bytes stay what they are for lines: only `\n` counts. */
function linesOf(tree: FileTree, path: string): readonly string[] {
  const bytes = tree.bytes(path);
  if (bytes === undefined || bytes.length === 0) return [];
  const lines = new TextDecoder('latin1').decode(bytes).split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

export function hunksBetween(before: readonly string[], after: readonly string[]): readonly Hunk[] {
  if (before.length === 0)
    return after.length === 0 ? [] : [{ baseStart: 0, baseLines: 0, headStart: 1, headLines: after.length }];
  const parts = diffArrays([...before], [...after], { maxEditLength: maxEdits });
  if (parts === undefined) return [{ baseStart: 1, baseLines: before.length, headStart: 1, headLines: after.length }];
  const hunks: Hunk[] = [];
  let [base, head] = [1, 1];
  let open: { baseStart: number; headStart: number } | undefined;
  for (const { added, removed, count } of parts) {
    const size = count ?? 0;
    if (!added && !removed) {
      if (open !== undefined) hunks.push(hunk(open, base, head));
      open = undefined;
    } else open ??= { baseStart: base, headStart: head };
    if (!added) base += size;
    if (!removed) head += size;
  }
  if (open !== undefined) hunks.push(hunk(open, base, head));
  return hunks;
}

const hunk = (
  { baseStart, headStart }: { baseStart: number; headStart: number },
  base: number,
  head: number,
): Hunk => ({
  baseStart,
  baseLines: base - baseStart,
  headStart,
  headLines: head - headStart,
});
