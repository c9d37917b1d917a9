import { field, items, type MapNode, type Node, positionOf, scalarText, text } from '../manifest/node.ts';
import type { Certainty, Tri } from '../model/certainty.ts';
import { say } from '../model/message.ts';
import { isPlaceholder, withDefaults } from '../model/placeholder.ts';
import type {
  Container,
  ContainerPort,
  InjectedLabel,
  LabelSelector,
  ResourceId,
  Workload,
} from '../model/resource.ts';
import type { Placed } from '../model/source.ts';
import { flag, labelSelector, labelsOf, objectPosition, placedText, portNumber, protocolOf } from './fields.ts';
import { podFlaws } from './flaws/pod-flaws.ts';
import type { KindReader, Unclear } from './kind-reader.ts';

/** Where each kind keeps its pod templates; `*` stands for each item of a list. */
export interface PodOwner {
  readonly group: string;
  readonly kinds: readonly string[];
  readonly apiVersions: readonly string[];
  readonly templates: readonly (readonly string[])[];
  readonly injected?: (name: string) => readonly InjectedLabel[];
  /** What of it is read, where that is not what is read of every pod template. */
  readonly summary?: string;
  /** A plain map as `spec.selector` instead of a LabelSelector. */
  readonly plainSelector?: true;
  /** `spec.selector` is not about its pods. */
  readonly selectsOthers?: true;
}

const template = [['spec', 'template']];
const anyValue = (...keys: readonly string[]): readonly InjectedLabel[] => keys.map((key) => ({ key, prefix: '' }));
const jobLabels = ['batch.kubernetes.io/job-name', 'job-name', 'batch.kubernetes.io/controller-uid', 'controller-uid'];

// A controller adds these labels to its pods at run time, so a selector on them is no mistake.
// https://kubernetes.io/docs/reference/labels-annotations-taints/
const statefulSetLabels = (name: string): readonly InjectedLabel[] => [
  { key: 'statefulset.kubernetes.io/pod-name', prefix: `${name}-` },
  ...anyValue('apps.kubernetes.io/pod-index', 'controller-revision-hash'),
];

const broadcastLabels = ['broadcastjob-name', 'broadcastjob-controller-uid'];

const deploymentConfig = (group: string): PodOwner => ({
  group,
  kinds: ['DeploymentConfig'],
  apiVersions: ['v1'],
  templates: template,
  plainSelector: true,
  injected: (name) => [{ key: 'deploymentconfig', prefix: name }, ...anyValue('deployment')],
});

/** @see https://openkruise.io/docs/ */
const kruise = (
  kinds: readonly string[],
  templates: PodOwner['templates'],
  injected: PodOwner['injected'],
): PodOwner => ({
  group: 'apps.kruise.io',
  kinds,
  apiVersions: ['v1alpha1', 'v1beta1'],
  templates,
  ...(injected && { injected }),
});

