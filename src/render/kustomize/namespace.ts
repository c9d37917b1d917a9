import type { MapNode, Node, ScalarNode } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import { mapItems, scalarAt, textOf, valueIn, withField } from './edit.ts';
import { editField, type FieldSpec, fieldSpecOf } from './field-spec.ts';
import { gvkOf, idKey, idText, isClusterScoped } from './identity.ts';
import { type Effort, Refusal } from './refusal.ts';
import { type Resource, remembered, withRoot } from './resource.ts';

/**
 * Puts every namespaced object into `namespace`, whatever it said, and renames Namespace objects to it. Of the subjects
 * of a role binding only those called `default` move here; the others follow their service accounts.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.18.0/api/filters/namespace/namespace.go
 */
export function setNamespace(
  resources: readonly Resource[],
  namespace: ScalarNode,
  specs: readonly FieldSpec[],
  effort: Effort,
): readonly Resource[] {
  const others = specs.filter(({ path }) => path !== 'metadata/namespace');
  effort.take(resources.length * (1 + others.length));
  const moved = resources.map((resource) => {
    const known = remembered(resource);
    return withRoot(known, moveOne(resource.root, namespace, others));
  });
  checkUnique(moved);
  return moved;
}

function moveOne(root: MapNode, namespace: ScalarNode, specs: readonly FieldSpec[]): MapNode {
  const gvk = gvkOf(root);
  const edit = { set: () => namespace, make: () => scalarAt('', namespace) };
  let moved = isClusterScoped(gvk) ? root : editField(root, gvk, ownNamespace, edit);
  const isBinding = gvk.kind === 'RoleBinding' || gvk.kind === 'ClusterRoleBinding';
  if (isBinding) moved = withDefaultSubjects(moved, namespace);
  for (const spec of specs)
    if (!isBinding || spec.path !== 'subjects/namespace') moved = editField(moved, gvk, spec, edit);
  return moved;
}

const ownNamespace = fieldSpecOf('metadata/namespace', { create: true });

function withDefaultSubjects(root: MapNode, namespace: ScalarNode): MapNode {
  const subjects = valueIn(root, 'subjects');
  if (subjects?.kind !== 'sequence') return root;
  const changed = mapItems(
    subjects,
    (subject): Node =>
      subject.kind === 'map' && textOf(valueIn(subject, 'name')) === 'default'
        ? withField(subject, 'namespace', namespace)
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
