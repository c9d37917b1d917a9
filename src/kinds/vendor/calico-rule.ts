import { entries, field, items, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { everywhere, oddityOf } from '../../model/cidr.ts';
import { literal } from '../../model/message.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import { isPortNumber, type PortRange, type Protocol, protocols } from '../../model/port.ts';
import type { PolicyPeer, PolicyPort, PolicyRule } from '../../model/resource.ts';
import { linesOf } from '../fields.ts';
import { namespaceSelection, podSelection } from './calico-selector.ts';
import type { Doubts } from './doubts.ts';
import { both, everything } from './selectors.ts';

export interface RuleContext {
  readonly direction: 'ingress' | 'egress';
  /** Is it of a policy without a namespace, whose selectors are for all of them? */
  readonly isGlobal: boolean;
  readonly doubts: Doubts;
}

const actions: Readonly<Record<string, PolicyRule['action'] | 'log'>> = {
  allow: 'allow',
  deny: 'deny',
  pass: 'pass',
  log: 'log',
};

/**
 * One rule; none where it only writes a log. What is not read of it may be about anybody.
 * @see https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#rule
 */
export function calicoRule(rule: Node, context: RuleContext): readonly PolicyRule[] {
  const { doubts } = context;
  const action = actions[(scalarText(field(rule, 'action')) ?? '').toLowerCase()];
  if (action === 'log') return [];
  if (action === undefined) {
    doubts.spoilt(field(rule, 'action') ?? rule, 'action', literal('is none of Allow, Deny, Log and Pass'));
    return [];
  }
  const place = { at: positionOf(rule), lines: linesOf(rule), action };
  const unread = unreadOf(rule, context);
  if (unread !== undefined) return [{ ...place, peers: [doubts.unread(unread.node, unread.name)], ports: 'every' }];
  const peer = field(rule, context.direction === 'ingress' ? 'source' : 'destination');
  return [{ ...place, peers: peersOf(peer, context), ports: portsOf(rule, doubts) }];
}

interface Unread {
  readonly node: Node;
  readonly name: string;
}

const ruleFields = ['action', 'protocol', 'notProtocol', 'icmp', 'notICMP', 'source', 'destination', 'metadata'];
const peerFields = ['nets', 'notNets', 'selector', 'notSelector', 'namespaceSelector'];
const portFields = ['ports', 'notPorts'];

/** The first field that narrows the rule down in a way that is not read. */
function unreadOf(rule: Node, { direction }: RuleContext): Unread | undefined {
  const [source, destination] =
    direction === 'ingress' ? [peerFields, portFields] : [[], [...peerFields, ...portFields]];
  const [first] = [
    ...others(rule, ruleFields, ''),
    ...others(field(rule, 'source'), source, 'source.'),
    ...others(field(rule, 'destination'), destination, 'destination.'),
  ];
  return first ?? mixedOf(field(rule, direction === 'ingress' ? 'source' : 'destination'));
}

const others = (node: Node | undefined, read: readonly string[], place: string): readonly Unread[] =>
  entries(node).flatMap(({ key, value }) => {
    const isThere = field(node, key) !== undefined && !(value.kind === 'sequence' && items(value).length === 0);
    return read.includes(key) || !isThere ? [] : [{ node: value, name: `${place}${knownName(key)}` }];
  });

/** A word of a manifest is never one of ours. */
const knownName = (key: string): string =>
  ['ipVersion', 'http', 'serviceAccounts', 'services', 'domains', ...peerFields, ...portFields].find(
    (one) => one === key,
  ) ?? 'a field of the rule';

/** Addresses and labels in one peer must both be those of who comes; no manifest tells a pod's address. */
function mixedOf(peer: Node | undefined): Unread | undefined {
  const nets = ['nets', 'notNets'].map((name) => field(peer, name)).find((node) => items(node).length > 0);
  return nets !== undefined && hasSelector(peer) ? { node: nets, name: 'nets beside a selector' } : undefined;
}

const hasSelector = (peer: Node | undefined): boolean =>
  ['selector', 'notSelector', 'namespaceSelector'].some((name) => (scalarText(field(peer, name)) ?? '') !== '');

const everyPod: PolicyPeer = { peer: 'pods', scope: { namespaces: everything, pods: everything } };
const everyAddress = (except: readonly string[]): readonly PolicyPeer[] =>
  everywhere.map((cidr) => ({ peer: 'addresses', cidr, except }));

function peersOf(peer: Node | undefined, context: RuleContext): PolicyRule['peers'] {
  if (hasSelector(peer)) return selectedPeers(peer, context);
  const [nets, notNets] = [items(field(peer, 'nets')), items(field(peer, 'notNets'))];
  const [cidrs, except] = [nets, notNets].map((all) => all.map((node) => cidrOf(node, context.doubts)));
  if (cidrs === undefined || except === undefined || nets.length + notNets.length === 0) return 'everybody';
  const peers =
    nets.length === 0 ? everyAddress(except) : cidrs.map((cidr) => ({ peer: 'addresses' as const, cidr, except }));
  // Every address of IPv4 is that of any pod as well. Those of IPv6 alone are not: few clusters give them to their pods.
  const isEvery = notNets.length === 0 && cidrs.includes('0.0.0.0/0');
  return isEvery ? [...peers, everyPod] : peers;
}

function cidrOf(node: Node, doubts: Doubts): string {
  const text = scalarText(node) ?? '';
  if (oddityOf(text) === 'no-cidr' && !isPlaceholder(text))
    doubts.spoilt(node, 'nets', literal('holds a value that is not a CIDR'));
  return text;
}

/**
 * Pods of the policy's namespace, or of those that `namespaceSelector` selects; of a global policy those of all. Who is
 * only said not to be some pods may also be somebody outside, if no namespace is named.
 * @see https://docs.tigera.io/calico/latest/reference/resources/globalnetworkpolicy#entityrule
 */
function selectedPeers(peer: Node | undefined, { isGlobal, doubts, direction }: RuleContext): PolicyRule['peers'] {
  const named = (name: string): Node | undefined =>
    scalarText(field(peer, name)) === '' ? undefined : field(peer, name);
  const [selector, notSelector, inNamespaces] = ['selector', 'notSelector', 'namespaceSelector'].map(named);
  const is = podSelection(selector, false);
  const isNot =
    notSelector === undefined ? { pods: everything, namespaces: undefined } : podSelection(notSelector, true);
  const namespaces =
    inNamespaces === undefined ? (isGlobal ? everything : undefined) : namespaceSelection(inNamespaces);
  // A namespace that is named beside the policy's own would have to be the same one.
  const isUnread =
    (inNamespaces !== undefined && namespaces === undefined) ||
    (is?.namespaces !== undefined && namespaces === undefined);
  if (is === undefined || isNot === undefined || isUnread || isNot.namespaces !== undefined) {
    const place = direction === 'ingress' ? 'source' : 'destination';
    const node = selector ?? notSelector ?? inNamespaces;
    return node === undefined ? 'everybody' : [doubts.unread(node, `${place}.selector`)];
  }
  const scope = {
    namespaces: namespaces && both(namespaces, is.namespaces ?? everything),
    pods: both(is.pods, isNot.pods),
  };
  const peers: readonly PolicyPeer[] = [{ peer: 'pods', scope }];
  return isGlobal && selector === undefined && inNamespaces === undefined ? [...peers, ...everyAddress([])] : peers;
}

const numbered: Readonly<Record<string, Protocol>> = { '6': 'TCP', '17': 'UDP', '132': 'SCTP' };

/** Undefined for a protocol that has no ports of ours. */
const protocolOf = (text: string): Protocol | undefined =>
  numbered[text] ?? protocols.find((one) => one === text.toUpperCase());

/** Ports are always those of the destination. */
function portsOf(rule: Node, doubts: Doubts): PolicyRule['ports'] {
  const [is, isNot] = ['protocol', 'notProtocol'].map((name) => scalarText(field(rule, name)));
  if (['icmp', 'notICMP'].some((name) => field(rule, name) !== undefined)) return [];
  const own = is === undefined ? protocols : protocols.filter((one) => one === protocolOf(is));
  const of = isNot === undefined ? own : own.filter((one) => one !== protocolOf(isNot));
  const [ports, notPorts] = portFields.map((name) => items(field(rule, 'destination', name)));
  if (ports === undefined || notPorts === undefined || ports.length + notPorts.length === 0)
    return of.length === protocols.length ? 'every' : of.map((protocol) => ({ protocol, first: 1, last: 65_535 }));
  if (is === undefined) doubts.spoilt(rule, 'ports', literal('stand without a protocol, which Calico refuses'));
  const holes = notPorts.flatMap((node) => portOf(node, doubts));
  const named = ports.flatMap((node) => portOf(node, doubts));
  if (holes.some((hole) => typeof hole === 'string'))
    doubts.spoilt(rule, 'notPorts', literal('are names, which are not read'));
  const ranges = ports.length === 0 ? [{ first: 1, last: 65_535 }] : named;
  const gaps = holes.filter((hole) => typeof hole !== 'string');
  const left = ranges.flatMap((range): readonly (PortRange | { readonly name: string })[] =>
    typeof range === 'string' ? [{ name: range }] : without(range, gaps),
  );
  const at = positionOf(ports[0] ?? notPorts[0] ?? rule);
  return of.flatMap((protocol) => left.map((range): PolicyPort => ({ protocol, ...range, at })));
}

/** A number, a range `80:90`, or a name. */
function portOf(node: Node, doubts: Doubts): readonly (PortRange | string)[] {
  const text = scalarText(node) ?? '';
  const [, start, end = start] = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(text) ?? [];
  const [first, last] = [Number(start), Number(end)];
  if (start !== undefined && isPort(first) && isPort(last) && first <= last)
    return [{ first: Math.max(1, first), last }];
  if (start === undefined && /^[a-zA-Z0-9_.-]{1,128}$/.test(text)) return [text];
  doubts.spoilt(node, 'ports', literal('holds a value that is not a port'));
  return [];
}

const isPort = (number: number): boolean => number === 0 || isPortNumber(number);

const without = (range: PortRange, holes: readonly PortRange[]): readonly PortRange[] =>
  holes.reduce<readonly PortRange[]>(
    (left, hole) =>
      left.flatMap(({ first, last }) =>
        [
          { first, last: Math.min(last, hole.first - 1) },
          { first: Math.max(first, hole.last + 1), last },
        ].filter((one) => one.first <= one.last),
      ),
    [range],
  );
