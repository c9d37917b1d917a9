import { cidrsOf, lastAddress } from '../../model/cidr.ts';
import {
  describe,
  type Entity,
  type LabelSelector,
  type Labels,
  type PodScope,
  type Policy,
  type PolicyPeer,
  sortedLabels,
  type Workload,
} from '../../model/resource.ts';
import type { Graph } from '../graph.ts';
import { type Admission, type Caller, identityOf } from './admission.ts';
import { namespaceOf } from './pod-classes.ts';

/** What of a graph the policies are about. */
export type PolicySide = Pick<Graph, 'policies' | 'namespaces' | 'workloads'>;

/** Everybody who is asked about one workload, on both sides alike. */
export type CallersOf = (was: Admission, now: Admission) => readonly NamedCaller[];

/** The workloads of both sides, and pods such as the peers of these policies name. */
export function callersOf(base: PolicySide, head: PolicySide): CallersOf {
  const pods = podCallers(base, head);
  const changed = [...onlyIn(head.namespaces, base.namespaces), ...onlyIn(base.namespaces, head.namespaces)];
  const named = changed.map(({ id }) => ({ name: id.name, labels: undefined }));
  return (was, now) => [
    ...pods,
    ...sampleCallers(was.policies, now.policies, named),
    ...namedCallers([...was.policies, ...now.policies]),
  ];
}

/** Whoever is neither a pod nor an address and stands among the peers. */
const namedCallers = (policies: readonly Policy[]): readonly NamedCaller[] =>
  distinct(
    policies.flatMap(({ ingress = [] }) =>
      ingress.flatMap(({ peers }) => (peers === 'everybody' ? [] : peers.flatMap(namedCaller))),
    ),
  );

function namedCaller(peer: PolicyPeer): readonly NamedCaller[] {
  if (peer.peer === 'entity')
    return [{ who: entityWords[peer.entity], caller: { caller: 'entity', entity: peer.entity } }];
  if (peer.peer !== 'unread' || peer.field === undefined) return [];
  return [{ who: `whoever ${peer.field} names`, caller: { caller: 'unread', field: peer.field } }];
}

const entityWords: Readonly<Record<Entity, string>> = {
  host: 'their own node',
  'remote-node': 'other nodes',
  ingress: "Cilium's ingress proxy",
  'kube-apiserver': 'the API server',
  health: "Cilium's health checks",
  init: 'pods that Cilium does not know yet',
  unmanaged: 'pods that Cilium does not manage',
};

export interface NamedCaller {
  readonly who: string;
  readonly caller: Caller;
}

/** Both families, cut wherever a policy of either side begins or ends a range. */
export const addressCallers = (was: Admission, now: Admission): readonly NamedCaller[] =>
  ([32, 128] as const).flatMap((bits) => {
    const last = lastAddress(bits);
    const cuts = [...new Set([0n, ...was.cuts(bits), ...now.cuts(bits)])].filter((cut) => cut <= last);
    const starts = cuts.sort((a, b) => (a < b ? -1 : 1));
    return starts.map((first, index) => ({
      who: cidrsOf({ bits, first, last: (starts[index + 1] ?? last + 1n) - 1n }).join(', '),
      caller: { caller: 'address', bits, address: first } as const,
    }));
  });

const none: ReadonlyMap<string, string> = new Map();

export const ownCallers = ({ id }: Workload): readonly NamedCaller[] => [
  { who: 'pods of every namespace', caller: { caller: 'pod', namespace: 'some other namespace', labels: none } },
  { who: 'every pod of its namespace', caller: { caller: 'pod', namespace: namespaceOf(id), labels: none } },
];

/** More kinds of pods than these are not asked one by one. */
const maxCallers = 200;

/** Every workload that policies could tell from another, once for each namespace and set of labels. */
function podCallers(base: PolicySide, head: PolicySide): readonly NamedCaller[] {
  const all = [...head.workloads, ...base.workloads].map((workload) => ({
    who: describe(workload.id),
    caller: identityOf(workload),
  }));
  const different = new Map(all.map((one) => [JSON.stringify([one.caller.namespace, [...one.caller.labels]]), one]));
  return [...different.values()].slice(0, maxCallers);
}

/** More combinations than these are not asked about, of the policies that differ and of all. */
const maxSamples = 150;

/** More peers than these of the policies that differ are not asked about each by itself. */
const maxPeers = 2_000;

/**
 * A pod for each peer of the policies that differ, so that a crowd of others does not hide one. Then a pod for each
 * namespace and each set of labels that some peer names, in every combination: whoever a selector is split or joined
 * for is among them, whether or not such a pod stands in the manifests.
 */
function sampleCallers(
  was: readonly Policy[],
  now: readonly Policy[],
  named: readonly SampleNamespace[],
): readonly NamedCaller[] {
  const differing = scopesOf([...onlyIn(now, was), ...onlyIn(was, now)]);
  return distinct([
    ...differing.slice(0, maxPeers).flatMap(alone),
    ...combined(differing, named).slice(0, maxSamples),
    ...crossed(differing, named).slice(0, maxSamples),
    ...combined(scopesOf([...was, ...now]), named).slice(0, maxSamples),
  ]);
}

const onlyIn = <T extends object>(all: readonly T[], others: readonly T[]): readonly T[] => {
  const known = new Set(others);
  return all.filter((one) => !known.has(one));
};

interface PeerScope {
  readonly scope: PodScope;
  /** The namespace of the policy. */
  readonly own: string;
}

