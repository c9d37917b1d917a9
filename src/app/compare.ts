import { applyPatch, structuredPatch } from 'diff';
import { type Memo, memoKey } from '../kinds/memo.ts';
import { isCandidate } from '../model/candidate.ts';
import type { FileEntry, FileTree } from '../model/file-tree.ts';
import type { Problem } from '../model/gap.ts';
import { literal } from '../model/message.ts';
import { byText } from '../model/source.ts';
import { findRenderRoots, rootLookup } from '../render/roots.ts';
import { isUnder } from '../render/units.ts';
import { orderedPaths } from '../review/ordered-paths.ts';
import type { RepositoryAt } from './repository-at.ts';

/** Two sides ready for the review: everything that it will ask for is in memory. */
export interface Comparison {
  readonly base: FileTree;
  readonly head: FileTree;
  /** Files that both sides changed in the same place; head's version was taken. */
  readonly problems: readonly Problem[];
}

type Entries = ReadonlyMap<string, FileEntry>;

/** The two trees as they are: two commits named on the command line, or a merge group and its parent. */
export async function compareTrees(base: RepositoryAt, head: RepositoryAt, memo: Memo): Promise<Comparison> {
  const [before, after] = await Promise.all([base.tree(), head.tree()]);
  const changed = changedBetween(before, after);
  const isRendered = renderedIn(before, after);
  const wanted = needed(before, { changed, memo, isRendered });
  const asked = new Set([...wanted.values()].map(({ sha }) => sha));
  const [baseBytes, headBytes] = await Promise.all([
    contents(base, wanted),
    contents(head, new Map([...needed(after, { changed, memo, isRendered })].filter(([, { sha }]) => !asked.has(sha)))),
  ]);
  const bytes = new Map([...baseBytes, ...headBytes]);
  await addRendered(before, base, bytes, { memo, changed });
  await addRendered(after, head, bytes, { memo, changed });
  return { base: fileTree(before, bytes), head: fileTree(after, bytes), problems: [] };
}

/** What is rendered may lead to files that hold no manifests, and to others that nothing else asks for. */
async function addRendered(
  tree: Entries,
  at: RepositoryAt,
  bytes: Map<string, Uint8Array>,
  known: Known,
): Promise<void> {
  const { memo, changed } = known;
  const add = async (isAsked: (path: string) => boolean): Promise<void> => {
    const missing = [...tree].filter(
      ([path, { sha, type }]) => type !== 'submodule' && !bytes.has(sha) && isAsked(path),
    );
    for (const [sha, content] of await contents(at, new Map(missing))) bytes.set(sha, content);
  };
  // A file may say which folders are deployed, and a kustomization in one of them which files.
  const told = new Set(orderedPaths(fileTree(tree, bytes), memo, changed).files);
  await add((path) => told.has(path));
  const { folders, files } = orderedPaths(fileTree(tree, bytes), memo, changed);
  const named = new Set(files);
  await add((path) => named.has(path) || (isCandidate(path) && folders.some((folder) => isUnder(path, folder))));
}

type Known = Pick<Needs, 'memo' | 'changed'>;

/**
 * What merging does: the tip of the base branch, against that tip with the pull request's files laid over it. A file
 * that both sides changed gets the pull request's patch, without fuzz; where that does not apply, head's version.
 */
export async function compareMerge(
  commits: { readonly mergeBase: RepositoryAt; readonly tip: RepositoryAt; readonly head: RepositoryAt },
  memo: Memo,
): Promise<Comparison> {
  const { mergeBase, tip, head } = commits;
  if (mergeBase.commit === tip.commit) return compareTrees(tip, head, memo);
  const [origin, base, after] = await Promise.all([mergeBase.tree(), tip.tree(), head.tree()]);
  const proposed = changedBetween(origin, after);
  const contested = [...proposed].filter((path) => isContested(path, origin, base, after));
  const merged = overlay(base, after, proposed);
  const changed = changedBetween(base, merged);
  const isRendered = renderedIn(base, merged);
  const [originBytes, baseBytes, headBytes] = await Promise.all([
    contents(mergeBase, only(origin, contested)),
    contents(tip, new Map([...needed(base, { changed, memo, isRendered }), ...only(base, contested)])),
    contents(
      head,
      new Map([
        ...needed(after, { changed: proposed, memo, isRendered, isAsked: (path) => proposed.has(path) }),
        ...only(after, contested),
      ]),
    ),
  ]);
  const bytes = new Map([...originBytes, ...baseBytes, ...headBytes]);
  const problems: Problem[] = [];
  const patched = new Map<string, FileEntry>();
  for (const path of contested) {
    const content = mergeFile(path, { origin, base, after }, bytes);
    const entry = merged.get(path);
    if (content === undefined || entry === undefined) problems.push(conflict(path));
    else {
      // The same two versions merge to another text where they part from another one.
      const sha = ['merged', ...[origin, base, after].map((tree) => tree.get(path)?.sha ?? '')].join(':');
      patched.set(path, { ...entry, sha, size: content.length });
      bytes.set(sha, content);
    }
  }
  await addRendered(base, tip, bytes, { memo, changed });
  await addRendered(
    only(
      after,
      [...after.keys()].filter((path) => same(after.get(path), merged.get(path))),
    ),
    head,
    bytes,
    { memo, changed },
  );
  return { base: fileTree(base, bytes), head: fileTree(new Map([...merged, ...patched]), bytes), problems };
}

