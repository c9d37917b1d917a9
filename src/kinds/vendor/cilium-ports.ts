import { entries, field, items, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { literal } from '../../model/message.ts';
import { withDefaults } from '../../model/placeholder.ts';
import { isPortNumber, type Protocol, protocols } from '../../model/port.ts';
import type { PolicyPort, PolicyRule } from '../../model/resource.ts';
import type { Doubts } from './doubts.ts';

/** The ports of a rule; undefined where they are not read. */
export function ciliumPorts(rule: Node, doubts: Doubts): PolicyRule['ports'] | undefined {
  // A rule for ICMP is about no port.
  if (field(rule, 'icmps') !== undefined) return [];
  const groups = items(field(rule, 'toPorts'));
  if (groups.length === 0) return 'every';
  const read = groups.map((group) => portsOf(group, doubts));
  return read.some((ports) => ports === undefined) ? undefined : read.flatMap((ports) => ports ?? []);
}

/** What narrows the connections to a port down to some of them. */
const narrowing = ['rules', 'serverNames', 'listener', 'terminatingTLS', 'originatingTLS'];

/** Does the rule let some requests through only, at every port? */
export const isLayer7 = (rule: Node): boolean => {
  const groups = items(field(rule, 'toPorts'));
  return groups.length > 0 && groups.every((group) => narrowing.some((name) => field(group, name) !== undefined));
};

function portsOf(group: Node, doubts: Doubts): readonly PolicyPort[] | undefined {
  const ports = items(field(group, 'ports'));
  const unread = entries(group).find(({ key }) => key !== 'ports' && !narrowing.includes(key));
  if (ports.length === 0 || unread !== undefined) {
    doubts.unread(unread?.value ?? group, 'toPorts');
    return undefined;
  }
  for (const name of narrowing) {
    const node = field(group, name);
    if (node !== undefined) doubts.unread(node, `toPorts.${name}`);
  }
  return ports.flatMap((port) => portOf(port, doubts));
}

/** A number as text, where 0 is every port, or a name; without a protocol of every one. */
function portOf(port: Node, doubts: Doubts): readonly PolicyPort[] {
  const node = field(port, 'port');
  const text = withDefaults(scalarText(node) ?? '');
  const of = protocolsOf(port, doubts);
  const at = positionOf(node ?? port);
  if (/^\d+$/.test(text))
    return numbers(port, Number(text), doubts).flatMap((range) => of.map((protocol) => ({ protocol, ...range, at })));
  // https://github.com/cilium/cilium/blob/v1.16.0/pkg/iana/svcname.go: names are looked up in lower case.
  if (/^[a-zA-Z0-9](-?[a-zA-Z0-9])*$/.test(text) && text.length <= 15)
    return (of.length === protocols.length ? [undefined] : of).map((protocol) => ({
      protocol,
      name: text.toLowerCase(),
      at,
    }));
  doubts.spoilt(node ?? port, 'toPorts.ports.port', literal('is neither a number nor a name'));
  return [];
}

function numbers(
  port: Node,
  first: number,
  doubts: Doubts,
): readonly { readonly first: number; readonly last: number }[] {
  const end = field(port, 'endPort');
  const last = Number(scalarText(end) ?? first);
  if (first === 0 && (end === undefined || last === 0)) return [{ first: 1, last: 65_535 }];
  if (isPortNumber(first) && end !== undefined && last === 0) return [{ first, last: first }];
  if (isPortNumber(first) && isPortNumber(last) && last >= first) return [{ first, last }];
  doubts.spoilt(end ?? port, 'toPorts.ports', literal('is not a range of ports'));
  return [];
}

const others = ['ICMP', 'ICMPV6', 'VRRP', 'IGMP'];

function protocolsOf(port: Node, doubts: Doubts): readonly Protocol[] {
  const node = field(port, 'protocol');
  const text = (scalarText(node) ?? 'ANY').toUpperCase();
  if (text === 'ANY' || text === '') return protocols;
  const known = protocols.find((one) => one === text);
  if (known === undefined && !others.includes(text))
    doubts.spoilt(node ?? port, 'toPorts.ports.protocol', literal('is not a protocol'));
  return known === undefined ? [] : [known];
}
