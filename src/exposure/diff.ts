import { byText, type Position } from '../model/source.ts';
import { compareAttributes } from './attributes.ts';
import { type Change, type ChangedAttribute, type Exposure, type ExposureDiff, routeKinds } from './exposure.ts';
import { nothingElse, type Pair, pairExposures, type Standing, sameBackend } from './pair.ts';
import { classOf } from './route-key.ts';

/** What could not be seen on one side: there, silence proves nothing. */
export interface Visibility {
  /** True for a file of head whose content, or a part of it, could not be read. */
  readonly isOpaqueAtHead: (path: string) => boolean;
  /** False where a target that is missing may only be hidden. */
  readonly isComplete: { readonly base: boolean; readonly head: boolean };
  readonly standing: Standing;
}

export const everythingSeen: Visibility = {
  isOpaqueAtHead: () => false,
  isComplete: { base: true, head: true },
  standing: nothingElse,
};

/**
 * Compares the ways into one unit at base with those at head. Order, file names and splitting of the manifests do not
 * matter; a way in of a file that head hides is not called closed.
 */
export function diffExposures(
  base: readonly Exposure[],
  head: readonly Exposure[],
  visibility: Visibility = everythingSeen,
): ExposureDiff {
  const unchanged = new Set(base).intersection(new Set(head));
  const paired = pairExposures(
    base.filter((one) => !unchanged.has(one)),
    head.filter((one) => !unchanged.has(one)),
    visibility.standing,
  );
  const removed = paired.removed.filter((one) => !isHidden(one, visibility));
  const changes = classifyPairs(paired.pairs, visibility);
  const backends = sharedEntries(paired.added, removed, base, head);
  const [openAtBase, openAtHead] = [openNodes(base), openNodes(head)];
  return {
    added: withoutTold(paired.added.filter((one) => !backends.gained.has(one) && !isCovered(one, openAtBase))),
    removed: withoutTold(removed.filter((one) => !backends.lost.has(one) && !isCovered(one, openAtHead))),
    ...changes,
    rerouted: [
      ...changes.rerouted,
      ...[...backends.gained.values(), ...backends.lost.values()].filter(
        (change) => !isMasked(change, visibility) && !isDouble(change),
      ),
    ].sort(byKey),
  };
}

/** A listener that comes or goes with the routes that it serves is told with them: they name its line. */
function withoutTold(ways: readonly Exposure[]): readonly Exposure[] {
  const told = new Set(
    ways.filter(({ entry }) => entry.door !== undefined).flatMap(({ because }) => because.map(placeText)),
  );
  if (told.size === 0) return ways;
  return ways.filter(
    ({ entry, because }) => entry.kind !== 'listener' || !because.slice(0, 1).some((at) => told.has(placeText(at))),
  );
}

const placeText = ({ path, line, column }: Position): string => `${path}\n${line}\n${column}`;

/** Sorts pairs by what became of them; those that are equal in everything compared are left out. */
export function classifyPairs(
  pairs: readonly Pair[],
  visibility: Visibility = everythingSeen,
): Omit<ExposureDiff, 'added' | 'removed'> {
  const classified = pairs.map((pair) => classify(pair, visibility));
  const of = (name: Classified['is']): readonly Change[] =>
    classified.filter((one) => one.is === name).map(({ change }) => change);
  return {
    widened: of('widened'),
    narrowed: of('narrowed'),
    changed: of('changed'),
    moved: of('moved'),
    rerouted: classified.filter(({ rerouted }) => rerouted).map(({ change }) => change),
  };
}

const byKey = (a: Change, b: Change): number => byText(a.after.key, b.after.key);

interface Classified {
  readonly is: 'widened' | 'narrowed' | 'changed' | 'moved' | 'unchanged';
  readonly rerouted: boolean;
  readonly change: Change;
}

function classify({ before, after }: Pair, { isComplete }: Pick<Visibility, 'isComplete'>): Classified {
  const { up, down, sideways } = compareAttributes(before, after);
  const pair = { before, after };
  const rerouted =
    asksElsewhere(pair, { isComplete }) || (!isMasked(pair, { isComplete }) && !sameBackend(before, after));
  const moved = moveOf(before, after);
  const attributes: ChangedAttribute[] = [
    ...up,
    ...down,
    ...sideways,
    ...(rerouted ? (['target'] as const) : []),
    ...moved,
  ];
  const change: Change = { before, after, attributes };
  return { is: nameOf(up.length, down.length, sideways.length, moved.length > 0), rerouted, change };
}

