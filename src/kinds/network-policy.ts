import { entry, field, items, type MapNode, type Node, positionOf, scalarText } from '../manifest/node.ts';
import { isPortNumber } from '../model/port.ts';
import {
  type Flaw,
  networkPriority,
  type Policy,
  type PolicyPeer,
  type PolicyPort,
  type PolicyRule,
  type ResourceId,
} from '../model/resource.ts';
import { labelSelector, linesOf, linesUnder, objectPosition, portOrName, protocolOf } from './fields.ts';
import { isFilledInLater } from './flaws/flaw.ts';
import { policyFlaws } from './flaws/policy-flaws.ts';
import type { KindReader } from './kind-reader.ts';

/** @see https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/ */
export const networkPolicy: KindReader = {
  group: 'networking.k8s.io',
  kinds: ['NetworkPolicy'],
  apiVersions: ['v1'],
  summary: 'the pods it selects, and the peers and ports of both directions',
  notRead: [],
  read: (root, id) => {
    const flaws = policyFlaws(root, id);
    return [readPolicy(root, id, whyUnclear(flaws, field(root, 'spec'))), ...flaws];
  },
};

function whyUnclear(flaws: readonly Flaw[], spec: Node | undefined): string | undefined {
  if (flaws.length > 0) return 'the API server refuses it, and an older form of it may hold';
  return isUnfilled(spec) ? 'whom it selects or lets in is filled in later' : undefined;
}

const isUnfilled = (spec: Node | undefined): boolean =>
  [
    ['podSelector'],
    ['podSelector', 'matchLabels'],
    ['podSelector', 'matchExpressions'],
    ['policyTypes'],
    ['ingress'],
  ].some((path) => {
    const node = field(spec, ...path);
    return node !== undefined && isFilledInLater(node);
  });

function readPolicy(root: MapNode, id: ResourceId, unclear: string | undefined): Policy {
  const spec = field(root, 'spec');
  const selector = field(spec, 'podSelector');
  const types = policyTypes(spec);
  const [ingress, egress] = [types.includes('Ingress'), types.includes('Egress')];
  const rulesOf = (direction: 'ingress' | 'egress', peers: string): readonly PolicyRule[] =>
    items(field(spec, direction)).map((rule) => ruleOf(rule, peers));
  return {
    role: 'policy',
    id,
    at: objectPosition(root),
    protects: 'pods',
    tier: 'network',
    priority: networkPriority,
    subject: { namespaces: undefined, pods: labelSelector(selector) },
    subjectAt: selector === undefined ? objectPosition(root) : positionOf(selector),
    settingsAt: linesUnder(spec, 'policyTypes'),
    ingress: ingress ? rulesOf('ingress', 'from') : undefined,
    egress: egress ? rulesOf('egress', 'to') : undefined,
    isolates: [...(ingress ? (['ingress'] as const) : []), ...(egress ? (['egress'] as const) : [])],
    impliesIngress: items(field(spec, 'policyTypes')).length === 0 && egress && field(spec, 'ingress') === undefined,
    unclear,
  };
}

/** Where nothing is written: ingress always, egress only where there are rules for it. */
function policyTypes(spec: Node | undefined): readonly string[] {
  const written = items(field(spec, 'policyTypes')).flatMap((type) => scalarText(type) ?? []);
  if (written.length > 0) return written;
  return items(field(spec, 'egress')).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

function ruleOf(rule: Node, peersAt: string): PolicyRule {
  const [peers, ports] = [items(field(rule, peersAt)), items(field(rule, 'ports'))];
  return {
    at: positionOf(rule),
    lines: linesOf(rule),
    action: 'allow',
    // A missing list and an empty one are both everybody.
    peers: peers.length === 0 ? 'everybody' : peers.map(peerOf),
    ports: ports.length === 0 ? 'every' : ports.flatMap(portOf),
  };
}

/** Both selectors in one peer hold together; in two peers each holds alone. */
function peerOf(peer: Node): PolicyPeer {
  const block = field(peer, 'ipBlock');
  const cidr = scalarText(field(block, 'cidr'));
  const [namespaces, pods] = [selectorAt(peer, 'namespaceSelector'), selectorAt(peer, 'podSelector')];
  const except = items(field(block, 'except')).flatMap((range) => scalarText(range) ?? []);
  if (cidr !== undefined && namespaces === undefined && pods === undefined) return { peer: 'addresses', cidr, except };
  if (block !== undefined || (namespaces === undefined && pods === undefined))
    return { peer: 'unread', at: positionOf(peer) };
  return { peer: 'pods', scope: { namespaces: namespaces && labelSelector(namespaces), pods: labelSelector(pods) } };
}

/** A selector that is written as `{}` is there, and selects everything; one that is null is not. */
const selectorAt = (node: Node, key: string): Node | undefined => {
  const value = entry(node, key)?.value;
  return value?.kind === 'scalar' ? undefined : value;
};

/** No port is every port of the protocol, which is TCP unless another one is written. */
function portOf(port: Node): readonly PolicyPort[] {
  const protocol = protocolOf(port);
  const written = field(port, 'port');
  const first = portOrName(written);
  if (written === undefined || first === undefined) return [{ protocol, first: 1, last: 65_535 }];
  const at = positionOf(written);
  if (typeof first.value === 'string') return [{ protocol, name: first.value, at }];
  const last = Number(scalarText(field(port, 'endPort')) ?? first.value);
  return isPortNumber(first.value) && isPortNumber(last) && last >= first.value
    ? [{ protocol, first: first.value, last, at }]
    : [];
}
