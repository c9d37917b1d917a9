import type { Entry, EntryKind, Exposure } from '../exposure/exposure.ts';
import { exceptFor } from '../model/cidr.ts';
import { joined, literal, type Message, say } from '../model/message.ts';
import { describe, type LabelSelector, type MeshNeed, type NamespaceRule } from '../model/resource.ts';
import { conditionsOf } from '../model/selector-text.ts';
import { isUnlisted, namedBy } from '../model/unlisted.ts';

/** How people call a door: `TCP port 80 of Service shop/web`, `web.example.com/ of Ingress shop/site`. */
export const doorOf = ({ entry }: Exposure): Message => say`${doors[entry.kind](entry)} of ${describe(entry.object)}`;

const address = ({ host = '*', path = '' }: Entry): Message => say`${host + path}`;
const port = ({ protocol = 'TCP', port: number, portName }: Entry): Message => {
  const known = number ?? portName;
  return known === undefined ? say`a ${protocol} port` : say`${protocol} port ${known}`;
};

const doors: Readonly<Record<EntryKind, (entry: Entry) => Message>> = {
  'http-route': address,
  tunnel: address,
  'l4-route': (entry) => (entry.host === undefined ? port(entry) : say`${port(entry)} for ${entry.host}`),
  listener: ({ host = '*', port: number }) => say`listener ${`${host}:${number ?? '?'}`}`,
  'node-port': ({ nodePort, port: number }) =>
    nodePort === undefined ? say`the node port for port ${number ?? '?'}` : say`node port ${nodePort}`,
  'host-network': () => literal('the host network'),
  'host-port': ({ port: number }) => say`hostPort ${number ?? '?'}`,
  lb: port,
  'external-ip': port,
  'dev-mapping': port,
};

/** At most three, and how many more there are. */
export function listed(words: readonly string[]): Message {
  const [first, ...others] = words.slice(0, 3);
  if (first === undefined) return literal('none');
  const list = others.reduce((sum, word) => say`${sum}, ${word}`, say`${first}`);
  return words.length > 3 ? say`${list} and ${literal(`${words.length - 3} more`)}` : list;
}

/** Who may come, in the fewest words: `clients of 10.0.0.0/8`, `everybody but clients of 203.0.113.0/24`, `everybody`. */
export function admittedBy({ sources }: Exposure): Message {
  const out = exceptFor(sources);
  if (out !== undefined) return out.length === 0 ? literal('everybody') : say`everybody but clients of ${listed(out)}`;
  const [ranges, others] = [sources.filter((one) => !isUnlisted(one)), sources.filter(isUnlisted).map(namedBy)];
  return joined(
    [
      ...(ranges.length > 0 ? [say`clients of ${listed(ranges)}`] : []),
      ...(others.length > 0 ? [say`those of ${listed(others)}`] : []),
    ],
    ' and ',
  );
}

/** `with principals a, or with paths /b`: at most two, and how many more; what asks for nothing is every request. */
export function requestsWith(all: readonly (readonly MeshNeed[])[]): Message {
  const rest = all.length > 2 ? [literal(`${all.length - 2} more`)] : [];
  return joined([...all.slice(0, 2).map(needsWords), ...rest], ', or ');
}

const needsWords = (needs: readonly MeshNeed[]): Message =>
  needs.length === 0 ? literal('of every kind') : say`with ${joined(needs.map(needWords), ' and ')}`;

const needWords = ({ what, isNot, values }: MeshNeed): Message =>
  what === ''
    ? literal('what a rule says that is too long to tell')
    : say`${what} ${literal(isNot ? 'other than ' : '')}${listed(values)}`;

export const rangesOf = ({ sources }: Exposure): Message =>
  sources.join() === '0.0.0.0/0,::/0' ? literal('everybody') : listed(sources);

/** `the internet (assumed)` and its relatives: who can knock. */
export const clientsOf = ({ reach, reachBasis }: Exposure): Message => {
  if (reach === 'public' || reach === 'unknown')
    return literal(reachBasis === 'assumed' ? 'the internet (assumed)' : 'the internet');
  return literal(reach === 'private' ? 'the private network' : 'whoever reaches a node');
};

const namespaces = {
  none: 'no namespace',
  same: 'its own namespace',
  all: 'every namespace',
  unknown: 'whoever is filled in',
} as const;

/** Whose routes or listeners are let in: `namespaces with team in (web,shop)`. */
export function admittedNamespaces(rule: NamespaceRule): Message {
  if (rule.from !== 'selector') return literal(namespaces[rule.from]);
  const [first, ...others] = conditionsOf(withFewValues(rule.selector));
  if (first === undefined) return literal('every namespace');
  const more = others.length === 0 ? literal('') : literal(` and ${others.length} more`);
  return say`namespaces with ${first}${more}`;
}

const withFewValues = (selector: LabelSelector): LabelSelector => ({
  ...selector,
  matchExpressions: selector.matchExpressions.map((one) =>
    one.values.length > 3 ? { ...one, values: [...one.values.slice(0, 3), '…'] } : one,
  ),
});
