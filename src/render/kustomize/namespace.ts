import type { MapNode, Node, ScalarNode } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import { mapItems, type Place, scalarAt, textOf, valueIn, withField } from './edit.ts';
import { editField, type FieldSpec, fieldSpecOf } from './field-spec.ts';
import { gvkOf, idKey, idText, isClusterScoped } from './identity.ts';
import { type Effort, Refusal } from './refusal.ts';
import { type Resource, remembered, withRoot } from './resource.ts';

export interface NamespaceOptions {
  /** What has a namespace keeps it. */
  readonly unsetOnly: boolean;
  /** Which subjects of a role binding move here; those that do not may still follow their service accounts. */
  readonly subjects: 'defaultOnly' | 'allServiceAccounts' | 'none';
}

/** How the field `namespace` does it. */
export const plainly: NamespaceOptions = { unsetOnly: false, subjects: 'defaultOnly' };

/**
 * Puts every namespaced object into `namespace`, whatever it said, and renames Namespace objects to it.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.18.0/api/filters/namespace/namespace.go
 */
export function setNamespace(
  resources: readonly Resource[],
  namespace: ScalarNode,
  specs: readonly FieldSpec[],
  effort: Effort,
  options: NamespaceOptions = plainly,
): readonly Resource[] {
  const others = specs.filter(({ path }) => path !== 'metadata/namespace');
  effort.take(resources.length * (1 + others.length));
  const moved = resources.map((resource) => {
    const known = remembered(resource);
    return withRoot(known, moveOne(resource.root, namespace, others, options));
  });
  checkUnique(moved);
  return moved;
}

function moveOne(
  root: MapNode,
  namespace: ScalarNode,
  specs: readonly FieldSpec[],
  { unsetOnly, subjects }: NamespaceOptions,
): MapNode {
  const gvk = gvkOf(root);
  const set = (node: Node): Node => (unsetOnly && textOf(node) !== '' ? node : namespace);
  const edit = { set, make: () => scalarAt('', namespace) };
  let moved = isClusterScoped(gvk) ? root : editField(root, gvk, ownNamespace, edit);
  const isBinding = gvk.kind === 'RoleBinding' || gvk.kind === 'ClusterRoleBinding';
  if (isBinding) moved = withSubjects(moved, subjects, set, namespace);
  for (const spec of specs)
    if (!isBinding || spec.path !== 'subjects/namespace') moved = editField(moved, gvk, spec, edit);
  return moved;
}

const ownNamespace = fieldSpecOf('metadata/namespace', { create: true });

function withSubjects(
  root: MapNode,
  which: NamespaceOptions['subjects'],
  set: (node: Node) => Node,
  place: Place,
): MapNode {
  const subjects = valueIn(root, 'subjects');
  if (subjects?.kind !== 'sequence' || which === 'none') return root;
  const [key, value] = which === 'defaultOnly' ? ['name', 'default'] : ['kind', 'ServiceAccount'];
  const changed = mapItems(
    subjects,
    (subject): Node =>
      subject.kind === 'map' && textOf(valueIn(subject, key)) === value
        ? withField(subject, 'namespace', set(valueIn(subject, 'namespace') ?? scalarAt('', place)))
        : subject,
  );
  return changed === subjects ? root : withField(root, 'subjects', changed);
}

function checkUnique(resources: readonly Resource[]): void {
  const seen = new Set<string>();
  for (const { id } of resources) {
    const key = idKey(id);
    if (seen.has(key)) throw new Refusal(say`namespace transformation produces ID conflict: ${idText(id)}`);
    seen.add(key);
  }
}
