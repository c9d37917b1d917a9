import { type FieldSpec, fieldSpecOf } from './field-spec.ts';
import type { Gvk } from './identity.ts';

/** The fields in which the name of an object of one type may stand. */
export interface References {
  readonly target: Gvk;
  readonly fields: readonly FieldSpec[];
}

const podTemplates = ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job'] as const;

/** A field of a pod's spec, in every kind that has one. */
const inPods = (path: string, kinds: readonly string[] = podTemplates): readonly FieldSpec[] => [
  fieldSpecOf(`spec/${path}`, { version: 'v1', kind: 'Pod' }),
  fieldSpecOf(`template/spec/${path}`, { kind: 'PodTemplate' }),
  ...kinds.map((kind) => fieldSpecOf(`spec/template/spec/${path}`, { kind })),
  fieldSpecOf(`spec/jobTemplate/spec/template/spec/${path}`, { kind: 'CronJob' }),
];

const owners = ['StatefulSet', 'Deployment', 'ReplicationController', 'Job', 'DaemonSet'] as const;

/** The same without pod templates, and with the old controllers: each list of Kustomize's was written by somebody else. */
const inOwners = (path: string): readonly FieldSpec[] => [
  fieldSpecOf(`spec/${path}`, { kind: 'Pod' }),
  ...owners.map((kind) => fieldSpecOf(`spec/template/spec/${path}`, { kind })),
  fieldSpecOf(`spec/jobTemplate/spec/template/spec/${path}`, { kind: 'CronJob' }),
];

const annotations = (kind: string, ...names: readonly string[]): readonly FieldSpec[] =>
  names.map((name) => fieldSpecOf(`metadata/annotations/${name.replace('/', '\\/')}`, { kind }));

const rbac = 'rbac.authorization.k8s.io';
const admission = 'admissionregistration.k8s.io';

const to = (target: Partial<Gvk>, fields: readonly FieldSpec[]): References => ({
  target: { group: '', version: '', kind: '', ...target },
  fields,
});

const scaleTarget = [fieldSpecOf('spec/scaleTargetRef/name', { kind: 'HorizontalPodAutoscaler' })];

const resourceNames = [
  fieldSpecOf('rules/resourceNames', { kind: 'Role' }),
  fieldSpecOf('rules/resourceNames', { kind: 'ClusterRole' }),
];

/**
 * The references that follow a name when it changes, and no others. Kustomize 5.5 knows no route of the Gateway API; later
 * versions follow the backends of an HTTPRoute.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.18.0/api/internal/konfig/builtinpluginconsts/namereference.go
 */
