import { inBlock } from './address-bits.ts';
import type {
  AdminPeer,
  AdminPolicyObject,
  AdminPort,
  AdminRule,
  Expression,
  Peer,
  PodObject,
  PolicyObject,
  PolicyPortObject,
  PolicyWorld,
  Rule,
  Selector,
} from './policy-world.ts';
import { isAddress, podName } from './policy-world.ts';

/**
 * NetworkPolicy as its reference says it, one packet at a time and without any set of ports or addresses: what the
 * product computes over ranges and classes is compared with it.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
 */
export function mayConnect(world: PolicyWorld, source: string, destination: string, protocol: string, port: number) {
  const [from, to] = [endOf(world, source), endOf(world, destination)];
  const packet = { world, from, to, protocol, port };
  return letsThrough(packet, 'Egress') && letsThrough(packet, 'Ingress');
}

type End = PodObject | string;

interface Packet {
  readonly world: PolicyWorld;
  readonly from: End;
  readonly to: End;
  readonly protocol: string;
  readonly port: number;
}

function endOf({ pods }: PolicyWorld, name: string): End {
  if (isAddress(name)) return name;
  const found = pods.find((pod) => podName(pod) === name);
  if (found === undefined) throw new Error(`no pod ${name}`);
  return found;
}

type Type = 'Ingress' | 'Egress';

/** The administrators first, then the network policies, then the baseline where none of those selects the pod. */
function letsThrough(packet: Packet, type: Type): boolean {
  const [own, other] = type === 'Ingress' ? [packet.to, packet.from] : [packet.from, packet.to];
  if (typeof own === 'string') return true;
  const first = decision('AdminNetworkPolicy', own, other, packet, type);
  if (first !== undefined && first !== 'Pass') return first === 'Allow';
  const isolating = packet.world.policies.filter((policy) => isolates(policy, own, type));
  if (isolating.length === 0) return decision('BaselineAdminNetworkPolicy', own, other, packet, type) !== 'Deny';
  return isolating.some(({ spec, metadata: { namespace } }) =>
    ((type === 'Ingress' ? spec.ingress : spec.egress) ?? []).some(
      (rule) => hasPort(rule, packet) && hasPeer(rule, other, namespace, packet.world),
    ),
  );
}

/**
 * What the first rule says that matches, by the priority of its policy and its place there.
 * @see https://network-policy-api.sigs.k8s.io/reference/api-flow/
 */
function decision(
  kind: AdminPolicyObject['kind'],
  own: PodObject,
  other: End,
  packet: Packet,
  type: Type,
): AdminRule['action'] | undefined {
  const selecting = (packet.world.adminPolicies ?? [])
    .filter((policy) => policy.kind === kind && isAdminPeer(policy.spec.subject, own, packet.world))
    .toSorted((a, b) => (a.spec.priority ?? 0) - (b.spec.priority ?? 0));
  const rules = selecting.flatMap(({ spec }) => (type === 'Ingress' ? spec.ingress : spec.egress) ?? []);
  return rules.find(
    ({ from = [], to = [], ports }) =>
      [...from, ...to].some((peer) => isAdminPeer(peer, other, packet.world)) &&
      (ports === undefined || ports.some((port) => isAdminPort(port, packet))),
  )?.action;
}

function isAdminPeer(peer: AdminPeer, other: End, world: PolicyWorld): boolean {
  const { namespaceSelector, podSelector } =
    'pods' in peer ? peer.pods : { namespaceSelector: peer.namespaces, podSelector: {} };
  return isPeer({ namespaceSelector, podSelector }, other, '', world);
}

function isAdminPort(one: AdminPort, packet: Packet): boolean {
  if ('portNumber' in one) return isPort(one.portNumber, packet);
  if ('portRange' in one)
    return isPort({ protocol: one.portRange.protocol, port: one.portRange.start, endPort: one.portRange.end }, packet);
  // A name is of no protocol: whichever its container port has.
  return isPort({ port: one.namedPort, protocol: packet.protocol }, packet);
}

/** Does the policy select the pod for this direction? */
export function isolates({ spec, metadata }: PolicyObject, pod: PodObject, type: 'Ingress' | 'Egress'): boolean {
  const { podSelector = {}, policyTypes = [], egress = [] } = spec;
  const defaults = egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
  const types: readonly string[] = policyTypes.length > 0 ? policyTypes : defaults;
  return (
    types.includes(type) &&
    metadata.namespace === pod.metadata.namespace &&
    matches(podSelector, pod.metadata.labels, true)
  );
}

function hasPort({ ports = [] }: Rule, packet: Packet): boolean {
  return ports.length === 0 || ports.some((one) => isPort(one, packet));
}

function isPort({ port, endPort, protocol = 'TCP' }: PolicyPortObject, packet: Packet): boolean {
  if (protocol !== packet.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'number') return packet.port >= port && packet.port <= (endPort ?? port);
  if (typeof packet.to === 'string') return false;
  return packet.to.spec.containers[0].ports.some(
    (one) => one.name === port && one.containerPort === packet.port && (one.protocol ?? 'TCP') === protocol,
  );
}

function hasPeer({ from = [], to = [] }: Rule, other: End, namespace: string, world: PolicyWorld): boolean {
  const peers = [...from, ...to];
  return peers.length === 0 || peers.some((peer) => isPeer(peer, other, namespace, world));
}

function isPeer({ podSelector, namespaceSelector, ipBlock }: Peer, other: End, own: string, world: PolicyWorld) {
  if (ipBlock !== undefined)
    return (
      typeof other === 'string' &&
      inBlock(ipBlock.cidr, other) &&
      !(ipBlock.except ?? []).some((range) => inBlock(range, other))
    );
  if (typeof other === 'string') return false;
  const { namespace, labels } = other.metadata;
  const object = world.namespaces.find(({ metadata }) => metadata.name === namespace);
  const namespaceLabels = { ...object?.metadata.labels, 'kubernetes.io/metadata.name': namespace };
  const isThere =
    namespaceSelector === undefined
      ? namespace === own
      : matches(namespaceSelector, namespaceLabels, object !== undefined);
  return isThere && matches(podSelector ?? {}, labels, true);
}

/** Where not every label is known, what is not known does not count as a match. */
function matches({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Record<string, string>, all: boolean) {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every((one) => (labels[one.key] === undefined && !all ? false : holds(one, labels[one.key])))
  );
}

function holds({ operator, values = [] }: Expression, value: string | undefined): boolean {
  if (operator === 'In') return value !== undefined && values.includes(value);
  if (operator === 'NotIn') return value === undefined || !values.includes(value);
  return (operator === 'Exists') === (value !== undefined);
}
