import { all, any, type Tri } from '../../model/certainty.ts';
import { type AddressSpan, addressRanges, oddityOf } from '../../model/cidr.ts';
import type { Protocol } from '../../model/port.ts';
import type { Entity, PodScope, Policy, PolicyPeer, PolicyRule, Workload } from '../../model/resource.ts';
import type { Asked } from './asked.ts';
import { matchesLabels } from './label-match.ts';
import type { PolicySet, Source } from './path-verdict.ts';
import { portsNamed } from './pod-classes.ts';
import { everyPort, union, without } from './ports.ts';

/** What is known of a connection to a pod. */
export interface Arriving {
  readonly workload: Workload;
  /** Undefined where it is not known which port, or where it is every port. */
  readonly port: number | undefined;
  readonly protocol: Protocol;
  readonly asked: Asked;
}

/** Does a policy select the pods of a workload? */
export function selects({ subject, id }: Policy, workload: Workload, set: PolicySet): Tri {
  const { namespaces, pods } = subject;
  const { namespace } = workload.id;
  const isIn =
    namespaces === undefined
      ? sameNamespace(id.namespace, namespace)
      : namespace === undefined
        ? anyNamespace(namespaces)
        : matchesLabels(namespaces, set.namespaceLabels(namespace));
  return all(isIn, matchesLabels(pods, { labels: workload.labels, complete: true }));
}

/** An unset namespace is the one that the deploy action fills in, the same for both. */
const sameNamespace = (a: string | undefined, b: string | undefined): Tri =>
  a === b ? 'yes' : a === undefined || b === undefined ? 'unknown' : 'no';

const anyNamespace = ({ matchLabels, matchExpressions, oneOfEach = [] }: NonNullable<PodScope['namespaces']>): Tri =>
  matchLabels.size + matchExpressions.length + oneOfEach.length === 0 ? 'yes' : 'unknown';

/** Policies see the pod's own port, after every translation. */
export function portMatches({ ports }: PolicyRule, { port, protocol, workload }: Arriving): Tri {
  if (ports === 'every') return 'yes';
  const same = ports.filter((one) => one.protocol === undefined || one.protocol === protocol);
  if (same.length === 0) return 'no';
  if (port === undefined)
    return without(everyPort, union(same.flatMap((one) => ('name' in one ? [] : one)))).length === 0
      ? 'yes'
      : 'unknown';
  return same.some((one) =>
    'name' in one ? portsNamed(workload, one.name, protocol).includes(port) : one.first <= port && port <= one.last,
  )
    ? 'yes'
    : 'no';
}

export function peerMatches({ peers }: PolicyRule, policy: Policy, asked: Asked, set: PolicySet): Tri {
  return peers === 'everybody' ? 'yes' : any(...peers.map((peer) => peerIs(peer, policy, asked, set)));
}

/** Why nobody can tell whether who comes is among the peers of a rule. */
export function whyUnknown({ peers }: PolicyRule, { source }: Asked): string {
  const unread = peers === 'everybody' ? undefined : peers.find((peer) => peer.peer === 'unread');
  if (unread?.field !== undefined) return `vendor policy: ${unread.field}`;
  if (source.source === 'clients') return 'a range of addresses is not known';
  if (source.source === 'address') return `the address of ${source.of} stands in no manifest`;
  return source.source === 'unknown' ? source.why : 'not every label that a rule asks for is known';
}

function peerIs(peer: PolicyPeer, policy: Policy, asked: Asked, set: PolicySet): Tri {
  const { source } = asked;
  if (peer.peer === 'unread') return 'unknown';
  if (source.source === 'unknown') return peer.peer === 'nodes' ? 'no' : 'unknown';
  if (peer.peer === 'addresses') return addressIs(peer, asked);
  if (peer.peer === 'entity') return entityIs(peer.entity, source);
  return peer.peer === 'pods' && source.source === 'pod' ? podIs(peer.scope, policy, source, set) : 'no';
}

type AddressPeer = Extract<PolicyPeer, { peer: 'addresses' }>;

function addressIs(peer: AddressPeer, { source, address }: Asked): Tri {
  // A pod has an address, which stands in no manifest; Cilium's own proxy has none.
  if (address === undefined) return source.source === 'pod' && !peer.outsideOnly ? 'unknown' : 'no';
  // Whether Cilium takes a load balancer, or who comes through another node, for the world depends on its set-up.
  // https://docs.cilium.io/en/stable/security/policy/caveats/
  if (peer.outsideOnly && source.source === 'address') return 'unknown';
  const { cidr, holes, isHoled } = rangesOf(peer);
  if (cidr === undefined) return 'unknown';
  const isIn = (spans: Ranges): boolean =>
    spans[address.bits].some(({ first, last }) => first <= address.value && address.value <= last);
  if (!isIn(cidr) || isIn(holes)) return 'no';
  return isHoled ? 'unknown' : 'yes';
}

type Ranges = Readonly<Record<32 | 128, readonly AddressSpan[]>>;

interface PeerRanges {
  /** Undefined for a text that is no CIDR. */
  readonly cidr: Ranges | undefined;
  readonly holes: Ranges;
  /** Is one of the exceptions no CIDR? */
  readonly isHoled: boolean;
}

const known = new WeakMap<AddressPeer, PeerRanges>();

function rangesOf(peer: AddressPeer): PeerRanges {
  const found = known.get(peer);
  if (found !== undefined) return found;
  const spans = (cidrs: readonly string[]): Ranges => ({
    32: addressRanges(cidrs, [], 32),
    128: addressRanges(cidrs, [], 128),
  });
  const fresh = {
    cidr: oddityOf(peer.cidr) === 'no-cidr' ? undefined : spans([peer.cidr]),
    holes: spans(peer.except),
    isHoled: peer.except.some((text) => oddityOf(text) === 'no-cidr'),
  };
  known.set(peer, fresh);
  return fresh;
}

/** What a node's address may stand for, in Cilium's words; a load balancer may be one of them as well. */
const ofNodes: readonly Entity[] = ['host', 'remote-node', 'kube-apiserver', 'unmanaged'];

function entityIs(entity: Entity, { source }: Source): Tri {
  if (source === 'cilium-ingress') return entity === 'ingress' ? 'yes' : 'no';
  return source === 'address' && ofNodes.includes(entity) ? 'unknown' : 'no';
}

/** Installations differ: what only the usual one would do is not certain. */
function podIs(scope: PodScope, policy: Policy, source: Extract<Source, { source: 'pod' }>, set: PolicySet): Tri {
  const namespace =
    scope.namespaces === undefined
      ? sameNamespace(policy.id.namespace, source.namespace)
      : matchesLabels(scope.namespaces, set.namespaceLabels(source.namespace));
  const match = all(namespace, matchesLabels(scope.pods, source.labels));
  return match === 'no' && source.isGuess ? 'unknown' : match;
}
