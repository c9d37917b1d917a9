import { type Access, portsOf } from '../graph/policy/compare.ts';
import { everyPort, type Ports, without } from '../graph/policy/ports.ts';
import { canonicalCidrs, everywhere } from '../model/cidr.ts';
import { listed } from '../model/listed.ts';
import { joined, literal, type Message, plain, say } from '../model/message.ts';
import { type Protocol, protocols } from '../model/port.ts';
import { describe } from '../model/resource.ts';
import type { PolicyChange } from './policy-changes.ts';

type Which = 'gained' | 'lost';

/**
 * `Deployment shop/web and 2 more are also open to everybody on every port`; where it is something else for the others,
 * only how many they are.
 */
export function opennessOf({ changes }: PolicyChange, which: Which): Message {
  const [first, ...others] = changes;
  const count = others.length;
  const [one, many] = verbs[which];
  const what = accessWords(first[which]);
  if (count === 0) return say`${describe(first.after.id)} ${literal(one)} ${what}`;
  const isSame = others.every((other) => plain(accessWords(other[which])) === plain(what));
  if (isSame) return say`${describe(first.after.id)} and ${literal(`${count} more ${many}`)} ${what}`;
  const rest = `, and ${count} more ${count === 1 ? 'is' : 'are'} ${unlike[which]}`;
  return say`${describe(first.after.id)} ${literal(one)} ${what}${literal(rest)}`;
}

const verbs: Readonly<Record<Which, readonly [string, string]>> = {
  gained: ['is also open to', 'are also open to'],
  lost: ['is now closed to', 'are now closed to'],
};

const unlike: Readonly<Record<Which, string>> = { gained: 'open to more clients', lost: 'closed to some clients' };

/** `everybody on every port`; clients outside of the cluster and pods apart where their ports differ. */
function accessWords(accesses: readonly Access[]): Message {
  const outside = accesses.filter(({ isOutside }) => isOutside);
  const pods = accesses.filter(({ isOutside }) => !isOutside);
  const kinds = [pods, outside].filter(({ length }) => length > 0);
  const isOne = new Set(kinds.map((kind) => portText(portsOf(kind)))).size === 1;
  return joined(
    (isOne ? [accesses] : kinds).map((kind) => say`${fromWords(kind)} on ${portWords(portsOf(kind))}`),
    ', and to ',
  );
}

/** Everybody is said in one word; addresses and pods are lists of their own. */
function fromWords(accesses: readonly Access[]): Message {
  const [outside, pods] = [true, false].map((is) => accesses.filter(({ isOutside }) => isOutside === is));
  const lists = [pods, outside].flatMap((some) => (some === undefined || some.length === 0 ? [] : [callersOf(some)]));
  if (lists.flat().join() === `${everyPod},${everyClient}`) return literal('everybody');
  return joined(lists.map(listed), ' and ');
}

const everyPod = 'pods in every namespace';
const everyClient = 'everybody outside the cluster';

function callersOf(accesses: readonly Access[]): readonly string[] {
  if (accesses.some(({ isOutside }) => !isOutside)) return accesses.map(({ who }) => who);
  const cidrs = canonicalCidrs(accesses.flatMap(({ who }) => who.split(', ')));
  return cidrs.join() === everywhere.join() ? [everyClient] : cidrs;
}

/** The same for the same ports, with all of them. */
const portText = (ports: Access['ports']): string => JSON.stringify([...ports]);

function portWords(ports: Access['ports']): Message {
  const isEvery = ports.size === 3 && [...ports.values()].every(isEveryPort);
  if (isEvery) return literal('every port');
  const missing = new Map(
    protocols.flatMap((protocol) => {
      const ranges = without(everyPort, ports.get(protocol) ?? []);
      return ranges.length > 0 ? [[protocol, ranges] as const] : [];
    }),
  );
  const isShort = ports.size === 3 && [...missing.values()].every((ranges) => ranges.length < 3);
  return isShort ? say`every port but ${named(missing)}` : named(ports);
}

/** `TCP ports 80 and 8086–9000 and UDP port 53`. */
const named = (ports: Access['ports']): Message =>
  listed([...ports].map(([protocol, ranges]) => rangeWords(protocol, ranges)));

function rangeWords(protocol: Protocol, ranges: Ports): Message {
  if (isEveryPort(ranges)) return literal(`every ${protocol} port`);
  const isOne = ranges.length === 1 && ranges[0]?.first === ranges[0]?.last;
  const texts = ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}–${last}`));
  return say`${literal(`${protocol} ${isOne ? 'port' : 'ports'}`)} ${listed(texts)}`;
}

const isEveryPort = ([first, ...others]: Ports): boolean =>
  others.length === 0 && first?.first === 1 && first.last === 65_535;
