import { byText } from '../model/source.ts';
import { coversHost, coversPath } from './attributes.ts';
import type { Exposure, Target } from './exposure.ts';
import { addressOf, matchOf } from './route-key.ts';

export interface Pair {
  readonly before: Exposure;
  readonly after: Exposure;
}

export interface Pairing {
  readonly pairs: readonly Pair[];
  readonly added: readonly Exposure[];
  readonly removed: readonly Exposure[];
}

/** Two ways in with the same mark are the same way in; undefined never pairs. */
type Mark = (exposure: Exposure) => string | undefined;

/** Pairs each way in at base with the same one at head, one to one: first by key, then by what is left of it. */
export function pairExposures(base: readonly Exposure[], head: readonly Exposure[]): Pairing {
  const start: Pairing = { pairs: [], added: head, removed: base };
  const marked = marks.reduce(pairBy, start);
  return pairRoutes(marked);
}

/**
 * The marks in the order in which they are tried, the surest first. A Service port keeps its identity by name, then by
 * number, then by where it leads; a Service or workload that was renamed or moved to another namespace keeps it by
 * what it leads to.
 */
const marks: readonly Mark[] = [
  ({ key, ...exposure }) => `${key}|${relativeBackend(exposure)}`,
  ({ key }) => key,
  (exposure) =>
    ofKinds(
      exposure,
      ['lb', 'node-port', 'external-ip'],
      `${object(exposure)}|${exposure.entry.port}|${claimed(exposure)}`,
    ),
  (exposure) =>
    `${exposure.entry.kind}|${object(exposure)}|${relativeBackend(exposure)}|${exposure.entry.host}|${exposure.entry.path}|${claimed(exposure)}`,
  (exposure) => ofKinds(exposure, ['http-route'], addressOf(exposure.key)),
  (exposure) => ofKinds(exposure, ['dev-mapping'], `${exposure.entry.port}/${exposure.entry.protocol}`),
  // From here on the object has another name or another namespace. A route is its host and path: another one is new.
  (exposure) => renamed(exposure, exposure.entry.object.name),
  (exposure) => renamed(exposure, exposure.entry.object.namespace),
];

const ofKinds = ({ entry }: Exposure, kinds: readonly string[], mark: string): string | undefined =>
  kinds.includes(entry.kind) ? `${entry.kind}|${mark}` : undefined;
/** An external IP that takes the place of another one is another way in: the cluster claims an address anew. */
const claimed = ({ entry }: Pick<Exposure, 'entry'>): string =>
  entry.kind === 'external-ip' ? (entry.address ?? '') : '';
function renamed(exposure: Exposure, same: string | undefined): string | undefined {
  const { entry, target } = exposure;
  if (target === undefined || entry.kind === 'http-route') return undefined;
  return [entry.kind, same, entry.port, claimed(exposure), relativeBackend(exposure)].join('|');
}
const object = ({ entry: { object: ref } }: Exposure): string => `${ref.namespace ?? ''}/${ref.name}`;

/** Where it ends, with the namespace only where it is another one than the entry's: both may move together. */
function relativeBackend({ entry, target, hops }: Pick<Exposure, 'entry' | 'target' | 'hops'>): string {
  const node = entry.kind === 'dev-mapping' ? `${entry.nodePort}|` : '';
  if (target === undefined) return `${node}?|${hops.at(-1)?.targetPort ?? hops.at(-1)?.port ?? ''}`;
  const namespace = target.namespace === entry.object.namespace ? '.' : (target.namespace ?? '');
  return [
    kindOf(target, entry.kind),
    namespace,
    nameOf(target, entry),
    `${target.port ?? '*'}/${target.protocol}`,
  ].join('|');
}

/** A pod's own port follows its workload, whatever it is called now. */
const nameOf = (target: Target, entry: Exposure['entry']): string => (isOwn(entry.kind) ? '.' : target.name);
const kindOf = (target: Target, kind: string): string => (isOwn(kind) ? '.' : target.kind);
const isOwn = (kind: string): boolean => kind === 'host-port' || kind === 'host-network';

/** Do both lead to the same place, as far as places are compared? */
export const sameBackend = (before: Exposure, after: Exposure): boolean =>
  isOwn(before.entry.kind)
    ? before.target?.port === after.target?.port
    : relativeBackend(before) === relativeBackend(after);

function pairBy({ pairs, added, removed }: Pairing, mark: Mark): Pairing {
  if (added.length === 0 || removed.length === 0) return { pairs, added, removed };
  const waiting = new Map<string, Exposure[]>();
  for (const before of removed) {
    const name = mark(before);
    if (name === undefined) continue;
    const known = waiting.get(name);
    if (known === undefined) waiting.set(name, [before]);
    else known.push(before);
  }
  for (const list of waiting.values()) list.reverse();
  const found: Pair[] = [];
  const left = added.filter((after) => {
    const before = waiting.get(mark(after) ?? '')?.pop();
    if (before !== undefined) found.push({ before, after });
    return before === undefined;
  });
  const taken = new Set(found.map(({ before }) => before));
  return { pairs: [...pairs, ...found], added: left, removed: removed.filter((one) => !taken.has(one)) };
}

/** A rule of the same Ingress to the same backend whose host or path now covers more, or less, than it did. */
function pairRoutes({ pairs, added, removed }: Pairing): Pairing {
  const waiting = Map.groupBy(removed.filter(isRoute), routeMark);
  const taken = new Set<Exposure>();
  const found: Pair[] = [];
  for (const after of added.filter(isRoute)) {
    const before = waiting.get(routeMark(after))?.find((one) => !taken.has(one) && comparable(one, after));
    if (before === undefined) continue;
    taken.add(before);
    taken.add(after);
    found.push({ before, after });
  }
  return {
    pairs: [...pairs, ...found].sort((a, b) => byText(a.after.key, b.after.key)),
    added: added.filter((one) => !taken.has(one)),
    removed: removed.filter((one) => !taken.has(one)),
  };
}

const isRoute = ({ entry }: Exposure): boolean => entry.kind === 'http-route';
const routeMark = (exposure: Exposure): string => `${object(exposure)}|${relativeBackend(exposure)}`;

function comparable(before: Exposure, after: Exposure): boolean {
  const [hosts, paths] = [
    [before.entry.host, after.entry.host],
    [matchOf(before.key), matchOf(after.key)],
  ] as const;
  const host = hosts[0] === hosts[1] || coversHost(hosts[0], hosts[1]) || coversHost(hosts[1], hosts[0]);
  const path = paths[0] === paths[1] || coversPath(paths[0], paths[1]) || coversPath(paths[1], paths[0]);
  return host && path;
}