export const nameReferences: readonly References[] = [
  ...['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) => to({ kind }, scaleTarget)),
  to({ kind: 'ConfigMap', version: 'v1' }, [
    ...inPods('volumes/configMap/name'),
    ...inPods('containers/env/valueFrom/configMapKeyRef/name'),
    ...inPods('initContainers/env/valueFrom/configMapKeyRef/name'),
    ...inPods('containers/envFrom/configMapRef/name'),
    ...inPods('initContainers/envFrom/configMapRef/name'),
    ...inPods('volumes/projected/sources/configMap/name'),
    fieldSpecOf('spec/configSource/configMap', { kind: 'Node' }),
    ...resourceNames,
    ...annotations('Ingress', 'nginx.ingress.kubernetes.io/fastcgi-params-configmap'),
  ]),
  to({ kind: 'Secret', version: 'v1' }, [
    ...inPods('volumes/secret/secretName'),
    ...inPods('containers/env/valueFrom/secretKeyRef/name'),
    ...inPods('initContainers/env/valueFrom/secretKeyRef/name'),
    ...inPods('containers/envFrom/secretRef/name'),
    ...inPods('initContainers/envFrom/secretRef/name'),
    ...inPods('imagePullSecrets/name'),
    ...inPods('volumes/projected/sources/secret/name'),
    fieldSpecOf('spec/tls/secretName', { kind: 'Ingress' }),
    ...annotations(
      'Ingress',
      'ingress.kubernetes.io/auth-secret',
      'nginx.ingress.kubernetes.io/auth-secret',
      'nginx.ingress.kubernetes.io/auth-tls-secret',
    ),
    fieldSpecOf('imagePullSecrets/name', { kind: 'ServiceAccount' }),
    ...['secretName', 'adminSecretName', 'userSecretName', 'secretRef'].map((name) =>
      fieldSpecOf(`parameters/${name}`, { kind: 'StorageClass' }),
    ),
    ...resourceNames,
    fieldSpecOf('spec/template/spec/containers/env/valueFrom/secretKeyRef/name', {
      group: 'serving.knative.dev',
      version: 'v1',
      kind: 'Service',
    }),
    fieldSpecOf('spec/azureFile/secretName', { kind: 'PersistentVolume' }),
  ]),
  to({ kind: 'Service', version: 'v1' }, [
    fieldSpecOf('spec/serviceName', { group: 'apps', kind: 'StatefulSet' }),
    fieldSpecOf('spec/rules/http/paths/backend/serviceName', { kind: 'Ingress' }),
    fieldSpecOf('spec/backend/serviceName', { kind: 'Ingress' }),
    fieldSpecOf('spec/rules/http/paths/backend/service/name', { kind: 'Ingress' }),
    fieldSpecOf('spec/defaultBackend/service/name', { kind: 'Ingress' }),
    fieldSpecOf('spec/service/name', { group: 'apiregistration.k8s.io', kind: 'APIService' }),
    fieldSpecOf('webhooks/clientConfig/service', { group: admission, kind: 'ValidatingWebhookConfiguration' }),
    fieldSpecOf('webhooks/clientConfig/service', { group: admission, kind: 'MutatingWebhookConfiguration' }),
  ]),
  to({ kind: 'Role', group: rbac }, [fieldSpecOf('roleRef/name', { group: rbac, kind: 'RoleBinding' })]),
  to({ kind: 'ClusterRole', group: rbac }, [
    fieldSpecOf('roleRef/name', { group: rbac, kind: 'RoleBinding' }),
    fieldSpecOf('roleRef/name', { group: rbac, kind: 'ClusterRoleBinding' }),
  ]),
  to({ kind: 'ServiceAccount', version: 'v1' }, [
    fieldSpecOf('subjects', { group: rbac, kind: 'RoleBinding' }),
    fieldSpecOf('subjects', { group: rbac, kind: 'ClusterRoleBinding' }),
    ...inOwners('serviceAccountName'),
  ]),
  to({ kind: 'PersistentVolumeClaim', version: 'v1' }, inOwners('volumes/persistentVolumeClaim/claimName')),
  to({ kind: 'PersistentVolume', version: 'v1' }, [
    fieldSpecOf('spec/volumeName', { kind: 'PersistentVolumeClaim' }),
    fieldSpecOf('rules/resourceNames', { kind: 'ClusterRole' }),
  ]),
  to({ kind: 'StorageClass', version: 'v1', group: 'storage.k8s.io' }, [
    fieldSpecOf('spec/storageClassName', { kind: 'PersistentVolume' }),
    fieldSpecOf('spec/storageClassName', { kind: 'PersistentVolumeClaim' }),
    fieldSpecOf('spec/volumeClaimTemplates/spec/storageClassName', { kind: 'StatefulSet' }),
  ]),
  to({ kind: 'PriorityClass', version: 'v1', group: 'scheduling.k8s.io' }, inOwners('priorityClassName')),
  // No object has this group: the entry is Kustomize's, and so nothing follows an IngressClass that is renamed.
  to({ kind: 'IngressClass', version: 'v1', group: 'networking.k8s.io/v1' }, [
    fieldSpecOf('spec/ingressClassName', { kind: 'Ingress' }),
  ]),
];

const containerFields = ['args', 'command', 'env/value', 'volumeMounts/mountPath'].flatMap((field) => [
  `containers/${field}`,
  `initContainers/${field}`,
]);

/**
 * Where `$(NAME)` is a var of Kustomize's.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.18.0/api/internal/konfig/builtinpluginconsts/varreference.go
 */
export const varReferences: readonly FieldSpec[] = [
  ...containerFields.flatMap((field) => [
    fieldSpecOf(`spec/jobTemplate/spec/template/spec/${field}`, { kind: 'CronJob' }),
    ...podTemplates.map((kind) => fieldSpecOf(`spec/template/spec/${field}`, { kind })),
    fieldSpecOf(`spec/${field}`, { kind: 'Pod' }),
  ]),
  fieldSpecOf('spec/jobTemplate/spec/template/volumes/nfs/server', { kind: 'CronJob' }),
  ...['DaemonSet', 'Deployment', 'Job', 'ReplicaSet'].map((kind) =>
    fieldSpecOf('spec/template/spec/volumes/nfs/server', { kind }),
  ),
  fieldSpecOf('spec/volumes/nfs/server', { kind: 'Pod' }),
  fieldSpecOf('spec/template/metadata/annotations', { kind: 'Deployment' }),
  fieldSpecOf('spec/rules/host', { kind: 'Ingress' }),
  fieldSpecOf('spec/tls/hosts', { kind: 'Ingress' }),
  fieldSpecOf('spec/tls/secretName', { kind: 'Ingress' }),
  fieldSpecOf('spec/ports/port', { kind: 'Service' }),
  fieldSpecOf('spec/ports/targetPort', { kind: 'Service' }),
  fieldSpecOf('spec/volumeClaimTemplates/spec/nfs/server', { kind: 'StatefulSet' }),
  fieldSpecOf('spec/nfs/server', { kind: 'PersistentVolume' }),
  fieldSpecOf('metadata/labels'),
  fieldSpecOf('metadata/annotations'),
];