function changedBetween(before: Entries, after: Entries): ReadonlySet<string> {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return new Set([...paths].filter((path) => !same(before.get(path), after.get(path))));
}

const same = (a: FileEntry | undefined, b: FileEntry | undefined): boolean => a?.sha === b?.sha && a?.type === b?.type;

/** Changed on both sides, and not to the same. */
const isContested = (path: string, origin: Entries, base: Entries, after: Entries): boolean =>
  !same(origin.get(path), base.get(path)) && !same(base.get(path), after.get(path));

/** `base` with the entries of `after` at `paths`; what `after` does not have there is gone. */
function overlay(base: Entries, after: Entries, paths: ReadonlySet<string>): Entries {
  const merged = new Map(base);
  for (const path of paths) {
    const entry = after.get(path);
    if (entry === undefined) merged.delete(path);
    else merged.set(path, entry);
  }
  return merged;
}

/** What a kustomization of either side may take in is rendered from its text, whatever is remembered of reading it. */
function renderedIn(...trees: readonly Entries[]): (path: string) => boolean {
  const owners = trees.map((tree) => rootLookup(findRenderRoots([...tree.keys()])));
  return (path) => owners.some((ownerOf) => ownerOf(path)?.renderer === 'kustomize');
}

interface Needs {
  readonly changed: ReadonlySet<string>;
  readonly memo: Memo;
  readonly isRendered: (path: string) => boolean;
  /** Undefined asks for every path. */
  readonly isAsked?: (path: string) => boolean;
}

/** The candidates whose reading is not remembered yet, the links, and what links lead to. */
function needed(tree: Entries, { changed, memo, isRendered, isAsked = () => true }: Needs): Entries {
  const links = [...tree].some(([path, { type }]) => type === 'symlink' && isCandidate(path));
  return new Map(
    [...tree].filter(([path, entry]) => {
      if (!isAsked(path) || entry.type === 'submodule' || (!isCandidate(path) && !links)) return false;
      if (!isCandidate(path)) return entry.type === 'symlink';
      // The lines of a changed file are compared, so its content is asked for even where its reading is remembered.
      if (changed.has(path) || entry.type === 'symlink' || isRendered(path)) return true;
      return memo.get(memoKey(path, entry.sha, 'wanted')) === undefined;
    }),
  );
}

const only = (tree: Entries, paths: readonly string[]): Entries =>
  new Map(
    paths.flatMap((path) => {
      const entry = tree.get(path);
      return entry === undefined || entry.type === 'submodule' ? [] : [[path, entry] as const];
    }),
  );

const contents = (at: RepositoryAt, wanted: Entries): Promise<ReadonlyMap<string, Uint8Array>> =>
  wanted.size === 0 ? Promise.resolve(new Map()) : at.blobs(wanted);

function fileTree(entries: Entries, bytes: ReadonlyMap<string, Uint8Array>): FileTree {
  return {
    paths: [...entries.keys()].sort(byText),
    entry: (path) => entries.get(path),
    bytes: (path) => bytes.get(entries.get(path)?.sha ?? ''),
  };
}

/** The base's version with the pull request's own edits, or undefined where they do not apply to it. */
function mergeFile(
  path: string,
  { origin, base, after }: { readonly origin: Entries; readonly base: Entries; readonly after: Entries },
  bytes: ReadonlyMap<string, Uint8Array>,
): Uint8Array | undefined {
  // latin1 keeps every byte a character of its own, whatever encoding the file has.
  const text = (entries: Entries): string | undefined => {
    const content = bytes.get(entries.get(path)?.sha ?? '');
    return content && Buffer.from(content).toString('latin1');
  };
  const [before, tip, head] = [text(origin), text(base), text(after)];
  if (before === undefined || tip === undefined || head === undefined) return undefined;
  const patch = structuredPatch(path, path, before, head, undefined, undefined, { maxEditLength: 4_000 });
  const merged = patch && applyPatch(tip, patch, { fuzzFactor: 0, autoConvertLineEndings: false });
  return merged === false || merged === undefined ? undefined : Buffer.from(merged, 'latin1');
}

const conflict = (path: string): Problem => ({
  at: { path, line: 1, column: 1 },
  reason: 'merge-conflict',
  message: literal('the base branch changed the same lines: this is the version of the pull request, not of the merge'),
});
