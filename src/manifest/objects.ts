import { say } from '../model/message.ts';
import { type Effort, LimitExceeded, limits } from './limits.ts';
import { field, type MapNode, type Node, text } from './node.ts';
import { isPatch } from './patch.ts';
import { objectsOfTemplate } from './template-parameters.ts';
import type { Tree } from './tree.ts';
import type { Path } from './tree-state.ts';
import { unfoldedSize } from './unfolded.ts';

/** What a document holds. */
export interface FoundObjects {
  readonly objects: readonly FoundObject[];
  /** What has a kind and is a patch of an object, not one. */
  readonly patches: readonly MapNode[];
}

/** A Kubernetes object of a document, and where in it. */
export interface FoundObject {
  readonly root: MapNode;
  /** The same object in the other reading of the document. */
  readonly alternative: MapNode | undefined;
  readonly apiVersion: string;
  readonly kind: string;
  readonly path: Path;
}

/**
 * The objects of a document: the document itself, or what its `items` hold, whatever its kind is called; a list's items
 * may be lists. What has no kind is no object, and a patch is none either.
 *
 * @throws LimitExceeded where lists and aliases make more than `limits.objects` in the file, or objects that stand for
 *   more than `limits.unfoldedNodes`
 * @see https://github.com/kubernetes/apimachinery/blob/v0.32.0/pkg/apis/meta/v1/unstructured/helpers.go
 */
export function objectsOf(tree: Tree, alternative: Tree | undefined, effort: Effort): FoundObjects {
  const found: FoundObject[] = [];
  const leftOut: MapNode[] = [];
  const { root } = tree;
  const patches = tree.holdsPatch ? new Map<Node, boolean>() : undefined;
  const sizes = tree.holdsAlias ? new Map<Node, number>() : undefined;
  collect(
    { root, alternative: alternative?.root, path: [], depth: 0 },
    { apiVersion: '', kind: '' },
    { found, leftOut, effort, patches, sizes },
  );
  return { objects: found, patches: leftOut };
}

interface Candidate {
  readonly root: Node;
  readonly alternative: Node | undefined;
  readonly path: Path;
  readonly depth: number;
}

interface Collection {
  readonly found: FoundObject[];
  readonly leftOut: MapNode[];
  readonly effort: Effort;
  /** What is known to be a patch and what not; undefined where the document has no patch's key at all. */
  readonly patches: Map<Node, boolean> | undefined;
  /** How many nodes each one stands for; undefined where the document has no alias, and so no more than are written. */
  readonly sizes: Map<Node, number> | undefined;
}

/** @param inherited what a list's own type says of items that name neither an API version nor a kind */
function collect(candidate: Candidate, inherited: Type, into: Collection): void {
  const { root, path, depth } = candidate;
  if (root.kind !== 'map') return;
  const type = typeOf(root, inherited);
  if (type.kind === '') return;
  into.effort.objects -= 1;
  if (into.effort.objects < 0)
    throw new LimitExceeded(say`with it the file has more than ${limits.objects} objects and lists`);
  const { key, list } = listOf(root, type);
  if (list?.kind === 'sequence') {
    if (depth >= limits.depth) throw new LimitExceeded(say`its lists nest deeper than ${limits.depth} levels`);
    const itemType = { apiVersion: type.apiVersion, kind: type.kind.replace(/List$/, '') };
    const other = candidate.alternative;
    const others = other?.kind === 'map' ? listOf(other, type).list : undefined;
    for (const [index, item] of list.items.entries())
      collect(
        { root: item, alternative: itemOf(others, index), path: [...path, key, index], depth: depth + 1 },
        itemType,
        into,
      );
  } else if (into.patches !== undefined && isPatch(root, into.patches)) into.leftOut.push(root);
  else keep(candidate, root, type, into);
}

/** `items` of whatever kind; OpenShift's templates keep theirs under `objects`, with parameters in them. */
function listOf(root: MapNode, { apiVersion, kind }: Type): { readonly key: string; readonly list: Node | undefined } {
  const isTemplate = kind === 'Template' && /^(template\.openshift\.io\/)?v1$/.test(apiVersion);
  return isTemplate ? { key: 'objects', list: objectsOfTemplate(root) } : { key: 'items', list: field(root, 'items') };
}

interface Type {
  readonly apiVersion: string;
  readonly kind: string;
}

function typeOf(root: MapNode, inherited: Type): Type {
  const apiVersion = text(field(root, 'apiVersion')) ?? '';
  const kind = text(field(root, 'kind')) ?? '';
  return apiVersion === '' && kind === '' ? inherited : { apiVersion, kind };
}

const itemOf = (list: Node | undefined, index: number): Node | undefined =>
  list?.kind === 'sequence' ? list.items[index] : undefined;

function keep({ alternative, path }: Candidate, root: MapNode, type: Type, { found, sizes, effort }: Collection): void {
  if (sizes !== undefined) effort.unfoldedNodes -= unfoldedSize(root, sizes);
  if (effort.unfoldedNodes < 0)
    throw new LimitExceeded(say`aliases make more than ${limits.unfoldedNodes} values of what the file holds`);
  found.push({ root, alternative: alternative?.kind === 'map' ? alternative : undefined, path, ...type });
}