/** Where one side leads nowhere that can be seen, and not everything could be, nobody knows whether it led elsewhere. */
const isMasked = ({ before, after }: Pair, { isComplete }: Pick<Visibility, 'isComplete'>): boolean =>
  (before.target === undefined && !isComplete.base) || (after.target === undefined && !isComplete.head);

/** There, only the Service's own selector tells: another one asks for other pods, wherever they may be. */
const asksElsewhere = (pair: Pair, visibility: Pick<Visibility, 'isComplete'>): boolean =>
  isMasked(pair, visibility) && pair.before.hops.at(-1)?.selector !== pair.after.hops.at(-1)?.selector;

/** More in one respect is widened, unless it is less in another: then nobody can say which of them weighs more. */
function nameOf(up: number, down: number, sideways: number, moved: boolean): Classified['is'] {
  if (up > 0) return down > 0 ? 'changed' : 'widened';
  if (sideways > 0) return 'changed';
  if (down > 0) return 'narrowed';
  return moved ? 'moved' : 'unchanged';
}

/**
 * What of its place is another now. A route may move between objects of its namespace and front door without anybody
 * noticing; a Service or a pod is its object.
 */
function moveOf(before: Exposure, after: Exposure): readonly ChangedAttribute[] {
  const { kind, object } = before.entry;
  const isRoute = routeKinds.includes(kind);
  const named = ({ entry }: Exposure): string => `${entry.object.kind} ${entry.object.name}`;
  // A DaemonSet opens its hostPort on other nodes than the Deployment that it was.
  const isOther = !isRoute && kind !== 'dev-mapping' && named(before) !== named(after);
  const travels = !before.units.some((unit) => after.units.includes(unit));
  return [
    ...(travels ? (['unit'] as const) : []),
    ...(isRoute && classOf(before.key) !== classOf(after.key) ? (['class'] as const) : []),
    ...(isOther || object.namespace !== after.entry.object.namespace ? (['object'] as const) : []),
  ];
}

/** Entries that exist on both sides and have gained or lost one of several backends: rerouted, not opened or closed. */
function sharedEntries(
  added: readonly Exposure[],
  removed: readonly Exposure[],
  base: readonly Exposure[],
  head: readonly Exposure[],
): { readonly gained: ReadonlyMap<Exposure, Change>; readonly lost: ReadonlyMap<Exposure, Change> } {
  // Nearly every review adds and removes nothing: then there is nothing to look up.
  const [inBase, inHead] = [firstByKey(added.length > 0 ? base : []), firstByKey(removed.length > 0 ? head : [])];
  const attributes = ['target'] as const;
  return {
    gained: new Map(
      added.flatMap((after) => {
        const before = inBase.get(after.key);
        return before === undefined ? [] : [[after, { before, after, attributes, backends: 'gained' }] as const];
      }),
    ),
    lost: new Map(
      removed.flatMap((before) => {
        const after = inHead.get(before.key);
        return after === undefined ? [] : [[before, { before, after, attributes, backends: 'lost' }] as const];
      }),
    ),
  };
}

/** A second object that leads where the first one does changes nothing; of another namespace it leads elsewhere. */
const isDouble = ({ before, after }: Change): boolean =>
  before.entry.object.namespace === after.entry.object.namespace && sameBackend(before, after);

const firstByKey = (exposures: readonly Exposure[]): ReadonlyMap<string, Exposure> =>
  new Map(exposures.toReversed().map((exposure) => [exposure.key, exposure]));

/**
 * Every port of a hostNetwork pod is open on its node already, so declaring one more opens nothing and dropping a
 * declaration closes nothing.
 */
const isCovered = ({ entry, key }: Exposure, openNodes: ReadonlySet<string>): boolean =>
  entry.kind === 'host-network' && entry.port !== undefined && openNodes.has(`${key.slice(0, key.lastIndexOf('|'))}|*`);

const openNodes = (exposures: readonly Exposure[]): ReadonlySet<string> =>
  new Set(
    exposures.filter(({ entry }) => entry.kind === 'host-network' && entry.port === undefined).map(({ key }) => key),
  );

const isHidden = ({ at, because }: Exposure, { isOpaqueAtHead }: Visibility): boolean =>
  [at, ...because].some(({ path }) => isOpaqueAtHead(path));