const scopesOf = (policies: readonly Policy[]): readonly PeerScope[] =>
  policies.flatMap(({ id, ingress = [] }) =>
    ingress.flatMap(({ peers }) =>
      peers === 'everybody'
        ? []
        : peers.flatMap((peer) => (peer.peer === 'pods' ? { scope: peer.scope, own: namespaceOf(id) } : [])),
    ),
  );

const namespacesOf = ({ scope, own }: PeerScope): readonly SampleNamespace[] =>
  scope.namespaces === undefined
    ? [{ name: own, labels: undefined }]
    : sampleLabels(scope.namespaces).map(sampleNamespace);

const alone = (peer: PeerScope): readonly NamedCaller[] =>
  namespacesOf(peer).flatMap((namespace) => sampleLabels(peer.scope.pods).map((labels) => sample(namespace, labels)));

function combined(scopes: readonly PeerScope[], named: readonly SampleNamespace[]): readonly NamedCaller[] {
  const namespaces = sampled(scopes, namespacesOf);
  const pods = [none, ...sampled(scopes, ({ scope }) => sampleLabels(scope.pods))];
  return distinct([...named, ...namespaces]).flatMap((namespace) =>
    distinct(pods).map((labels) => sample(namespace, labels)),
  );
}

/** Pods with the labels that two peers name: only such a one tells a label that one forbids from one that the other wants. */
function crossed(scopes: readonly PeerScope[], named: readonly SampleNamespace[]): readonly NamedCaller[] {
  const pods = distinct(sampled(scopes, ({ scope }) => sampleLabels(scope.pods))).slice(0, maxCrossed);
  const both = distinct(pods.flatMap((one) => pods.map((other): Labels => new Map([...one, ...other]))));
  const namespaces = distinct([...named, ...sampled(scopes, namespacesOf)]);
  return both.flatMap((labels) => namespaces.map((namespace) => sample(namespace, labels)));
}

/** More sets of labels than these are not crossed with each other. */
const maxCrossed = 12;

/** The plainest sample of each first. */
function sampled<T, S>(all: readonly T[], samplesOf: (one: T) => readonly S[]): readonly S[] {
  const samples = all.map(samplesOf);
  return [...samples.map((own) => own.slice(0, 1)), ...samples.map((own) => own.slice(1))].flat();
}

interface SampleNamespace {
  readonly name: string;
  readonly labels: Labels | undefined;
}

/** One that is named is asked for by its name, so that what is known of it counts. */
function sampleNamespace(labels: Labels): SampleNamespace {
  const name = labels.get('kubernetes.io/metadata.name');
  if (name !== undefined && name !== someOther) return { name, labels: undefined };
  const others = [...labels].filter(([key]) => key !== 'kubernetes.io/metadata.name');
  return { name: name ?? '', labels: new Map(others) };
}

/** No label has this value: it stands for every one that no selector names. */
const someOther = 'some other value';

/** More sets of labels than these are not made of one selector. */
const maxLabels = 60;

/** Labels that a selector matches, then the same with every other value that its expressions tell apart. */
export function sampleLabels({ matchLabels, matchExpressions, oneOfEach = [] }: LabelSelector): readonly Labels[] {
  const plain = matchExpressions.flatMap(({ key, operator, values }): readonly (readonly [string, string])[] => {
    if (['In', 'Contains', 'StartsWith', 'EndsWith'].includes(operator)) return [[key, values[0] ?? '']];
    return operator === 'Exists' ? [[key, someOther]] : [];
  });
  const others = matchExpressions.flatMap(({ key, values }) =>
    [...values, someOther].map((value) => [key, value] as const),
  );
  const own = [[], ...others.map((other) => [other])].map(
    (other): Labels => new Map([...matchLabels, ...plain, ...other, ...matchLabels]),
  );
  return oneOfEach.reduce<readonly Labels[]>((all, group) => crossedWith(all, group.flatMap(sampleLabels)), own);
}

/** Each of one with the first of the other, and the first of one with each of the other. */
function crossedWith(all: readonly Labels[], more: readonly Labels[]): readonly Labels[] {
  const [first = none, ...others] = all;
  const [one = none] = more;
  return [...more.map((other) => merged(first, other)), ...others.map((other) => merged(other, one))].slice(
    0,
    maxLabels,
  );
}

const merged = (a: Labels, b: Labels): Labels => new Map([...a, ...b]);

const distinct = <T extends object>(all: readonly T[]): readonly T[] => [
  ...new Map(all.map((one) => [JSON.stringify(one, sortedMaps), one])).values(),
];

function sample({ name, labels: namespaceLabels }: SampleNamespace, labels: Labels): NamedCaller {
  const pods = labels.size === 0 ? 'every pod' : `pods with ${labelText(labels)}`;
  const place =
    namespaceLabels === undefined
      ? `namespace ${name}`
      : `namespaces with ${labelText(namespaceLabels) || 'any label'}`;
  const where = { namespace: name, ...(namespaceLabels === undefined ? {} : { namespaceLabels }) };
  return { who: `${pods} in ${place}`, caller: { caller: 'pod', ...where, labels } };
}

export const labelText = (labels: Labels): string =>
  [...labels].map(([key, value]) => `${key}=${value === someOther ? '*' : value}`).join(',');

const sortedMaps = (_: string, value: unknown): unknown =>
  value instanceof Map ? sortedLabels(value as ReadonlyMap<string, unknown>) : value;
