import { type MapNode, type Node, positionOf, type ScalarNode } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import type { MergeTypes } from './custom-types.ts';
import { entryAt, isEmptyMap, mapAt, scalarAt, textOf, valueAt, valueIn, withField } from './edit.ts';
import { documentsOf, type Files, localFile } from './files.ts';
import { apiVersionOf, gvkOf, idKey, idOf, idText } from './identity.ts';
import { applyJsonPatch } from './json-patch.ts';
import { isTrue, stringOf } from './kustomization.ts';
import { mergePatch } from './merge.ts';
import { documentsInside, inlineObjects, objectsOf } from './objects.ts';
import { type Effort, placedAt, Refusal } from './refusal.ts';
import { allIds, type Resource, remembered, withMetadata, withRoot } from './resource.ts';
import { targetOf } from './select.ts';
import { asTexts } from './written.ts';

/** What patches are applied in. */
export interface PatchContext {
  readonly files: Files;
  readonly folder: string;
  readonly effort: Effort;
  readonly types: MergeTypes;
  /** True where some objects are not seen: a patch of an object that is not there may be meant for one of them. */
  readonly tolerant: boolean;
}

/** An entry of `patches`: a strategic merge or a list of JSON operations, for one object or for all that a target means. */
export function applyPatch(resources: readonly Resource[], entry: Node, context: PatchContext): readonly Resource[] {
  return placedAt(positionOf(entry), () => {
    const documents = documentsOfPatch(entry, context);
    const target = valueIn(entry, 'target');
    const operations = operationsOf(documents);
    if (operations !== undefined) {
      if (target === undefined) throw new Refusal(say`must specify a target for JSON patch ${sourceOf(entry)}`);
      return patchJson(resources, target, operations, context.effort);
    }
    const patches = mergesOf(documents, entry);
    if (target === undefined) return patches.reduce((all, patch) => patchOne(all, patch, entry, context), resources);
    if (patches.length > 1)
      throw new Refusal(
        say`Multiple Strategic-Merge Patches in one \`patches\` entry is not allowed to set \`patches.target\` field: ${sourceOf(entry)}`,
      );
    const [patch] = patches;
    return patch === undefined ? resources : patchAll(resources, patch, target, entry, context);
  });
}

const sourceOf = (entry: Node): string => {
  const path = stringOf(entry, 'path');
  return path === undefined ? '[patch]' : `[path: "${textOf(path)}"]`;
};

function documentsOfPatch(entry: Node, { files, folder }: PatchContext): readonly Node[] {
  const patch = stringOf(entry, 'patch');
  const path = stringOf(entry, 'path');
  if (patch !== undefined && path !== undefined) throw new Refusal(say`patch and path can't be set at the same time`);
  if (patch !== undefined) return documentsInside(patch);
  if (path === undefined) throw new Refusal(say`must specify one of patch and path`);
  return placedAt(positionOf(path), () => documentsOf(files, localFile(files, folder, textOf(path)), 'object'));
}

/** The operations where the patch is a list of them. */
function operationsOf(documents: readonly Node[]): readonly Node[] | undefined {
  const [first] = documents;
  return first?.kind === 'sequence' ? first.items : undefined;
}

function mergesOf(documents: readonly Node[], entry: Node): readonly MapNode[] {
  try {
    return objectsOf(documents);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(say`unable to parse SM or JSON patch from ${sourceOf(entry)}: ${error.explanation}`, error.at);
  }
}

export function patchJson(
  resources: readonly Resource[],
  target: Node,
  operations: readonly Node[],
  effort: Effort,
): readonly Resource[] {
  const isMeant = targetOf(target, effort);
  return resources.map((resource) => {
    if (!isMeant(resource)) return resource;
    effort.take(operations.length);
    // Here Kustomize writes the object as JSON and reads it again, so that nothing is shared any more.
    const known = { ...remembered(resource), shared: [] };
    return withRoot(known, applyJsonPatch(withAnnotations(known.root), operations));
  });
}

/** Kustomize keeps its notes in the annotations, so a patch may add one to an object that has none. */
function withAnnotations(root: MapNode): MapNode {
  const metadata = valueIn(root, 'metadata');
  if (metadata?.kind !== 'map' || valueIn(metadata, 'annotations') !== undefined) return root;
  return withField(
    root,
    'metadata',
    mapAt([...metadata.entries, entryAt('annotations', mapAt([], metadata), metadata)], metadata),
  );
}

