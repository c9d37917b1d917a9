import { objectName } from '../graph/objects.ts';
import type { ObjectRef } from '../model/resource.ts';
import { byText } from '../model/source.ts';
import { coversHost, coversPath, wildcardLabels } from './attributes.ts';
import { type Exposure, routeKinds, type Target } from './exposure.ts';
import type { Form } from './form.ts';
import { addressOf, classOf, matchOf } from './route-key.ts';

export interface Pair {
  readonly before: Exposure;
  readonly after: Exposure;
}

export interface Pairing {
  readonly pairs: readonly Pair[];
  readonly added: readonly Exposure[];
  readonly removed: readonly Exposure[];
}

/** Which objects there are on each side, whether or not anything leads to them. */
export interface Standing {
  readonly atBase: (object: ObjectRef) => boolean;
  readonly atHead: (object: ObjectRef) => boolean;
}

/** Nothing but the ways in themselves. */
export const nothingElse: Standing = { atBase: () => false, atHead: () => false };

/** Two ways in with the same mark are the same way in; undefined never pairs. */
type Mark = (exposure: Exposure) => string | undefined;

/** Pairs each way in at base with the same one at head, one to one: first by key, then by what is left of it. */
export function pairExposures(
  base: readonly Exposure[],
  head: readonly Exposure[],
  standing: Standing = nothingElse,
): Pairing {
  const start: Pairing = { pairs: [], added: head, removed: base };
  const known = marks.reduce((pairing, mark) => pairBy(pairing, mark, () => true), start);
  const renamed = renames.reduce((pairing, mark) => pairBy(pairing, mark, isRename(standing)), known);
  return pairRoutes(renamed);
}

/**
 * Has the object only got another name? Not where the old one is still there, or the new one was there already: then a
 * door has changed its owner. The same holds for what it leads to.
 */
const isRename =
  ({ atBase, atHead }: Standing) =>
  (before: Exposure, after: Exposure): boolean =>
    [
      [before.entry.object, after.entry.object] as const,
      ...(before.target && after.target ? [[before.target, after.target] as const] : []),
    ].every(([old, now]) => isSame(old, now) || (!atHead(old) && !atBase(now)));

const isSame = (a: ObjectRef, b: ObjectRef): boolean =>
  a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;

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
      `${object(exposure)}|${exposure.entry.port}/${exposure.entry.protocol}|${claimed(exposure)}`,
    ),
  (exposure) =>
    `${exposure.entry.kind}|${object(exposure)}|${relativeBackend(exposure)}|${exposure.entry.host}|${exposure.entry.path}|${exposure.entry.protocol}|${claimed(exposure)}`,
  (exposure) => ofKinds(exposure, routeKinds, addressOf(exposure.key)),
  (exposure) => ofKinds(exposure, ['listener'], `${object(exposure)}|${exposure.entry.port}|${exposure.entry.host}`),
  (exposure) => ofKinds(exposure, ['listener'], classOf(exposure.key)),
  (exposure) => ofKinds(exposure, ['dev-mapping'], `${exposure.entry.port}/${exposure.entry.protocol}`),
];

/** The object has another name or another namespace. A route is its host and path: another one is new. */
const renames: readonly Mark[] = [
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
  if (target === undefined || routeKinds.includes(entry.kind)) return undefined;
  return [entry.kind, same, entry.port, entry.protocol, claimed(exposure), relativeBackend(exposure)].join('|');
}
/** With its kind: a DaemonSet beside a Deployment of the same name is another object. */
const object = ({ entry }: Exposure): string => objectName(entry.object);

/** Where it ends, with the namespace only where it is another one than the entry's: both may move together. */
function relativeBackend({ entry, target, hops }: Pick<Exposure, 'entry' | 'target' | 'hops'>): string {
  const node = entry.kind === 'dev-mapping' ? `${entry.nodePort}|` : '';
  const hop = hops.at(-1);
  // A route that leads nowhere still says to which Service.
  const named = routeKinds.includes(entry.kind) ? `|${hop?.name ?? ''}` : '';
  if (target === undefined) return `${node}?|${hop?.targetPort ?? hop?.port ?? ''}${named}`;
  // An unset namespace is the one that the deploy action fills in, so it may be the same.
  const isOwnNamespace =
    target.namespace === undefined ||
    entry.object.namespace === undefined ||
    target.namespace === entry.object.namespace;
  const namespace = isOwnNamespace ? '.' : target.namespace;
  return [
    kindOf(target, entry.kind),
    namespace,
    nameOf(target, entry),
    `${target.port ?? '*'}/${target.protocol}`,
    ...(target.addresses ?? []),
  ].join('|');
}

/** A pod's own port follows its workload, whatever it is called now. */
const nameOf = (target: Target, entry: Exposure['entry']): string => (isOwn(entry.kind) ? '.' : target.name);
const kindOf = (target: Target, kind: string): string => (isOwn(kind) ? '.' : target.kind);
const isOwn = (kind: string): boolean => kind === 'host-port' || kind === 'host-network';

/** Do both lead to the same place, as far as places are compared? */
export const sameBackend = (before: Form, after: Form): boolean =>
  isOwn(before.entry.kind)
    ? before.target?.port === after.target?.port
    : relativeBackend(before) === relativeBackend(after);

function pairBy(
  { pairs, added, removed }: Pairing,
  mark: Mark,
  isAllowed: (before: Exposure, after: Exposure) => boolean,
): Pairing {
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
    const candidates = waiting.get(mark(after) ?? '') ?? [];
    const index = lastAllowed(candidates, (before) => isAllowed(before, after));
    const [before] = index < 0 ? [] : candidates.splice(index, 1);
    if (before === undefined) return true;
    found.push({ before, after });
    return false;
  });
  const taken = new Set(found.map(({ before }) => before));
  return { pairs: [...pairs, ...found], added: left, removed: removed.filter((one) => !taken.has(one)) };
}

/** The one nearest to the end, among the last few. */
function lastAllowed(candidates: readonly Exposure[], isAllowed: (before: Exposure) => boolean): number {
  const first = Math.max(0, candidates.length - maxCandidates);
  const index = candidates.slice(first).findLastIndex((before) => isAllowed(before));
  return index < 0 ? index : first + index;
}

/** More than these that could be one another are not compared, but told as gone and new. */
const maxCandidates = 100;

/** A rule of the same Ingress to the same backend whose host or path now covers more, or less, than it did. */
function pairRoutes({ pairs, added, removed }: Pairing): Pairing {
  const waiting = new Map(
    [...Map.groupBy(removed.filter(isRoute), routeMark)].map(([mark, all]) => [mark, all.slice(0, maxCandidates)]),
  );
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

const isRoute = ({ entry }: Exposure): boolean => routeKinds.includes(entry.kind);
const routeMark = (exposure: Exposure): string => `${object(exposure)}|${relativeBackend(exposure)}`;

function comparable(before: Exposure, after: Exposure): boolean {
  const [hosts, paths] = [
    [before.entry.host, after.entry.host],
    [matchOf(before.key), matchOf(after.key)],
  ] as const;
  const labels = wildcardLabels(after);
  const host =
    hosts[0] === hosts[1] || coversHost(hosts[0], hosts[1], labels) || coversHost(hosts[1], hosts[0], labels);
  const path = paths[0] === paths[1] || coversPath(paths[0], paths[1]) || coversPath(paths[1], paths[0]);
  return host && path;
}
