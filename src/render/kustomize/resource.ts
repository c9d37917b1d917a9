import type { MapNode, Node } from '../../manifest/node.ts';
import { isEmptyMap, isNull, valueAt, valueIn, withField, withoutField } from './edit.ts';
import { effectiveNamespace, gvkOf, type Id, idOf } from './identity.ts';
import { withShared } from './shared.ts';
import { asTexts } from './written.ts';

/** An object on its way through Kustomize; transformers make changed copies. */
export interface Resource {
  readonly root: MapNode;
  readonly id: Id;
  /** The ids that it had, the oldest first: references and patches may still use them. */
  readonly previous: readonly Id[];
  /** Those that were put on its name, the innermost first. */
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  readonly needsHash: boolean;
  /** What a generator does about an object that is there already. */
  readonly behavior: 'create' | 'merge' | 'replace';
  /** The names of the vars that are read from it. */
  readonly vars: readonly string[];
  /** Values that stand in several places and are changed in all of them at once. */
  readonly shared: readonly Node[];
}

export const resourceOf = (root: MapNode): Resource => ({
  root,
  id: idOf(root),
  previous: [],
  prefixes: [],
  suffixes: [],
  needsHash: false,
  behavior: 'create',
  vars: [],
  shared: [],
});

export function withRoot(resource: Resource, changed: MapNode): Resource {
  if (changed === resource.root) return resource;
  const { root, shared } = withShared(resource.root, changed, resource.shared);
  return { ...resource, root, shared, id: idOf(root) };
}

/** Notes the present id before something changes it; a note is kept by kind, name and namespace alone. */
export const remembered = (resource: Resource): Resource => ({
  ...resource,
  previous: [...resource.previous, { ...resource.id, namespace: effectiveNamespace(resource.id) }],
});

/** All ids, with the group and version that the object has now. */
export function previousIds({ previous, root }: Resource): readonly Id[] {
  if (previous.length === 0) return previous;
  const { group, version } = gvkOf(root);
  return previous.map((id) => (id.group === group && id.version === version ? id : { ...id, group, version }));
}

export const originalId = (resource: Resource): Id => previousIds(resource)[0] ?? resource.id;

export const allIds = (resource: Resource): readonly Id[] => [...previousIds(resource), resource.id];

/** Sets a field of the metadata, with the place of `value`; undefined takes it away. */
export function withMetadata(root: MapNode, key: string, value: Node | undefined): MapNode {
  const metadata = valueIn(root, 'metadata');
  if (metadata?.kind !== 'map') return root;
  const changed = value === undefined ? withoutField(metadata, key) : withField(metadata, key, value);
  return changed === metadata ? root : withField(root, 'metadata', changed);
}

/**
 * The object as it is printed. Kustomize's notes were annotations: taking them away makes a text of every annotation, and
 * leaves nothing where there is none.
 */
export function printed({ root }: Resource): MapNode {
  const annotations = valueAt(root, 'metadata', 'annotations');
  if (annotations === undefined) return root;
  if (isNull(annotations) || isEmptyMap(annotations)) return withMetadata(root, 'annotations', undefined);
  if (annotations.kind !== 'map') return root;
  const texts = asTexts(annotations);
  return texts === annotations ? root : withMetadata(root, 'annotations', texts);
}