/**
 * A patch as Kustomize copies it for a target: labels and annotations become texts, so that a null there deletes nothing.
 */
export function withTexts(patch: MapNode): MapNode {
  let copy = patch;
  for (const key of ['labels', 'annotations']) {
    const texts = valueAt(patch, 'metadata', key);
    if (texts === undefined) continue;
    const isNothing = texts.kind !== 'map' || texts.entries.length === 0;
    copy = withMetadata(copy, key, isNothing ? undefined : asTexts(texts));
  }
  return copy;
}

/** The one object that a patch names by its kind, name and namespace, those of before included. */
export function patchOne(
  resources: readonly Resource[],
  patch: MapNode,
  options: Node | undefined,
  context: PatchContext,
): readonly Resource[] {
  const { effort, tolerant } = context;
  const id = idOf(patch);
  const key = idKey(id);
  effort.take(resources.length);
  const found = resources.filter((one) => allIds(one).some((own) => idKey(own) === key));
  const [target] = found;
  if (found.length > 1)
    throw new Refusal(say`multiple matches for Id ${idText(id)}; failed to find unique target for patch`);
  if (target === undefined) {
    if (tolerant) return resources;
    throw new Refusal(
      say`no resource matches strategic merge patch "${idText(id)}": no matches for Id ${idText(id)}; failed to find unique target for patch ${idText(id)}`,
      undefined,
    );
  }
  return merged(resources, [target], patch, options, context);
}

function patchAll(
  resources: readonly Resource[],
  patch: MapNode,
  target: Node,
  entry: Node,
  context: PatchContext,
): readonly Resource[] {
  const isMeant = targetOf(target, context.effort);
  return merged(resources, resources.filter(isMeant), withTexts(patch), entry, context);
}

function merged(
  resources: readonly Resource[],
  targets: readonly Resource[],
  patch: MapNode,
  entry: Node | undefined,
  context: PatchContext,
): readonly Resource[] {
  const options = valueIn(entry, 'options');
  const changes = { name: isTrue(options, 'allowNameChange'), kind: isTrue(options, 'allowKindChange') };
  const wanted = new Set(targets);
  return resources.flatMap((resource) => {
    if (!wanted.has(resource)) return [resource];
    const result = patched(resource, patch, changes, context);
    return result === undefined ? [] : [result];
  });
}

interface Changes {
  readonly name: boolean;
  readonly kind: boolean;
}

/** Undefined where the patch deletes the object. Its name, kind and namespace stay, unless an option lets them change. */
function patched(
  resource: Resource,
  patch: MapNode,
  changes: Changes,
  { effort, types }: PatchContext,
): Resource | undefined {
  const known = changes.name || changes.kind ? remembered(resource) : resource;
  const result = mergePatch(resource.root, typed(patch, resource), effort, types);
  if (result?.kind !== 'map' || isEmptyMap(result)) return undefined;
  let root: MapNode = result;
  const kind = valueIn(resource.root, 'kind');
  if (!changes.kind && kind !== undefined) root = withField(root, 'kind', kind);
  const metadata = valueIn(resource.root, 'metadata');
  const name = valueIn(metadata, 'name');
  if (!changes.name && name !== undefined) root = withMetadata(root, 'name', name);
  root = withMetadata(root, 'namespace', valueIn(metadata, 'namespace'));
  return withRoot(known, root);
}

/** The patch with the object's own group and version, so that it is merged by the object's type. */
function typed(patch: MapNode, { root, id }: Resource): MapNode {
  const apiVersion = valueIn(root, 'apiVersion');
  if (apiVersion === undefined || apiVersionOf(gvkOf(patch)) === apiVersionOf(id)) return patch;
  return withField(patch, 'apiVersion', scalarAt(apiVersionOf(id), apiVersion));
}

export const patchesIn = (value: ScalarNode, { files, folder }: PatchContext): readonly MapNode[] => {
  const inline = inlineObjects(value);
  return inline ?? objectsOf(documentsOf(files, localFile(files, folder, textOf(value)), 'object'));
};