const owners: readonly PodOwner[] = [
  { group: '', kinds: ['Pod'], apiVersions: ['v1'], templates: [[]] },
  { group: '', kinds: ['ReplicationController'], apiVersions: ['v1'], templates: template, plainSelector: true },
  {
    group: 'apps',
    kinds: ['Deployment', 'ReplicaSet'],
    apiVersions: ['v1', 'v1beta1', 'v1beta2'],
    templates: template,
    injected: () => anyValue('pod-template-hash'),
  },
  {
    group: 'apps',
    kinds: ['StatefulSet'],
    apiVersions: ['v1', 'v1beta1', 'v1beta2'],
    templates: template,
    injected: statefulSetLabels,
  },
  {
    group: 'apps',
    kinds: ['DaemonSet'],
    apiVersions: ['v1', 'v1beta2'],
    templates: template,
    injected: () => anyValue('controller-revision-hash', 'pod-template-generation'),
  },
  {
    group: 'extensions',
    kinds: ['Deployment', 'ReplicaSet', 'DaemonSet'],
    apiVersions: ['v1beta1'],
    templates: template,
    injected: () => anyValue('pod-template-hash', 'controller-revision-hash'),
  },
  { group: 'batch', kinds: ['Job'], apiVersions: ['v1'], templates: template, injected: () => anyValue(...jobLabels) },
  {
    group: 'batch',
    kinds: ['CronJob'],
    apiVersions: ['v1', 'v1beta1', 'v2alpha1'],
    templates: [['spec', 'jobTemplate', 'spec', 'template']],
    injected: () => anyValue(...jobLabels),
  },
  deploymentConfig('apps.openshift.io'),
  // As its objects were written before OpenShift's kinds had groups.
  deploymentConfig(''),
  kruise(['CloneSet'], template, () =>
    anyValue('apps.kruise.io/cloneset-instance-id', 'controller-revision-hash', 'pod-template-hash'),
  ),
  kruise(['StatefulSet'], template, statefulSetLabels),
  kruise(['DaemonSet'], template, () => anyValue('controller-revision-hash', 'pod-template-generation')),
  kruise(['BroadcastJob'], template, () => anyValue(...broadcastLabels)),
  kruise(
    ['AdvancedCronJob'],
    [
      ['spec', 'template', 'jobTemplate', 'spec', 'template'],
      ['spec', 'template', 'broadcastJobTemplate', 'spec', 'template'],
    ],
    () => anyValue(...jobLabels, ...broadcastLabels),
  ),
  kruise(
    ['UnitedDeployment'],
    ['statefulSetTemplate', 'advancedStatefulSetTemplate', 'cloneSetTemplate', 'deploymentTemplate'].map((one) => [
      'spec',
      'template',
      one,
      'spec',
      'template',
    ]),
    (name) => [...statefulSetLabels(name), ...anyValue('apps.kruise.io/subset-name', 'pod-template-hash')],
  ),
  {
    group: 'jobset.x-k8s.io',
    kinds: ['JobSet'],
    apiVersions: ['v1alpha2', 'v1alpha1'],
    templates: [['spec', 'replicatedJobs', '*', 'template', 'spec', 'template']],
    injected: () => anyValue('jobset.sigs.k8s.io/jobset-name', 'jobset.sigs.k8s.io/replicatedjob-name', ...jobLabels),
  },
  {
    group: 'leaderworkerset.x-k8s.io',
    kinds: ['LeaderWorkerSet'],
    apiVersions: ['v1'],
    templates: [
      ['spec', 'leaderWorkerTemplate', 'leaderTemplate'],
      ['spec', 'leaderWorkerTemplate', 'workerTemplate'],
    ],
    injected: () => anyValue('leaderworkerset.sigs.k8s.io/name', 'leaderworkerset.sigs.k8s.io/worker-index'),
  },
  {
    group: 'keda.sh',
    kinds: ['ScaledJob'],
    apiVersions: ['v1alpha1'],
    templates: [['spec', 'jobTargetRef', 'template']],
    injected: () => anyValue('scaledjob.keda.sh/name', ...jobLabels),
  },
];

/** Every kind that is known to run pods in containers of its own. */
export const podOwners: readonly KindReader[] = owners.map((owner) => podOwner(owner));

/** @param containers what the `spec` of a template runs, where that is not its containers */
export function podOwner(owner: PodOwner, containers: ContainersOf = containersOf): KindReader {
  return {
    group: owner.group,
    kinds: owner.kinds,
    apiVersions: owner.apiVersions,
    summary: owner.summary ?? 'pod template: labels, containers, ports, host ports, host network',
    notRead: [],
    read: (root, id, unclear) =>
      owner.templates
        .flatMap((path) => nodesAt(root, path))
        .flatMap(({ pod, path }) => {
          tellPlaceholders(pod, unclear);
          return [
            { ...workload(root, id, pod, owner), containers: containers(field(pod, 'spec')) },
            ...podFlaws(pod, id, path),
          ];
        }),
  };
}

type ContainersOf = (spec: Node | undefined) => readonly Container[];

/** A host port that somebody fills in later opens a door whose number nobody can read. */
function tellPlaceholders(pod: MapNode, unclear: Unclear): void {
  const containers = [...items(field(pod, 'spec', 'containers')), ...items(field(pod, 'spec', 'initContainers'))];
  for (const port of containers.flatMap((container) => items(field(container, 'ports')))) {
    const hostPort = placedText(port, 'hostPort');
    if (hostPort !== undefined && isPlaceholder(withDefaults(hostPort.value)))
      unclear(hostPort.at, say`a hostPort is the placeholder ${hostPort.value}`, 'template');
  }
}

/** A kind that we have never heard of, with a pod template where everybody has it. */
export function readLookalike(root: MapNode, id: ResourceId): readonly Workload[] {
  const pod = field(root, 'spec', 'template');
  if (pod?.kind !== 'map' || field(pod, 'spec', 'containers')?.kind !== 'sequence') return [];
  return [workload(root, id, pod, { templates: template }, 'likely')];
}

interface Template {
  readonly pod: MapNode;
  /** Where it stands in the object: `spec.template`. */
  readonly path: string;
}

