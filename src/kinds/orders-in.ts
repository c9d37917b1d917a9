import type { Manifest } from '../manifest/documents.ts';
import { isCandidate } from '../model/candidate.ts';
import type { FileTree } from '../model/file-tree.ts';
import { looksLikeHelmfile } from '../model/helmfile.ts';
import { type Memo, memoKey } from './memo.ts';
import { mayHoldOrders } from './orders.ts';
import { type FileContent, readFile, withoutContent } from './read-file.ts';

/** What a tree has somebody deploy. */
export interface OrderFiles {
  /** Objects that make a controller deploy something, as they are written: a kustomization may still change them. */
  readonly objects: readonly Manifest[];
  /** The files that helmfile may read. */
  readonly helmfiles: readonly string[];
}

/** The orders of a tree, in files that are read for nothing else too. */
export function ordersIn(tree: FileTree, memo: Memo, isConsidered: (path: string) => boolean): OrderFiles {
  const objects: Manifest[] = [];
  const helmfiles: string[] = [];
  const isTemplate = templatesOf(tree);
  for (const path of tree.paths) {
    const isRead = isCandidate(path) && !isTemplate(path) && tree.entry(path)?.type === 'file' && isConsidered(path);
    const content = isRead ? contentOf(path, tree, memo) : undefined;
    objects.push(...(content?.orders ?? []));
    if (content?.isHelmfile === true) helmfiles.push(path);
  }
  return { objects, helmfiles };
}

/** A chart's templates are no manifests; a folder of that name without a chart is a folder like any other. */
function templatesOf(tree: FileTree): (path: string) => boolean {
  const isChart = (folder: string): boolean => tree.entry(`${folder}Chart.yaml`) !== undefined;
  return (path) => [...path.matchAll(/(?<=^|\/)templates\//g)].some(({ index }) => isChart(path.slice(0, index)));
}

function contentOf(path: string, tree: FileTree, memo: Memo): FileContent | undefined {
  const sha = tree.entry(path)?.sha ?? '';
  for (const closeness of ['orders', 'whole', 'wanted'] as const) {
    const known = memo.get(memoKey(path, sha, closeness));
    if (known !== undefined) return known;
  }
  const bytes = tree.bytes(path);
  if (bytes === undefined) return undefined;
  const content = mayHoldOrders(bytes) ? readFile(path, bytes, 'orders') : nothing(bytes);
  memo.set(memoKey(path, sha, 'orders'), content);
  return content;
}

/** Most files order nothing, and share what they are. */
const nothing = (bytes: Uint8Array): FileContent => (looksLikeHelmfile(bytes) ? helmfileAlone : withoutContent);
const helmfileAlone: FileContent = { ...withoutContent, isHelmfile: true };
