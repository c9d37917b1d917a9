import type { Memo } from '../kinds/memo.ts';
import { contentOfObjects, type FileContent } from '../kinds/read-file.ts';
import type { Manifest } from '../manifest/documents.ts';
import { field, type MapNode, positionOf, scalarText } from '../manifest/node.ts';
import type { FileTree } from '../model/file-tree.ts';
import { createKustomizeMemo, type KustomizeMemo, renderKustomization } from '../render/kustomize/index.ts';
import { kustomizeRoots } from '../render/kustomize-roots.ts';
import type { RenderRoot } from '../render/roots.ts';

/** What the kustomizations of one side deploy; each root is rendered when it is asked for, once. */
export interface KustomizeSide {
  /** The folders of the kustomizations that no other one takes in, sorted. */
  readonly roots: readonly string[];
  readonly filesOf: (root: string) => ReadonlySet<string>;
  /** Whether the side has that root; the others deploy nothing. */
  readonly has: (root: string) => boolean;
  readonly manifestsOf: (root: string) => readonly Manifest[];
  readonly contentOf: (root: string) => FileContent | undefined;
}

const memos = new WeakMap<Memo, KustomizeMemo>();

/**
 * @param isWanted leaves out kustomizations that are not to be judged
 * @param kept the roots of base, which nobody takes out of view by referring to them from elsewhere
 */
export function kustomizeSide(
  tree: FileTree,
  renderRoots: readonly RenderRoot[],
  memo: Memo,
  isWanted: (path: string) => boolean,
  kept: readonly string[],
): KustomizeSide {
  const kustomizeMemo = memos.get(memo) ?? createKustomizeMemo();
  memos.set(memo, kustomizeMemo);
  const folders = renderRoots.filter(({ renderer, file }) => renderer === 'kustomize' && isWanted(file));
  const { roots, filesOf } = kustomizeRoots(
    tree,
    [...new Set(folders.map(({ folder }) => folder))],
    kustomizeMemo,
    kept,
  );
  const render = onceFor((root) => {
    const { documents, gaps } = renderKustomization(tree, root, kustomizeMemo);
    const manifests = documents.map(manifestOf);
    return { manifests, content: contentOfObjects(manifests, gaps) };
  });
  const known = new Set(roots);
  return {
    roots,
    filesOf: onceFor(filesOf),
    has: (root) => known.has(root),
    manifestsOf: (root) => (known.has(root) ? render(root).manifests : []),
    contentOf: (root) => (known.has(root) ? render(root).content : undefined),
  };
}

function onceFor<T>(make: (root: string) => T): (root: string) => T {
  const known = new Map<string, T>();
  return (root) => {
    const found = known.get(root) ?? make(root);
    known.set(root, found);
    return found;
  };
}

const manifestOf = (root: MapNode): Manifest => ({
  root,
  alternative: undefined,
  at: positionOf(field(root, 'metadata', 'name') ?? root),
  apiVersion: scalarText(field(root, 'apiVersion')) ?? '',
  kind: scalarText(field(root, 'kind')) ?? '',
});