function nodesAt(node: Node, steps: readonly string[], path = ''): readonly Template[] {
  const [step, ...rest] = steps;
  if (step === undefined) return node.kind === 'map' ? [{ pod: node, path }] : [];
  if (step === '*') return items(node).flatMap((item, index) => nodesAt(item, rest, `${path}[${index}]`));
  const next = field(node, step);
  return next === undefined ? [] : nodesAt(next, rest, path === '' ? step : `${path}.${step}`);
}

function workload(
  root: MapNode,
  id: ResourceId,
  pod: MapNode,
  owner: Pick<PodOwner, 'injected' | 'plainSelector' | 'selectsOthers' | 'templates'>,
  certainty: Certainty = 'certain',
): Workload {
  const hostNetwork = field(pod, 'spec', 'hostNetwork');
  const labels = field(pod, 'metadata', 'labels');
  return {
    role: 'workload',
    id,
    at: objectPosition(root),
    labels: labelsOf(labels),
    labelsAt: labels === undefined ? objectPosition(root) : positionOf(labels),
    injectedLabels: owner.injected?.(id.name) ?? [],
    selector:
      pod === root || owner.selectsOthers === true
        ? undefined
        : selectorOf(field(root, 'spec', 'selector'), owner.plainSelector === true),
    hostNetwork: hostNetwork === undefined ? undefined : { value: flag(hostNetwork), at: positionOf(hostNetwork) },
    nodeSelector: labelsOf(field(pod, 'spec', 'nodeSelector')),
    owner: pod === root ? ownerOf(root) : undefined,
    hasAffinity: ['affinity', 'nodeName'].some((name) => isWritten(field(pod, 'spec', name))),
    containers: containersOf(field(pod, 'spec')),
    active: isActive(root),
    certainty,
  };
}

/** The controller among the owners of a Pod. */
function ownerOf(root: MapNode): Workload['owner'] {
  const owners = items(field(root, 'metadata', 'ownerReferences'));
  const owner = owners.find((one) => flag(field(one, 'controller')) === 'yes') ?? owners[0];
  const [kind, name] = [scalarText(field(owner, 'kind')), scalarText(field(owner, 'name'))];
  return name === undefined ? undefined : { kind: kind ?? 'Pod', name };
}

function selectorOf(node: Node | undefined, plain: boolean): Placed<LabelSelector> | undefined {
  if (node === undefined) return undefined;
  const value = plain ? { matchLabels: labelsOf(node), matchExpressions: [] } : labelSelector(node);
  return { value, at: positionOf(node) };
}

/** `affinity: {}` restricts nothing. */
const isWritten = (node: Node | undefined): boolean =>
  node !== undefined && (node.kind !== 'map' || node.entries.length > 0);

/** Nothing answers where it is scaled to nothing or suspended, nor where only a Helm hook runs it, as for a test. */
export function isActive(root: MapNode): Tri {
  if (field(root, 'metadata', 'annotations', 'helm.sh/hook') !== undefined) return 'no';
  if (flag(field(root, 'spec', 'suspend')) === 'yes') return 'no';
  const replicas = scalarText(field(root, 'spec', 'replicas'));
  if (replicas === undefined) return 'yes';
  if (isPlaceholder(replicas)) return 'unknown';
  return replicas === '0' ? 'no' : 'yes';
}

/** In the order in which Kubernetes looks for a port's name: containers first, then restartable init containers. */
function containersOf(spec: Node | undefined): readonly Container[] {
  const main = items(field(spec, 'containers')).map((node) => container(node, 'main'));
  const init = items(field(spec, 'initContainers')).map((node) =>
    container(node, text(field(node, 'restartPolicy')) === 'Always' ? 'sidecar' : 'init'),
  );
  return [...main, ...init.filter(({ stage }) => stage === 'sidecar'), ...init.filter(({ stage }) => stage === 'init')];
}

const container = (node: Node, stage: Container['stage']): Container => ({
  name: scalarText(field(node, 'name')) ?? '',
  image: scalarText(field(node, 'image')),
  stage,
  ports: items(field(node, 'ports'))
    .filter((port) => port.kind === 'map')
    .map(containerPort),
});

const containerPort = (node: Node): ContainerPort => ({
  name: scalarText(field(node, 'name')),
  containerPort: portNumber(field(node, 'containerPort'))?.value,
  protocol: protocolOf(node),
  hostPort: portNumber(field(node, 'hostPort')),
  hostIP: placedText(node, 'hostIP')?.value || '0.0.0.0',
  at: positionOf(field(node, 'containerPort') ?? node),
});
