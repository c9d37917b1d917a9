import { byText } from '../../model/source.ts';
import { textOf, valueAt, valueIn } from './edit.ts';
import type { Id } from './identity.ts';
import { type Kustomization, listOf } from './kustomization.ts';
import type { Resource } from './resource.ts';

/**
 * The objects in the order in which Kustomize prints them: by kind, unless the root asks for the order of appearance.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.18.0/plugin/builtin/sortordertransformer/SortOrderTransformer.go
 */
export function ordered(resources: readonly Resource[], kustomization: Kustomization): readonly Resource[] {
  const options = valueIn(kustomization.root, 'sortOptions');
  if (options !== undefined && textOf(valueIn(options, 'order')) !== 'legacy') return resources;
  const legacy = valueAt(options, 'legacySortOptions');
  const ranks =
    legacy === undefined
      ? defaultRanks
      : ranksOf(listOf(legacy, 'orderFirst').map(textOf), listOf(legacy, 'orderLast').map(textOf));
  const keyed = resources.map((resource) => ({
    resource,
    rank: ranks.get(resource.id.kind) ?? 0,
    key: sortKey(resource.id),
  }));
  return keyed
    .toSorted((a, b) => a.rank - b.rank || byText(a.key.type, b.key.type) || byText(a.key.whole, b.key.whole))
    .map(({ resource }) => resource);
}

function ranksOf(first: readonly string[], last: readonly string[]): ReadonlyMap<string, number> {
  return new Map([
    ...first.map((kind, index): [string, number] => [kind, index - first.length]),
    ...last.map((kind, index): [string, number] => [kind, index + 1]),
  ]);
}

function sortKey({ group, version, kind, namespace, name }: Id): { readonly type: string; readonly whole: string } {
  const type = `${group || '~G'}_${version || '~V'}_${kind || '~K'}`;
  return { type, whole: `${type}|${namespace || '~X'}|${name || '~N'}` };
}

const defaultRanks = ranksOf(
  [
    'Namespace',
    'ResourceQuota',
    'StorageClass',
    'CustomResourceDefinition',
    'ServiceAccount',
    'PodSecurityPolicy',
    'Role',
    'ClusterRole',
    'RoleBinding',
    'ClusterRoleBinding',
    'ConfigMap',
    'Secret',
    'Endpoints',
    'Service',
    'LimitRange',
    'PriorityClass',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'Deployment',
    'StatefulSet',
    'CronJob',
    'PodDisruptionBudget',
  ],
  ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
);
