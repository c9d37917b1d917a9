import { matchesGlob } from '../config/glob.ts';
import type { Memo } from '../kinds/memo.ts';
import type { FileContent } from '../kinds/read-file.ts';
import { readTree } from '../kinds/read-tree.ts';
import { isCandidate } from '../model/candidate.ts';
import type { Config } from '../model/config.ts';
import type { FileTree } from '../model/file-tree.ts';
import { byText } from '../model/source.ts';
import { findRenderRoots, type RenderRoot, rootLookup } from '../render/roots.ts';
import { isUnder } from '../render/units.ts';
import { scopeOf } from './scope.ts';

/** One commit's plain manifests, and what of it other tools render. */
export interface SideContents {
  readonly tree: FileTree;
  /** Candidate path → content, as far as it can stand in a unit with a change; without ignored files and those that a chart or a kustomization owns. */
  readonly files: ReadonlyMap<string, FileContent>;
  readonly roots: readonly RenderRoot[];
  readonly rootOf: (path: string) => RenderRoot | undefined;
  /** Does somebody deploy more than these manifests: a chart, a kustomization, a controller that is told to? */
  readonly deploysMore: boolean;
}

export interface Sides {
  readonly base: SideContents;
  readonly head: SideContents;
  /** Every path whose content is not the same on both sides, sorted. */
  readonly changed: ReadonlySet<string>;
  /** Head's candidates that `ignore_paths` hides. */
  readonly ignored: readonly string[];
}

/** Reads both trees; what differs between them is read whole, the rest as far as it can matter. */
export function readSides(base: FileTree, head: FileTree, config: Config, memo: Memo): Sides {
  const changed = changedPaths(base, head);
  const isIgnored = (path: string): boolean => config.ignorePaths.some((glob) => matchesGlob(glob, path));
  const isInScope = scopeOf(base, head, changed, config);
  const isWanted = (path: string): boolean => isInScope(path) && !isIgnored(path);
  const isConfigured = isConfiguredPlain(config);
  const before = readSide(base, memo, isWanted, changed, new Map(), isConfigured);
  return {
    base: before,
    head: readSide(head, memo, isWanted, changed, before.files, isConfigured),
    changed,
    ignored: config.ignorePaths.length === 0 ? [] : head.paths.filter((path) => isCandidate(path) && isIgnored(path)),
  };
}

/** What the configuration calls plain is plain, whatever renders the folder around it. */
function isConfiguredPlain({ units }: Config): (path: string) => boolean {
  const plain = units.filter(({ type }) => type === 'plain');
  return (path) => plain.some((unit) => isUnder(path, unit.path));
}

function readSide(
  tree: FileTree,
  memo: Memo,
  isWanted: (path: string) => boolean,
  changed: ReadonlySet<string>,
  other: ReadonlyMap<string, FileContent>,
  isConfigured: (path: string) => boolean,
): SideContents {
  const roots = findRenderRoots(tree.paths);
  const owner = rootLookup(roots);
  const rootOf = (path: string): RenderRoot | undefined => (isConfigured(path) ? undefined : owner(path));
  const isPlain = (path: string): boolean => isWanted(path) && (roots.length === 0 || rootOf(path) === undefined);
  const sameAs = (path: string): FileContent | undefined =>
    changed.has(path) || tree.entry(path)?.type !== 'file' ? undefined : other.get(path);
  const files = readTree(tree, memo, isPlain, (path) => changed.has(path), sameAs);
  return { tree, roots, rootOf, files, deploysMore: roots.length > 0 || files.values().some(({ deploys }) => deploys) };
}

/** Both lists are sorted, so one walk over them is enough. */
export function changedPaths(base: FileTree, head: FileTree): ReadonlySet<string> {
  const changed = new Set<string>();
  const [left, right] = [base.paths, head.paths];
  for (let i = 0, j = 0; i < left.length || j < right.length; ) {
    const [before, after] = [left[i], right[j]];
    const order = before === undefined ? 1 : after === undefined ? -1 : byText(before, after);
    const path = (order <= 0 ? before : after) ?? '';
    if (order <= 0) i += 1;
    if (order >= 0) j += 1;
    if (order !== 0 || !sameEntry(path, base, head)) changed.add(path);
  }
  return changed;
}

function sameEntry(path: string, base: FileTree, head: FileTree): boolean {
  const [before, after] = [base.entry(path), head.entry(path)];
  return before?.sha === after?.sha && before?.type === after?.type;
}
