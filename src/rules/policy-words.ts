import { type Access, portsOf } from '../graph/policy/compare.ts';
import { everyPort, type Ports, without } from '../graph/policy/ports.ts';
import { canonicalCidrs, everywhere } from '../model/cidr.ts';
import { joined, literal, type Message, plain, say } from '../model/message.ts';
import { protocols } from '../model/port.ts';
import { describe } from '../model/resource.ts';
import type { PolicyChange } from './policy-changes.ts';
import { listed } from './words.ts';

/**
 * `Deployment shop/web and 2 more accept every port from everybody`; where it is something else for the others, only
 * how many they are.
 */
export function acceptance(
  { changes }: PolicyChange,
  which: 'gained' | 'lost',
  [one, many]: readonly [string, string],
): Message {
  const [first, ...others] = changes;
  const what = accessWords(first[which]);
  if (others.length === 0) return say`${describe(first.after.id)} ${literal(one)} ${what}`;
  const isSame = others.every((other) => plain(accessWords(other[which])) === plain(what));
  if (isSame) return say`${describe(first.after.id)} and ${literal(`${others.length} more ${many}`)} ${what}`;
  const rest = which === 'gained' ? 'more comes through to' : 'less comes through to';
  return say`${describe(first.after.id)} ${literal(one)} ${what}, and ${literal(`${rest} ${others.length} others`)}`;
}

/** `every port from everybody`; clients outside of the cluster and pods apart where their ports differ. */
function accessWords(accesses: readonly Access[]): Message {
  const outside = accesses.filter(({ isOutside }) => isOutside);
  const pods = accesses.filter(({ isOutside }) => !isOutside);
  const kinds = [pods, outside].filter(({ length }) => length > 0);
  const [all, ...others] = [...new Set(kinds.map((kind) => plainPorts(portsOf(kind))))];
  if (all !== undefined && others.length === 0) return say`${portWords(portsOf(accesses))} from ${fromWords(accesses)}`;
  return joined(
    kinds.map((kind) => say`${portWords(portsOf(kind))} from ${fromWords(kind)}`),
    ', and ',
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

const plainPorts = (ports: Access['ports']): string =>
  [...ports].map(([protocol, ranges]) => `${protocol} ${rangeText(ranges)}`).join(', ');

function portWords(ports: Access['ports'] | undefined): Message {
  const all = [...(ports ?? [])];
  const isEvery = all.length === 3 && all.every(([, ranges]) => isEveryPort(ranges));
  if (isEvery) return literal('every port');
  const missing = new Map(
    protocols.flatMap((protocol) => {
      const ranges = without(everyPort, ports?.get(protocol) ?? []);
      return ranges.length > 0 ? [[protocol, ranges] as const] : [];
    }),
  );
  const isShort = all.length === 3 && [...missing.values()].every((ranges) => ranges.length < 3);
  return isShort ? say`every port but ${plainPorts(missing)}` : say`${plainPorts(new Map(all))}`;
}

const isEveryPort = ([first, ...others]: Ports): boolean =>
  others.length === 0 && first?.first === 1 && first.last === 65_535;

const rangeText = (ranges: Ports): string =>
  isEveryPort(ranges)
    ? '(every port)'
    : ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
