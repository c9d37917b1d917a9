import { type FieldSpec, fieldSpecOf } from './field-spec.ts';

const templates = (field: 'labels' | 'annotations'): readonly FieldSpec[] => [
  fieldSpecOf(`spec/template/metadata/${field}`, { create: true, version: 'v1', kind: 'ReplicationController' }),
  fieldSpecOf(`spec/template/metadata/${field}`, { create: true, kind: 'Deployment' }),
  fieldSpecOf(`spec/template/metadata/${field}`, { create: true, kind: 'ReplicaSet' }),
  fieldSpecOf(`spec/template/metadata/${field}`, { create: true, kind: 'DaemonSet' }),
  fieldSpecOf(`spec/template/metadata/${field}`, { create: true, group: 'apps', kind: 'StatefulSet' }),
  fieldSpecOf(`spec/template/metadata/${field}`, { create: true, group: 'batch', kind: 'Job' }),
  fieldSpecOf(`spec/jobTemplate/metadata/${field}`, { create: true, group: 'batch', kind: 'CronJob' }),
  fieldSpecOf(`spec/jobTemplate/spec/template/metadata/${field}`, { create: true, group: 'batch', kind: 'CronJob' }),
];

export const metadataLabels = fieldSpecOf('metadata/labels', { create: true });

/** Where a label is put besides an object's own metadata. */
export const templateLabels: readonly FieldSpec[] = [
  ...templates('labels'),
  fieldSpecOf('spec/volumeClaimTemplates[]/metadata/labels', { create: true, group: 'apps', kind: 'StatefulSet' }),
];

export const commonAnnotations: readonly FieldSpec[] = [
  fieldSpecOf('metadata/annotations', { create: true }),
  ...templates('annotations'),
];

const podAffinity = (kind: string): readonly FieldSpec[] => [
  ...['podAffinity', 'podAntiAffinity'].flatMap((affinity) =>
    [
      'preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels',
      'requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels',
    ].map((path) => fieldSpecOf(`spec/template/spec/affinity/${affinity}/${path}`, { group: 'apps', kind })),
  ),
  fieldSpecOf('spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels', { group: 'apps', kind }),
];

const networkPolicy = { group: 'networking.k8s.io', kind: 'NetworkPolicy' } as const;

/**
 * Where a label that selects is put: a Service without a selector gets one, a policy's selectors only grow.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.18.0/api/internal/konfig/builtinpluginconsts/commonlabels.go
 */
export const commonLabels: readonly FieldSpec[] = [
  metadataLabels,
  ...templateLabels,
  fieldSpecOf('spec/selector', { create: true, version: 'v1', kind: 'Service' }),
  fieldSpecOf('spec/selector', { create: true, version: 'v1', kind: 'ReplicationController' }),
  fieldSpecOf('spec/selector/matchLabels', { create: true, kind: 'Deployment' }),
  ...podAffinity('Deployment'),
  fieldSpecOf('spec/selector/matchLabels', { create: true, kind: 'ReplicaSet' }),
  fieldSpecOf('spec/selector/matchLabels', { create: true, kind: 'DaemonSet' }),
  fieldSpecOf('spec/selector/matchLabels', { create: true, group: 'apps', kind: 'StatefulSet' }),
  ...podAffinity('StatefulSet'),
  fieldSpecOf('spec/selector/matchLabels', { group: 'batch', kind: 'Job' }),
  fieldSpecOf('spec/jobTemplate/spec/selector/matchLabels', { group: 'batch', kind: 'CronJob' }),
  fieldSpecOf('spec/selector/matchLabels', { group: 'policy', kind: 'PodDisruptionBudget' }),
  fieldSpecOf('spec/podSelector/matchLabels', networkPolicy),
  fieldSpecOf('spec/ingress/from/podSelector/matchLabels', networkPolicy),
  fieldSpecOf('spec/egress/to/podSelector/matchLabels', networkPolicy),
];
