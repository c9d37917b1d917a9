import { field, type MapNode } from '../manifest/node.ts';
import type { ResourceId, TemplateUser } from '../model/resource.ts';
import { objectPosition, placedText } from './fields.ts';
import type { KindReader } from './kind-reader.ts';
import { isActive, podOwner } from './pod-owners.ts';

const owner = {
  group: 'argoproj.io',
  kinds: ['Rollout'],
  apiVersions: ['v1alpha1'],
  summary: 'pod template, or the workload whose template it runs',
  templates: [['spec', 'template']],
  injected: () => [{ key: 'rollouts-pod-template-hash', prefix: '' }],
} as const;
const withTemplate = podOwner(owner);

/** A Rollout has a pod template, or it names a workload whose template it runs. */
export const rollout: KindReader = {
  ...withTemplate,
  read: (root, id, unclear) => [...withTemplate.read(root, id, unclear), ...userIn(root, id)],
};

/** @see https://argo-rollouts.readthedocs.io/en/stable/migrating/#reference-deployment-from-rollout */
function userIn(root: MapNode, id: ResourceId): readonly TemplateUser[] {
  const name = placedText(root, 'spec', 'workloadRef', 'name');
  if (name === undefined || field(root, 'spec', 'template') !== undefined) return [];
  const kind = placedText(root, 'spec', 'workloadRef', 'kind')?.value ?? 'Deployment';
  return [
    {
      role: 'template-user',
      id,
      at: objectPosition(root),
      workload: { kind, name: name.value },
      active: isActive(root),
      injectedLabels: owner.injected(),
    },
  ];
}
