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
  if (peers === 'everybody') return 'yes';
  const each = (some: readonly PolicyPeer[]): Tri => any(...some.map((peer) => peerIs(peer, policy, asked, set)));
  const { address, source } = asked;
  if (address === undefined) return each(peers);
  const { ranges, outside, others } = sorted(peers);
  if (isIn(ranges, address)) return 'yes';
  // Whether Cilium takes a load balancer, or who comes through another node, for the world depends on its set-up.
  // https://docs.cilium.io/en/stable/security/policy/caveats/
  const world = source.source === 'clients' ? isIn(outside, address) : outside[address.bits].length > 0;
  if (world) return source.source === 'clients' ? 'yes' : any('unknown', each(others));
  return each(others);
}

/** The peers of a rule: addresses that are known are looked up together, since there may be thousands of them. */
interface Sorted {
  readonly ranges: Ranges;
  /** Those of who is outside of the cluster alone. */
  readonly outside: Ranges;
  readonly others: readonly PolicyPeer[];
}

type Ranges = Readonly<Record<32 | 128, readonly AddressSpan[]>>;

const known = new WeakMap<readonly PolicyPeer[], Sorted>();

function sorted(peers: readonly PolicyPeer[]): Sorted {
  const found = known.get(peers);
  if (found !== undefined) return found;
  const clear = peers.filter((peer) => peer.peer === 'addresses').filter(isClear);
  const fresh = {
    ranges: rangesOf(clear.filter(({ outsideOnly }) => outsideOnly !== true)),
    outside: rangesOf(clear.filter(({ outsideOnly }) => outsideOnly === true)),
    others: peers.filter((peer) => peer.peer !== 'addresses' || !isClear(peer)),
  };
  known.set(peers, fresh);
  return fresh;
}

type AddressPeer = Extract<PolicyPeer, { peer: 'addresses' }>;

const isClear = ({ cidr, except }: AddressPeer): boolean =>
  [cidr, ...except].every((text) => oddityOf(text) !== 'no-cidr');

const rangesOf = (peers: readonly AddressPeer[]): Ranges => ({ 32: spansOf(peers, 32), 128: spansOf(peers, 128) });

/** In order, none touching the next. */
function spansOf(peers: readonly AddressPeer[], bits: 32 | 128): readonly AddressSpan[] {
  const all = peers.flatMap(({ cidr, except }) => addressRanges([cidr], except, bits));
  const out: AddressSpan[] = [];
  for (const span of all.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    const last = out.at(-1);
    if (last === undefined || span.first > last.last) out.push(span);
    else if (span.last > last.last) out[out.length - 1] = { first: last.first, last: span.last };
  }
  return out;
}

function isIn(ranges: Ranges, { bits, value }: NonNullable<Asked['address']>): boolean {
  const spans = ranges[bits];
  let [low, high] = [0, spans.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const span = spans[middle];
    if (span === undefined) return false;
    if (value < span.first) high = middle - 1;
    else if (value > span.last) low = middle + 1;
    else return true;
  }
  return false;
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

/** One that is known has been looked up with the others of its rule, where somebody comes by an address. */
function addressIs(peer: AddressPeer, { source, address }: Asked): Tri {
  // A pod has an address, which stands in no manifest; Cilium's own proxy has none.
  if (address === undefined) return source.source === 'pod' && !peer.outsideOnly ? 'unknown' : 'no';
  if (oddityOf(peer.cidr) === 'no-cidr') return 'unknown';
  return isIn(knownPart(peer), address) ? 'unknown' : 'no';
}

const knownParts = new WeakMap<AddressPeer, Ranges>();

/** The range without those of its exceptions that are known. */
function knownPart(peer: AddressPeer): Ranges {
  const found = knownParts.get(peer);
  if (found !== undefined) return found;
  const except = peer.except.filter((text) => oddityOf(text) !== 'no-cidr');
  const fresh = rangesOf([{ ...peer, except }]);
  knownParts.set(peer, fresh);
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
