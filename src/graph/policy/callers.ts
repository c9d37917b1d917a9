import { cidrsOf, lastAddress } from '../../model/cidr.ts';
import {
  type Entity,
  type Namespace,
  type Policy,
  type PolicyPeer,
  sortedLabels,
  type Workload,
} from '../../model/resource.ts';
import type { Graph } from '../graph.ts';
import { type Admission, type Caller, identityOf } from './admission.ts';
import { type Budget, differingPods, type Found } from './differing-pods.ts';
import { namespaceOf } from './pod-classes.ts';
import { called, type Naming } from './pod-names.ts';
import { workloadCallers } from './workload-callers.ts';

/** What of a graph the policies are about. */
export type PolicySide = Pick<Graph, 'policies' | 'namespaces' | 'workloads'>;

/** Those whom the policies treat alike, and how people call each of them. */
export interface Callers {
  readonly naming: Naming;
  readonly caller: Caller;
}

/** Everybody who is asked about one workload, on both sides alike. */
export type CallersOf = (workload: Workload, was: Admission, now: Admission) => Omit<Found, 'plain'>;

/** Addresses, pods without labels, the workloads of both sides, and whoever else the policies of the two sides tell apart. */
export function callersOf(base: PolicySide, head: PolicySide, budget: Budget): CallersOf {
  const workloads = workloadCallers([...head.workloads, ...base.workloads]);
  const namespaces = namespacesOf(base, head);
  return (workload, was, now) => {
    const pods = differingPods(was, now, { ...namespaces, own: namespaceOf(workload.id) }, budget);
    const others = [...addressCallers(was, now), ...pods.plain, ...workloads(was, now), ...pods.callers];
    return { callers: [...others, ...namedCallers([...was.policies, ...now.policies])], isComplete: pods.isComplete };
  };
}

/** Whoever is neither a pod nor an address and stands among the peers. */
function namedCallers(policies: readonly Policy[]): readonly Callers[] {
  const peers = policies.flatMap(({ ingress = [] }) =>
    ingress.flatMap((rule) => (rule.peers === 'everybody' ? [] : rule.peers)),
  );
  const keyed = peers.flatMap((peer) => namedCaller(peer).map((one) => [JSON.stringify(one.caller), one] as const));
  return [...new Map(keyed).values()];
}

function namedCaller(peer: PolicyPeer): readonly Callers[] {
  if (peer.peer === 'entity')
    return [{ naming: called(entityWords[peer.entity]), caller: { caller: 'entity', entity: peer.entity } }];
  if (peer.peer !== 'unread' || peer.field === undefined) return [];
  return [{ naming: called(`whoever ${peer.field} names`), caller: { caller: 'unread', field: peer.field } }];
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

/** Both families, cut wherever a policy of either side begins or ends a range. */
const addressCallers = (was: Admission, now: Admission): readonly Callers[] =>
  ([32, 128] as const).flatMap((bits) => {
    const last = lastAddress(bits);
    const cuts = [...new Set([0n, ...was.cuts(bits), ...now.cuts(bits)])].filter((cut) => cut <= last);
    const starts = cuts.sort((a, b) => (a < b ? -1 : 1));
    return starts.map((first, index) => ({
      naming: called(cidrsOf({ bits, first, last: (starts[index + 1] ?? last + 1n) - 1n }).join(', ')),
      caller: { caller: 'address', bits, address: first } as const,
    }));
  });

/** Every namespace that somebody names; those whose labels differ are asked for by name. */
function namespacesOf(base: PolicySide, head: PolicySide) {
  const all = [...head.namespaces, ...base.namespaces];
  const [was, now] = [textsOf(base.namespaces), textsOf(head.namespaces)];
  const names = [...new Set(all.map(({ id }) => id.name))];
  const homes = [...head.workloads, ...base.workloads].map((workload) => identityOf(workload).namespace);
  return {
    changed: names.filter((name) => was.get(name) !== now.get(name)),
    known: [...new Set([...names, ...homes])],
  };
}

const textsOf = (namespaces: readonly Namespace[]): ReadonlyMap<string, string> =>
  new Map(namespaces.map(({ id, labels }) => [id.name, JSON.stringify(sortedLabels(labels))]));
