import type { MapNode, Node } from '../../manifest/node.ts';
import { literal, say } from '../../model/message.ts';
import { isNull, mapItems, scalarAt, textOf, valueAt, valueIn, withField } from './edit.ts';
import { editField, type FieldSpec } from './field-spec.ts';
import { effectiveNamespace, type Gvk, idText, isClusterScoped, isSelected, noNamespace } from './identity.ts';
import type { References } from './reference-fields.ts';
import { type Effort, Refusal } from './refusal.ts';
import { originalId, previousIds, type Resource, withRoot } from './resource.ts';

/**
 * Mends the references to names that changed. A reference keeps its own place: that is where a person wrote it.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.18.0/api/filters/nameref/nameref.go
 */
export function fixReferences(
  resources: readonly Resource[],
  references: readonly References[],
  effort: Effort,
): readonly Resource[] {
  const byName = renamed(resources);
  if (byName.size === 0) return resources;
  const byKind = fieldsByKind(references);
  const byNamespace = Map.groupBy(resources, (one) => effectiveNamespace(originalId(one)));
  return resources.map((resource) => {
    const original = originalId(resource);
    let root = resource.root;
    for (const key of ['', original.kind])
      for (const { field, target } of byKind.get(key) ?? []) {
        effort.take(1);
        if (!isSelected(original, field)) continue;
        const mending: Mending = { referrer: resource, field, target, byName, byNamespace, effort };
        // The path is looked for in whatever the object is now.
        root = editField(root, resource.id, { ...field, ...anyGvk }, { set: (node) => mend(node, mending) });
      }
    return withRoot(resource, root);
  });
}

const anyGvk: Gvk = { group: '', version: '', kind: '' };

