import { cidrsOf, lastAddress } from '../../model/cidr.ts';
import { type Protocol, protocols } from '../../model/port.ts';
import type { LabelSelector, Labels, PodScope, Policy, Workload } from '../../model/resource.ts';
import { describe, idKey, sortedLabels } from '../../model/resource.ts';
import type { Graph } from '../graph.ts';
import { servingContainers } from '../target-port.ts';
import { type Admission, admissions, type Caller, identityOf } from './admission.ts';
import { namespaceOf } from './pod-classes.ts';
import { type Ports, union, without } from './ports.ts';

/** Somebody who may connect to a workload on one side and may not on the other. */
export interface Access {
  /** As people call them: `10.0.0.0/8`, `pods of every namespace`, `Deployment shop/web`. */
  readonly who: string;
  readonly isOutside: boolean;
  readonly ports: ReadonlyMap<Protocol, Ports>;
}

/** How what may come to a workload's pods differs between base and head. */
export interface AdmissionChange {
  readonly before: Workload;
  readonly after: Workload;
  readonly gained: readonly Access[];
  readonly lost: readonly Access[];
  /** The policies that select it on each side. */
  readonly policiesBefore: readonly Policy[];
  readonly policiesAfter: readonly Policy[];
}

/** What of a graph the policies are about. */
export type PolicySide = Pick<Graph, 'policies' | 'namespaces' | 'workloads'>;

/**
 * What the network policies let come to each workload that is on both sides, asked with the same callers on both: every
 * address, a pod of no labels in its own namespace and in another one, every workload of either side, and pods with the
 * labels that a peer names. The text of a policy is never compared, so a rewrite that means the same says nothing.
 */
export function compareAdmissions(base: PolicySide, head: PolicySide): readonly AdmissionChange[] {
  if (base.policies.length + head.policies.length === 0) return [];
  const hasSameNamespaces = sameItems(base.namespaces, head.namespaces);
  const [atBase, atHead] = [admissions(base), admissions(head)];
  const before = counterparts(base, head);
  const compare = comparison(base, head);
  return head.workloads.flatMap((after) => {
    const old = before(after);
    if (old === undefined || isOnNode(old) || isOnNode(after)) return [];
    const [was, now] = [atBase(old), atHead(after)];
    if (hasSameNamespaces && old === after && sameItems(was.policies, now.policies)) return [];
    return compare({ workload: old, admission: was }, { workload: after, admission: now });
  });
}

/** @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods */
const isOnNode = ({ hostNetwork }: Workload): boolean => hostNetwork?.value === 'yes';

/** The same workload at base: by its name; where that is gone, the one of the same labels, or of another namespace. */
function counterparts(base: PolicySide, head: PolicySide): (after: Workload) => Workload | undefined {
  const stays = new Set(head.workloads.map(({ id }) => idKey(id)));
  const byId = new Map(base.workloads.map((workload) => [idKey(workload.id), workload]));
  const gone = base.workloads.filter(({ id }) => !stays.has(idKey(id)));
  const byPods = new Map(gone.map((workload) => [podsKey(workload), workload]));
  const byName = new Map(gone.map((workload) => [nameKey(workload), workload]));
  return (after) => byId.get(idKey(after.id)) ?? byPods.get(podsKey(after)) ?? byName.get(nameKey(after));
}

const podsKey = ({ id, labels }: Workload): string => JSON.stringify([namespaceOf(id), ...sortedLabels(labels)]);
const nameKey = ({ id }: Workload): string => JSON.stringify([id.kind, id.name]);

