import { byText } from '../../model/source.ts';

/**
 * The kinds in the order in which Helm installs them; all others come after, by kind.
 * @see https://github.com/helm/helm/blob/v4.1.4/pkg/release/v1/util/kind_sorter.go
 */
const installOrder = [
  'PriorityClass',
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodSecurityPolicy',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'SecretList',
  'ConfigMap',
  'StorageClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleList',
  'ClusterRoleBinding',
  'ClusterRoleBindingList',
  'Role',
  'RoleList',
  'RoleBinding',
  'RoleBindingList',
  'Service',
  'DaemonSet',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'StatefulSet',
  'Job',
  'CronJob',
  'IngressClass',
  'Ingress',
  'APIService',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
];

const places: ReadonlyMap<string, number> = new Map(installOrder.map((kind, index) => [kind, index]));

const placeOf = (kind: string): number => places.get(kind) ?? installOrder.length;

/** Things of the same kind keep their order. */
export const inInstallOrder = <T extends { readonly kind: string }>(all: readonly T[]): readonly T[] =>
  all.toSorted((a, b) => {
    const difference = placeOf(a.kind) - placeOf(b.kind);
    return difference !== 0 || places.has(a.kind) ? difference : byText(a.kind, b.kind);
  });
