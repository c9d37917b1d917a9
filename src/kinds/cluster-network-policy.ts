import { entries, field, items, type MapNode, type Node, positionOf, scalarText } from '../manifest/node.ts';
import { isPortNumber, type Protocol, protocols } from '../model/port.ts';
import type { PodScope, Policy, PolicyPeer, PolicyPort, PolicyRule, ResourceId } from '../model/resource.ts';
import { labelSelector, linesUnder, objectPosition, protocolOf } from './fields.ts';
import type { KindReader } from './kind-reader.ts';

/** Where the policies of a cluster's administrators stand among the others. */
type Tier = Policy['tier'];

const reader = (kind: string, apiVersion: string, tier: (spec: Node | undefined) => Tier): KindReader => ({
  group: 'policy.networking.k8s.io',
  kinds: [kind],
  apiVersions: [apiVersion],
  summary: 'priority, subject, and the actions, peers and ports of both directions',
  notRead: [],
  clusterScoped: true,
  read: (root, id) => [readPolicy(root, id, tier(field(root, 'spec')))],
});

/** @see https://network-policy-api.sigs.k8s.io/ */
export const clusterNetworkPolicies: readonly KindReader[] = [
  reader('AdminNetworkPolicy', 'v1alpha1', () => 'admin'),
  reader('BaselineAdminNetworkPolicy', 'v1alpha1', () => 'baseline'),
  reader('ClusterNetworkPolicy', 'v1alpha2', (spec) =>
    scalarText(field(spec, 'tier')) === 'Baseline' ? 'baseline' : 'admin',
  ),
];

function readPolicy(root: MapNode, id: ResourceId, tier: Tier): Policy {
  const spec = field(root, 'spec');
  const subject = field(spec, 'subject');
  const rulesOf = (direction: 'ingress' | 'egress', peers: string): readonly PolicyRule[] | undefined => {
    const rules = items(field(spec, direction));
    return rules.length === 0 ? undefined : rules.map((rule) => ruleOf(rule, peers));
  };
  return {
    role: 'policy',
    id,
    at: objectPosition(root),
    protects: 'pods',
    tier,
    priority: Number(scalarText(field(spec, 'priority')) ?? 0),
    subject: scopeOf(subject) ?? nobody,
    subjectAt: subject === undefined ? objectPosition(root) : positionOf(subject),
    settingsAt: linesUnder(spec, 'priority', 'tier'),
    ingress: rulesOf('ingress', 'from'),
    egress: rulesOf('egress', 'to'),
    isolates: [],
    impliesIngress: false,
    unclear: undefined,
  };
}

const nobody: PodScope = {
  namespaces: { matchLabels: new Map(), matchExpressions: [{ key: '', operator: 'In', values: [] }] },
  pods: { matchLabels: new Map(), matchExpressions: [] },
};

const actions: Readonly<Record<string, PolicyRule['action']>> = {
  Allow: 'allow',
  Accept: 'allow',
  Deny: 'deny',
  Pass: 'pass',
};

function ruleOf(rule: Node, peersAt: string): PolicyRule {
  const action = actions[scalarText(field(rule, 'action')) ?? ''] ?? 'deny';
  const ports = [
    ...items(field(rule, 'ports')).flatMap(portOf),
    ...items(field(rule, 'protocols')).flatMap(protocolPorts),
  ];
  const isEvery = items(field(rule, 'ports')).length + items(field(rule, 'protocols')).length === 0;
  const read = items(field(rule, peersAt)).flatMap(peersOf);
  // A peer that nobody recognises fails closed: it allows nothing, and denies or holds back everything.
  const isClosed = action !== 'allow' && read.some(({ peer }) => peer === 'unread');
  return {
    at: positionOf(rule),
    action: isClosed ? 'deny' : action,
    peers: isClosed ? 'everybody' : read,
    ports: isEvery ? 'every' : ports,
  };
}

function peersOf(peer: Node): readonly PolicyPeer[] {
  const scope = scopeOf(peer);
  if (scope !== undefined) return [{ peer: 'pods', scope }];
  const networks = items(field(peer, 'networks')).flatMap((network) => scalarText(network) ?? []);
  if (networks.length > 0) return networks.map((cidr) => ({ peer: 'addresses', cidr, except: [] }));
  return [field(peer, 'nodes') === undefined ? { peer: 'unread', at: positionOf(peer) } : { peer: 'nodes' }];
}

const everyPod = { matchLabels: new Map(), matchExpressions: [] };

/** `namespaces` selects all pods of some namespaces, `pods` some of them. */
function scopeOf(node: Node | undefined): PodScope | undefined {
  const [namespaces, pods] = [field(node, 'namespaces'), field(node, 'pods')];
  if (pods !== undefined) {
    const selector = field(pods, 'namespaceSelector') ?? field(pods, 'namespaces', 'namespaceSelector');
    return { namespaces: labelSelector(selector), pods: labelSelector(field(pods, 'podSelector')) };
  }
  if (namespaces === undefined) return undefined;
  return { namespaces: labelSelector(field(namespaces, 'namespaceSelector') ?? namespaces), pods: everyPod };
}

/** Of v1alpha1: `portNumber`, `portRange`, `namedPort`. */
function portOf(port: Node): readonly PolicyPort[] {
  const [number, range, name] = [field(port, 'portNumber'), field(port, 'portRange'), field(port, 'namedPort')];
  if (number !== undefined) return numbers(protocolOf(number), field(number, 'port'), field(number, 'port'));
  if (range !== undefined) return numbers(protocolOf(range), field(range, 'start'), field(range, 'end'));
  return namedPort(name);
}

/** Of v1alpha2: `tcp`, `udp` or `sctp` with a `destinationPort`, or a `destinationNamedPort`. */
function protocolPorts(protocol: Node): readonly PolicyPort[] {
  const name = field(protocol, 'destinationNamedPort');
  if (name !== undefined) return namedPort(name);
  return entries(protocol).flatMap(({ key, value }) => {
    const known = protocols.find((one) => one.toLowerCase() === key);
    if (known === undefined) return [];
    const port = field(value, 'destinationPort');
    if (port === undefined) return [{ protocol: known, first: 1, last: 65_535 }];
    const number = field(port, 'number');
    return numbers(known, number ?? field(port, 'range', 'start'), number ?? field(port, 'range', 'end'));
  });
}

const namedPort = (node: Node | undefined): readonly PolicyPort[] => {
  const name = scalarText(node);
  return name === undefined ? [] : [{ protocol: undefined, name }];
};

function numbers(protocol: Protocol, start: Node | undefined, end: Node | undefined): readonly PolicyPort[] {
  const [first, last] = [Number(scalarText(start)), Number(scalarText(end))];
  return isPortNumber(first) && isPortNumber(last) && first <= last ? [{ protocol, first, last }] : [];
}