const sameItems = (a: readonly object[], b: readonly object[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

interface Side {
  readonly workload: Workload;
  readonly admission: Admission;
}

/** Compares the two sides of a workload; those that the same policies select, with the same ports, are asked for once. */
function comparison(base: PolicySide, head: PolicySide): (was: Side, now: Side) => readonly AdmissionChange[] {
  const ids = new Map([...base.policies, ...head.policies].map((policy, index) => [policy, index]));
  const sideKey = ({ workload, admission }: Side): unknown => [
    namespaceOf(workload.id),
    admission.policies.map((policy) => ids.get(policy)),
    servingContainers(workload).flatMap(({ ports }) =>
      ports.map((port) => [port.name, port.containerPort, port.protocol]),
    ),
  ];
  const callers = callersOf(base, head);
  const known = new Map<string, Difference>();
  return (was, now) => {
    const key = JSON.stringify([sideKey(was), sideKey(now)]);
    const difference = known.get(key) ?? differenceOf(was, now, callers);
    known.set(key, difference);
    if (difference.gained.length + difference.lost.length === 0) return [];
    const policies = { policiesBefore: was.admission.policies, policiesAfter: now.admission.policies };
    return [{ before: was.workload, after: now.workload, ...difference, ...policies }];
  };
}

type Difference = Pick<AdmissionChange, 'gained' | 'lost'>;

function differenceOf(base: Side, head: Side, callersOf: CallersOf): Difference {
  const [was, now] = [base.admission, head.admission];
  // In another namespace the callers are others as well, and only whether the pods are isolated can be compared.
  const hasMoved = namespaceOf(base.workload.id) !== namespaceOf(head.workload.id);
  const isLost = was.policies.length > 0 && now.policies.length === 0;
  if (was.policies.length + now.policies.length === 0 || (hasMoved && !isLost)) return { gained: [], lost: [] };
  const asked = [...addressCallers(was, now), ...ownCallers(head.workload), ...callersOf(was, now)];
  return {
    gained: joined(asked.flatMap((caller) => more(caller, was, now))),
    lost: joined(asked.flatMap((caller) => more(caller, now, was))),
  };
}

type CallersOf = (was: Admission, now: Admission) => readonly NamedCaller[];

/** The workloads of both sides, and pods such as the peers of these policies name. */
function callersOf(base: PolicySide, head: PolicySide): CallersOf {
  const pods = podCallers(base, head);
  const changed = [...onlyIn(head.namespaces, base.namespaces), ...onlyIn(base.namespaces, head.namespaces)];
  const named = changed.map(({ id }) => ({ name: id.name, labels: undefined }));
  return (was, now) => [...pods, ...sampleCallers(was.policies, now.policies, named)];
}

interface NamedCaller {
  readonly who: string;
  readonly caller: Caller;
}

/** What `to` lets in of this caller that `from` does not. */
function more({ who, caller }: NamedCaller, from: Admission, to: Admission): readonly Access[] {
  const [had, has] = [from.ports(caller), to.ports(caller)];
  const ports = new Map(
    protocols
      .map((protocol) => [protocol, without(has.get(protocol) ?? [], had.get(protocol) ?? [])] as const)
      .filter(([, ranges]) => ranges.length > 0),
  );
  return ports.size === 0 ? [] : [{ who, isOutside: caller.caller === 'address', ports }];
}

/** Both families, cut wherever a policy of either side begins or ends a range. */
const addressCallers = (was: Admission, now: Admission): readonly NamedCaller[] =>
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

const ownCallers = ({ id }: Workload): readonly NamedCaller[] => [
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
  return name === undefined ? { name: '', labels } : { name, labels: undefined };
}

/** No label has this value: it stands for every one that no selector names. */
const someOther = 'some other value';

/** Labels that a selector matches, then the same with every other value that its expressions tell apart. */
function sampleLabels({ matchLabels, matchExpressions }: LabelSelector): readonly Labels[] {
  const plain = matchExpressions.flatMap(({ key, operator, values }): readonly (readonly [string, string])[] => {
    if (operator === 'In') return [[key, values[0] ?? '']];
    return operator === 'Exists' ? [[key, someOther]] : [];
  });
  const others = matchExpressions.flatMap(({ key, values }) =>
    [...values, someOther].map((value) => [key, value] as const),
  );
  return [[], ...others.map((other) => [other])].map(
    (other) => new Map([...matchLabels, ...plain, ...other, ...matchLabels]),
  );
}

const distinct = <T extends object>(all: readonly T[]): readonly T[] => [
  ...new Map(all.map((one) => [JSON.stringify(one, sortedMaps), one])).values(),
];

function sample({ name, labels: namespaceLabels }: SampleNamespace, labels: Labels): NamedCaller {
  const pods = labels.size === 0 ? 'every pod' : `pods with ${textOf(labels)}`;
  const place =
    namespaceLabels === undefined ? `namespace ${name}` : `namespaces with ${textOf(namespaceLabels) || 'any label'}`;
  const where = { namespace: name, ...(namespaceLabels === undefined ? {} : { namespaceLabels }) };
  return { who: `${pods} in ${place}`, caller: { caller: 'pod', ...where, labels } };
}

const textOf = (labels: Labels): string =>
  [...labels].map(([key, value]) => `${key}=${value === someOther ? '*' : value}`).join(',');

/** Who has the same ports is one line; a caller whom a wider one covers already is not named. */
function joined(accesses: readonly Access[]): readonly Access[] {
  const everywhere = accesses.find(({ who }) => who === 'pods of every namespace');
  const own = accesses.find(({ who }) => who === 'every pod of its namespace');
  const isNews = (access: Access): boolean => {
    if (access.isOutside || access === everywhere) return true;
    if (everywhere !== undefined && covers(everywhere, access)) return false;
    return access === own || own === undefined || !covers(own, access);
  };
  return accesses.filter(isNews);
}

const covers = (wide: Access, narrow: Access): boolean =>
  [...narrow.ports].every(([protocol, ports]) => without(ports, wide.ports.get(protocol) ?? []).length === 0);

/** All the ports that any of the accesses is about. */
export const portsOf = (accesses: readonly Access[]): ReadonlyMap<Protocol, Ports> =>
  new Map(
    protocols
      .map((protocol) => [protocol, union(...accesses.map(({ ports }) => ports.get(protocol) ?? []))] as const)
      .filter(([, ports]) => ports.length > 0),
  );

const sortedMaps = (_: string, value: unknown): unknown =>
  value instanceof Map ? sortedLabels(value as ReadonlyMap<string, unknown>) : value;
