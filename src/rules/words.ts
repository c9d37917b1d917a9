import { address, localCluster } from '../exposure/entry-words.ts';
import type { Entry, EntryKind, Exposure, Target } from '../exposure/exposure.ts';
import { everywhere, exceptFor } from '../model/cidr.ts';
import { listed } from '../model/listed.ts';
import { joined, literal, type Message, say } from '../model/message.ts';
import { describe, type LabelSelector, type MeshNeed, type NamespaceRule } from '../model/resource.ts';
import { conditionsOf } from '../model/selector-text.ts';
import { isUnlisted, namedBy } from '../model/unlisted.ts';

/** How people call a door: `TCP port 80 of Service shop/web`, `web.example.com/ of Ingress shop/site`. */
export const doorOf = ({ entry }: Exposure): Message =>
  say`${doors[entry.kind](entry)} of ${entry.kind === 'dev-mapping' ? localCluster(entry.object) : describe(entry.object)}`;

/** `TCP port 80`, or `a TCP port` where a placeholder stands. */
export const portOf = ({ protocol = 'TCP', port, portName }: Entry): Message => {
  const known = port ?? portName;
  return known === undefined ? say`a ${protocol} port` : say`${protocol} port ${known}`;
};

/** `TCP port 8080 of Deployment shop/web`, or the pods alone where no port is known. */
export const targetOf = (target: Target): Message =>
  target.port === undefined
    ? say`${describe(target)}`
    : say`${target.protocol} port ${target.port} of ${describe(target)}`;

const doors: Readonly<Record<EntryKind, (entry: Entry) => Message>> = {
  'http-route': (entry) => say`${address(entry)}`,
  tunnel: (entry) => (entry.path === undefined ? portOf(entry) : say`${address(entry)}`),
  'l4-route': (entry) => (entry.host === undefined ? portOf(entry) : say`${portOf(entry)} for ${entry.host}`),
  listener: ({ host = '*', port }) => say`listener ${`${host}:${port ?? '?'}`}`,
  'node-port': ({ nodePort, port }) =>
    nodePort === undefined ? say`the node port for port ${port ?? '?'}` : say`node port ${nodePort}`,
  'host-network': () => literal('the host network'),
  'host-port': ({ port }) => say`hostPort ${port ?? '?'}`,
  lb: portOf,
  'external-ip': portOf,
  'dev-mapping': portOf,
};

/** Nobody whom a cluster of that family knows is left out. */
const wholeFamily = '0.0.0.0/0';

/** Who may come, in the fewest words: `clients of 10.0.0.0/8`, `everybody but clients of 203.0.113.0/24`, `everybody`. */
export function admittedBy({ sources }: Exposure): Message {
  const out = exceptFor(sources);
  if (out !== undefined) return out.length === 0 ? literal('everybody') : say`everybody but clients of ${listed(out)}`;
  const ranges = sources.filter((one) => !isUnlisted(one) && one !== wholeFamily);
  return joined(
    [
      ...(sources.includes(wholeFamily) ? [say`everybody (${wholeFamily})`] : []),
      ...(ranges.length > 0 ? [say`clients of ${listed(ranges)}`] : []),
      ...(sources.some(isUnlisted) ? [listed(sources.filter(isUnlisted).map(namedBy))] : []),
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

export const rangesOf = (exposure: Exposure): Message =>
  admitsEverybody(exposure) ? literal('everybody') : listed(exposure.sources);

export const admitsEverybody = ({ sources }: Exposure): boolean => sources.join() === everywhere.join();

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
  const count = others.length;
  const more = literal(count === 0 ? '' : ` and ${count} more ${count === 1 ? 'condition' : 'conditions'}`);
  return say`namespaces with ${first}${more}`;
}

const withFewValues = (selector: LabelSelector): LabelSelector => ({
  ...selector,
  matchExpressions: selector.matchExpressions.map((one) =>
    one.values.length > 3 ? { ...one, values: [...one.values.slice(0, 3), '…'] } : one,
  ),
});
