import type { Protocol } from '../../model/port.ts';
import type {
  Entity,
  Labels,
  Namespace,
  PodScope,
  Policy,
  PolicyPeer,
  PolicyRule,
  Workload,
} from '../../model/resource.ts';
import { byText } from '../../model/source.ts';
import { holds, spansIn } from './connectivity.ts';
import { type KnownLabels, matchesLabels } from './label-match.ts';
import { namespaceLabels, withName } from './namespaces.ts';
import { policyName } from './path-verdict.ts';
import { namespaceOf, portsNamed } from './pod-classes.ts';
import { byProtocol, type ProtocolPorts } from './protocol-ports.ts';
import { byTier, type Connection, portsOf, portsThrough } from './verdict.ts';

/** Somebody who may try to connect to a pod. */
export type Caller =
  | { readonly caller: 'entity'; readonly entity: Entity }
  /** Whoever a field names that is not read. */
  | { readonly caller: 'unread'; readonly field: string }
  | { readonly caller: 'address'; readonly bits: 32 | 128; readonly address: bigint }
  | PodCaller;

export interface PodCaller {
  readonly caller: 'pod';
  readonly namespace: string;
  /** Of a namespace that no manifest holds; undefined takes what is known of its name. */
  readonly namespaceLabels?: Labels;
  readonly labels: Labels;
}

/** What the policies of one side let come to a workload's pods. */
export interface Admission {
  /** The policies that select the workload and speak of what comes to it. */
  readonly policies: readonly Policy[];
  readonly ports: (caller: Caller) => ProtocolPorts;
  /** The same for whoever is at the other end, as far as the policies are told. */
  readonly portsFor: (meets: Connection['meets']) => ProtocolPorts;
  /** The ports that a rule speaks of, names looked up in the workload. */
  readonly portsOf: (rule: PolicyRule) => ProtocolPorts;
  /** May pods of the namespace be in a scope of the policy, if their labels are right? */
  readonly hasNamespace: (scope: PodScope, policy: Policy, namespace: string) => boolean;
  readonly isIn: (scope: PodScope, policy: Policy, pod: PodCaller) => boolean;
  /** Where the answer for addresses changes: the first address of each stretch. */
  readonly cuts: (bits: 32 | 128) => readonly bigint[];
}

/** Answers for one side: its policies, and what is known of its namespaces. */
export function admissions(side: {
  readonly policies: readonly Policy[];
  readonly namespaces: readonly Namespace[];
}): (workload: Workload) => Admission {
  const labelsOf = namespaceLabels(side.namespaces);
  const ordered = side.policies
    .filter(({ ingress }) => ingress !== undefined)
    .toSorted((a, b) => a.priority - b.priority || byText(policyName(a.id), policyName(b.id)));
  return (workload) => {
    const own = identityOf(workload);
    const policies = ordered.filter((policy) => isIn(policy.subject, policy, own, labelsOf));
    const applying = byTier(policies);
    const named = (name: string, protocol: Protocol): readonly number[] => portsNamed(workload, name, protocol);
    const portsFor = (meets: Connection['meets']): ProtocolPorts =>
      byProtocol((protocol) => portsThrough(applying, { direction: 'ingress', protocol, named, meets }));
    return {
      policies,
      portsFor,
      ports: (caller) => portsFor((peer, policy) => isCaller(peer, policy, caller, labelsOf)),
      portsOf: ({ ports }) => byProtocol((protocol) => portsOf(ports, { protocol, named })),
      hasNamespace: (scope, policy, namespace) => isOf(scope, policy, namespace, labelsOf(namespace)),
      isIn: (scope, policy, pod) => isIn(scope, policy, pod, labelsOf),
      cuts: (bits) =>
        policies.flatMap(({ ingress = [] }) => spansIn(ingress, bits)).flatMap(({ first, last }) => [first, last + 1n]),
    };
  };
}

export const identityOf = ({ id, labels }: Workload): PodCaller => ({
  caller: 'pod',
  namespace: namespaceOf(id),
  labels,
});

function isCaller(peer: PolicyPeer, policy: Policy, caller: Caller, labelsOf: (name: string) => KnownLabels): boolean {
  switch (caller.caller) {
    case 'pod':
      return peer.peer === 'pods' && isIn(peer.scope, policy, caller, labelsOf);
    case 'address':
      return peer.peer === 'addresses' && holds(peer, caller.bits, caller.address);
    case 'entity':
      return peer.peer === 'entity' && peer.entity === caller.entity;
    case 'unread':
      return peer.peer === 'unread' && peer.field === caller.field;
  }
}

function isIn(
  scope: PodScope,
  policy: Policy,
  { namespace, namespaceLabels: made, labels }: PodCaller,
  labelsOf: (name: string) => KnownLabels,
): boolean {
  const known = made === undefined ? labelsOf(namespace) : { labels: withName(made, namespace), complete: true };
  const isNamespace = isOf(scope, policy, namespace, known);
  return isNamespace && matchesLabels(scope.pods, { labels, complete: true }) === 'yes';
}

const isOf = (scope: PodScope, policy: Policy, namespace: string, known: KnownLabels): boolean =>
  scope.namespaces === undefined
    ? namespaceOf(policy.id) === namespace
    : matchesLabels(scope.namespaces, known) === 'yes';