/** The objects that had another id once, by every name that they had. */
function renamed(resources: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> {
  const byName = new Map<string, Resource[]>();
  for (const resource of resources)
    for (const name of new Set(resource.previous.map((id) => id.name))) {
      const known = byName.get(name);
      if (known === undefined) byName.set(name, [resource]);
      else known.push(resource);
    }
  return byName;
}

interface ReferenceField {
  readonly field: FieldSpec;
  readonly target: Gvk;
}

const fieldsOfReferences = new WeakMap<readonly References[], ReadonlyMap<string, readonly ReferenceField[]>>();

/** By the referrer's kind, in the order that is written; the empty kind stands for every one. */
function fieldsByKind(references: readonly References[]): ReadonlyMap<string, readonly ReferenceField[]> {
  const known = fieldsOfReferences.get(references);
  if (known !== undefined) return known;
  const all = references.flatMap(({ target, fields }) => fields.map((field) => ({ field, target })));
  const byKind = Map.groupBy(all, ({ field }) => field.kind);
  fieldsOfReferences.set(references, byKind);
  return byKind;
}

interface Mending {
  readonly referrer: Resource;
  readonly field: FieldSpec;
  readonly target: Gvk;
  readonly byName: ReadonlyMap<string, readonly Resource[]>;
  /** All objects, by the namespace that they had at first. */
  readonly byNamespace: ReadonlyMap<string, readonly Resource[]>;
  readonly effort: Effort;
}

function mend(node: Node, mending: Mending): Node {
  if (isNull(node)) return node;
  if (node.kind === 'sequence')
    return mapItems(node, (item) => (item.kind === 'sequence' ? item : mend(item, mending)));
  return node.kind === 'scalar' ? mendName(node, mending) : mendPair(node, mending);
}

function mendName(node: Node, mending: Mending): Node {
  const name = textOf(node);
  const found = referral(name, mending, () => true, sameNames);
  return found === undefined || found.id.name === name ? node : scalarAt(found.id.name, node);
}

/** A name and a namespace side by side: the one that is meant gives both. */
function mendPair(node: MapNode, mending: Mending): Node {
  const name = valueIn(node, 'name');
  if (name === undefined) throw new Refusal(literal(`path config error; no 'name' field in node`));
  const namespace = valueIn(node, 'namespace');
  const found = referral(
    textOf(name),
    mending,
    namespace === undefined ? () => true : inNamespace(textOf(namespace), mending),
    (a, b) => sameNames(a, b) && a.id.namespace === b.id.namespace,
  );
  if (found === undefined || (found.id.name === textOf(name) && found.id.namespace === '')) return node;
  const mended = withField(node, 'name', found.id.name === textOf(name) ? name : scalarAt(found.id.name, name));
  if (found.id.namespace === '' || found.id.namespace === textOf(namespace)) return mended;
  const place = valueAt(found.root, 'metadata', 'namespace') ?? name;
  return withField(mended, 'namespace', scalarAt(found.id.namespace, place));
}

/** Where any object that may be meant was in the namespace at first, those that were; else those that are in it now. */
function inNamespace(namespace: string, { referrer, byNamespace, effort }: Mending): (candidate: Resource) => boolean {
  const atFirst = namespace === noNamespace ? [] : (byNamespace.get(namespace) ?? []);
  effort.take(1);
  return atFirst.some((one) => mayRefer(referrer, one))
    ? (one) => effectiveNamespace(originalId(one)) === namespace
    : (one) => effectiveNamespace(one.id) === namespace;
}

const sameNames = (a: Resource, b: Resource): boolean => a.id.name === b.id.name;

/** @throws Refusal where several are meant and their names differ */
function referral(
  name: string,
  { referrer, field, target, byName, effort }: Mending,
  isWanted: (candidate: Resource) => boolean,
  areSame: (a: Resource, b: Resource) => boolean,
): Resource | undefined {
  const named = byName.get(name) ?? [];
  effort.take(named.length);
  const role = field.path.endsWith('roleRef/name') ? roleOf(referrer) : undefined;
  const found = named.filter((one) => {
    const ids = previousIds(one);
    return (
      ids.some((id) => isSelected(id, target)) &&
      (role === undefined || ids.some((id) => isSelected(id, role))) &&
      mayRefer(referrer, one) &&
      isNear(referrer, one) &&
      isWanted(one)
    );
  });
  if (found.length < 2) return found[0];
  const alike = found.filter((one) => sameAffixes(one, referrer, true));
  if (alike.length < 2) return alike[0];
  const exact = alike.filter((one) => sameAffixes(one, referrer, false));
  const [first] = exact;
  if (first === undefined || exact.every((one) => areSame(first, one))) return first;
  throw new Refusal(say`found multiple possible referrals: ${exact.map(({ id }) => idText(id)).join(', ')}`);
}

function roleOf({ root }: Resource): Gvk | undefined {
  const group = valueAt(root, 'roleRef', 'apiGroup');
  const kind = valueAt(root, 'roleRef', 'kind');
  return group && kind && { group: textOf(group), version: '', kind: textOf(kind) };
}

/** Same namespace, no namespace, or a service account that a role binding names with its namespace. */
function mayRefer(referrer: Resource, candidate: Resource): boolean {
  if (isClusterScoped(referrer.id) || isClusterScoped(candidate.id)) return true;
  if (effectiveNamespace(referrer.id) === effectiveNamespace(candidate.id)) return true;
  return referrer.id.kind === 'RoleBinding' && accountNamespaces(referrer).has(candidate.id.namespace);
}

function accountNamespaces({ root }: Resource): ReadonlySet<string> {
  const subjects = valueIn(root, 'subjects');
  if (subjects?.kind !== 'sequence') return new Set();
  return new Set(
    subjects.items
      .filter((one) => textOf(valueIn(one, 'kind')) === 'ServiceAccount' && valueIn(one, 'namespace') !== undefined)
      .map((one) => textOf(valueIn(one, 'namespace'))),
  );
}

const isNear = (referrer: Resource, candidate: Resource): boolean =>
  isClusterScoped(referrer.id) ||
  isClusterScoped(candidate.id) ||
  candidate.id.kind === 'ServiceAccount' ||
  effectiveNamespace(referrer.id) === effectiveNamespace(candidate.id);

const sameAffixes = (a: Resource, b: Resource, emptyMatches: boolean): boolean =>
  sameEnd(a.prefixes, b.prefixes, emptyMatches) && sameEnd(a.suffixes, b.suffixes, emptyMatches);

function sameEnd(a: readonly string[], b: readonly string[], emptyMatches: boolean): boolean {
  if (a.length === 0 || b.length === 0) return emptyMatches || a.length === b.length;
  const shared = Math.min(a.length, b.length);
  return a.slice(-shared).every((one, index) => one === b[b.length - shared + index]);
}
