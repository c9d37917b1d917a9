import { apiVersionOf, type Gvk } from './identity.ts';

/** What a strategic merge knows of a value's type. */
export interface MergeType {
  /** The keys that tell the items of a merged list apart, none where they are plain texts; undefined: the list is replaced. */
  readonly keys: readonly string[] | undefined;
  readonly fields: Readonly<Record<string, MergeType>>;
  /** Of the items of a list, or of a map's values where `fields` does not name them. */
  readonly items: MergeType | undefined;
}

const map = (fields: Readonly<Record<string, MergeType>>): MergeType => ({ keys: undefined, fields, items: undefined });

const list = (items: MergeType | undefined, ...keys: readonly string[]): MergeType => ({ keys, fields: {}, items });

/** A list that a patch replaces whole, though its items hold lists that it merges. */
const replaced = (items: MergeType): MergeType => ({ keys: undefined, fields: {}, items });

const metadata = map({ finalizers: list(undefined), ownerReferences: list(undefined, 'uid') });
const anything = map({ metadata });
const withConditions = map({ metadata, status: map({ conditions: list(undefined, 'type') }) });

const mounts = {
  env: list(undefined, 'name'),
  volumeDevices: list(undefined, 'devicePath'),
  volumeMounts: list(undefined, 'mountPath'),
};
const container = map({ ...mounts, ports: list(undefined, 'containerPort', 'protocol') });

const podSpec = map({
  containers: list(container, 'name'),
  ephemeralContainers: list(map(mounts), 'name'),
  hostAliases: list(undefined, 'ip'),
  imagePullSecrets: list(undefined, 'name'),
  initContainers: list(container, 'name'),
  topologySpreadConstraints: list(undefined, 'topologyKey', 'whenUnsatisfiable'),
  volumes: list(map({ ephemeral: map({ volumeClaimTemplate: anything }) }), 'name'),
});
const template = map({ metadata, spec: podSpec });
const { status } = withConditions.fields;
const workload = map({ metadata, spec: map({ template }), ...(status && { status }) });
const webhooks = map({ metadata, webhooks: list(undefined, 'name') });

/**
 * The lists that a patch merges, of every type in Kustomize's built-in OpenAPI document. Kinds that it does not hold have
 * no keys: their lists are replaced.
 * @see https://github.com/kubernetes-sigs/kustomize/tree/kyaml/v0.18.1/kyaml/openapi/kubernetesapi/v1_21_2
 */
const types: ReadonlyMap<string, MergeType> = new Map([
  ['admissionregistration.k8s.io/v1 MutatingWebhookConfiguration', webhooks],
  ['admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration', webhooks],
  ['admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration', webhooks],
  ['admissionregistration.k8s.io/v1beta1 ValidatingWebhookConfiguration', webhooks],
  ['apiregistration.k8s.io/v1 APIService', withConditions],
  ['apiregistration.k8s.io/v1beta1 APIService', withConditions],
  ['apps/v1 DaemonSet', workload],
  ['apps/v1 Deployment', workload],
  ['apps/v1 ReplicaSet', workload],
  [
    'apps/v1 StatefulSet',
    map({ ...workload.fields, spec: map({ template, volumeClaimTemplates: replaced(withConditions) }) }),
  ],
  ['batch/v1 CronJob', map({ metadata, spec: map({ jobTemplate: map({ metadata, spec: map({ template }) }) }) })],
  ['batch/v1 Job', workload],
  ['batch/v1beta1 CronJob', map({ metadata, spec: map({ jobTemplate: map({ metadata, spec: map({ template }) }) }) })],
  ['policy/v1 PodDisruptionBudget', withConditions],
  ['policy/v1beta1 PodDisruptionBudget', withConditions],
  ['storage.k8s.io/v1 CSINode', map({ metadata, spec: map({ drivers: list(undefined, 'name') }) })],
  ['storage.k8s.io/v1beta1 CSINode', map({ metadata, spec: map({ drivers: list(undefined, 'name') }) })],
  ['v1 ComponentStatus', map({ metadata, conditions: list(undefined, 'type') })],
  ['v1 Namespace', withConditions],
  [
    'v1 Node',
    map({
      metadata,
      spec: map({ podCIDRs: list(undefined) }),
      status: map({ addresses: list(undefined, 'type'), conditions: list(undefined, 'type') }),
    }),
  ],
  ['v1 PersistentVolumeClaim', withConditions],
  [
    'v1 Pod',
    map({
      metadata,
      spec: podSpec,
      status: map({ conditions: list(undefined, 'type'), podIPs: list(undefined, 'ip') }),
    }),
  ],
  ['v1 PodTemplate', map({ metadata, template })],
  ['v1 ReplicationController', workload],
  ['v1 Service', map({ ...withConditions.fields, spec: map({ ports: list(undefined, 'port', 'protocol') }) })],
  ['v1 ServiceAccount', map({ metadata, secrets: list(undefined, 'name') })],
]);

/** The kinds of that document whose only merged lists stand in their metadata. */
const plain: ReadonlySet<string> = new Set([
  ...['ControllerRevision'].map((kind) => `apps/v1 ${kind}`),
  ...['CustomResourceDefinition'].flatMap((kind) => [
    `apiextensions.k8s.io/v1 ${kind}`,
    `apiextensions.k8s.io/v1beta1 ${kind}`,
  ]),
  ...['v1', 'v2beta1', 'v2beta2'].map((version) => `autoscaling/${version} HorizontalPodAutoscaler`),
  ...['v1', 'v1beta1'].flatMap((version) => [
    `certificates.k8s.io/${version} CertificateSigningRequest`,
    `coordination.k8s.io/${version} Lease`,
    `discovery.k8s.io/${version} EndpointSlice`,
    `events.k8s.io/${version} Event`,
    `networking.k8s.io/${version} Ingress`,
    `networking.k8s.io/${version} IngressClass`,
    `node.k8s.io/${version} RuntimeClass`,
    `rbac.authorization.k8s.io/${version} ClusterRole`,
    `rbac.authorization.k8s.io/${version} ClusterRoleBinding`,
    `rbac.authorization.k8s.io/${version} Role`,
    `rbac.authorization.k8s.io/${version} RoleBinding`,
    `scheduling.k8s.io/${version} PriorityClass`,
    `storage.k8s.io/${version} CSIDriver`,
    `storage.k8s.io/${version} StorageClass`,
    `storage.k8s.io/${version} VolumeAttachment`,
  ]),
  'extensions/v1beta1 Ingress',
  'flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema',
  'flowcontrol.apiserver.k8s.io/v1beta1 PriorityLevelConfiguration',
  'networking.k8s.io/v1 NetworkPolicy',
  'policy/v1beta1 PodSecurityPolicy',
  'storage.k8s.io/v1beta1 CSIStorageCapacity',
  ...['ConfigMap', 'Endpoints', 'Event', 'LimitRange', 'PersistentVolume', 'ResourceQuota', 'Secret'].map(
    (kind) => `v1 ${kind}`,
  ),
]);

export function mergeTypeOf(gvk: Gvk): MergeType | undefined {
  const name = `${apiVersionOf(gvk)} ${gvk.kind}`;
  return types.get(name) ?? (plain.has(name) ? anything : undefined);
}
