import { entries, entry, field, items, type MapNode, type Node, positionOf, scalarText } from '../manifest/node.ts';
import { isPortNumber } from '../model/port.ts';
import type { Policy, PolicyPeer, PolicyPort, PolicyRule, ResourceId } from '../model/resource.ts';
import type { Position } from '../model/source.ts';
import { labelSelector, objectPosition, portOrName, protocolOf } from './fields.ts';
import { isFilledInLater } from './flaws/flaw.ts';
import { policyFlaws } from './flaws/policy-flaws.ts';
import type { KindReader } from './kind-reader.ts';

/** @see https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/ */
export const networkPolicy: KindReader = {
  group: 'networking.k8s.io',
  kinds: ['NetworkPolicy'],
  apiVersions: ['v1'],
  notRead: [],
  read: (root, id) => {
    const flaws = policyFlaws(root, id);
    return [readPolicy(root, id, flaws.length > 0 || isUnfilled(field(root, 'spec'))), ...flaws];
  },
};

/** Whom it selects, or whether it lets anybody in, is filled in later: it may be anything, as of one that is refused. */
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

function readPolicy(root: MapNode, id: ResourceId, isRefused: boolean): Policy {
  const spec = field(root, 'spec');
  const selector = field(spec, 'podSelector');
  const types = policyTypes(spec);
  const rulesOf = (direction: 'ingress' | 'egress', peers: string): readonly PolicyRule[] =>
    items(field(spec, direction)).map((rule) => ruleOf(rule, peers));
  return {
    role: 'policy',
    id,
    at: objectPosition(root),
    tier: 'network',
    priority: 0,
    subject: { namespaces: undefined, pods: labelSelector(selector) },
    subjectAt: selector === undefined ? objectPosition(root) : positionOf(selector),
    ingress: types.includes('Ingress') ? rulesOf('ingress', 'from') : undefined,
    egress: types.includes('Egress') ? rulesOf('egress', 'to') : undefined,
    impliesIngress:
      items(field(spec, 'policyTypes')).length === 0 &&
      types.includes('Egress') &&
      field(spec, 'ingress') === undefined,
    isRefused,
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

/** Where the values of a rule stand, each line once. */
function linesOf(rule: Node): readonly Position[] {
  const positions = valuesIn(rule).map(positionOf);
  return positions.filter(({ line }, index) => positions.findIndex((one) => one.line === line) === index);
}

function valuesIn(node: Node): readonly Node[] {
  if (node.kind === 'sequence') return [node, ...items(node).flatMap(valuesIn)];
  return node.kind === 'map' ? [node, ...entries(node).flatMap(({ value }) => valuesIn(value))] : [node];
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
