import type { Exposure } from '../exposure/exposure.ts';
import { objectName } from '../graph/objects.ts';
import { everywhere, includes } from '../model/cidr.ts';
import { joined, literal, type Message, say } from '../model/message.ts';
import { causeOf } from './changes.ts';
import type { Observation, Transition, TransitionRule } from './rule.ts';
import { doorOf } from './words.ts';

/**
 * The same port of the same pods through two doors of different kinds, of which one has not got what guards the other.
 * Only where the change opens or alters one of them; the node port of a load balancer without ranges is no second door.
 */
export const multipleEntryPaths: TransitionRule = {
  id: 'multiple-entry-paths',
  severity: 'warning',
  summary: 'a second way to the same pods, past what guards the first',
  looksAt: 'transition',
  find: (transition) => {
    const doors = doorsByTarget(transition);
    return touched(transition).flatMap((exposure) => {
      const others = (doors.get(placeOf(exposure)) ?? []).filter((other) => isOtherDoor(exposure, other));
      return [...bypasses(exposure, others), ...bypassed(exposure, others)];
    });
  },
};

const direct = ['lb', 'node-port', 'external-ip', 'host-port'];
const isDirect = ({ entry }: Exposure): boolean => direct.includes(entry.kind);
const isDoor = (exposure: Exposure): boolean => isDirect(exposure) || exposure.entry.kind === 'http-route';

/** The doors that the change opens or alters, once for each key and its units. */
function touched({ diff }: Transition): readonly Exposure[] {
  const all = [...diff.added, ...[...diff.widened, ...diff.rerouted].map(({ after }) => after)].filter(isDoor);
  return [...new Map(all.map((one) => [[one.key, placeOf(one)].join('\n'), one])).values()];
}

function doorsByTarget({ units }: Transition): ReadonlyMap<string, readonly Exposure[]> {
  const all = units.flatMap(({ head }) => head.exposures.filter(isDoor));
  return Map.groupBy(
    all.filter(({ target }) => target?.port !== undefined),
    placeOf,
  );
}

/** The unit, the workload and its port; never the same for a way that ends nowhere. */
const placeOf = ({ unit, key, target }: Exposure): string =>
  target?.port === undefined ? `${unit}\n${key}` : `${unit}\n${objectName(target)}:${target.port}/${target.protocol}`;

const isOtherDoor = (one: Exposure, other: Exposure): boolean =>
  isDirect(one) !== isDirect(other) ||
  (one.entry.kind === 'node-port' && other.entry.kind === 'lb' && isRestricted(other));

const isRestricted = ({ sources }: Exposure): boolean => sources.join() !== everywhere.join();

/** Doors that have something which the one that the change opens has not. */
function bypasses(exposure: Exposure, others: readonly Exposure[]): readonly Observation[] {
  if (!isDirect(exposure)) return [];
  const guarded = others.map((other) => ({ other, guards: guardsPast(exposure, other) }));
  const [strongest] = guarded.toSorted((a, b) => b.guards.length - a.guards.length);
  if (strongest === undefined) return [];
  const past = pastWords(strongest.other, strongest.guards, others.length);
  return [
    {
      ...about(exposure),
      message: say`${doorOf(exposure)} leads to the same pods as ${past}`,
      adds: say`it leads past ${past}`,
      help: say`remove it and let clients come through the guarded way, or guard both alike`,
      ...(strongest.guards.length === 0 ? { severity: 'notice' } : {}),
    },
  ];
}

/** A guarded door beside one that was open already: what guards it does not guard the pods. */
function bypassed(exposure: Exposure, others: readonly Exposure[]): readonly Observation[] {
  if (isDirect(exposure)) return [];
  const open = others.find((other) => isDirect(other) && guardsPast(other, exposure).length > 0);
  if (open === undefined) return [];
  return [
    {
      ...about(exposure),
      message: say`${doorOf(open)} leads to the same pods past ${pastWords(exposure, guardsPast(open, exposure), 1)}`,
      help: say`close ${doorOf(open)} if clients shall come through the guarded way only`,
      severity: 'notice',
    },
  ];
}

const about = ({ key, at, because, units, entry, ...exposure }: Exposure) => ({
  about: key,
  object: entry.object,
  at,
  because,
  units,
  exposure: key,
  cause: causeOf({ key, at, because, units, entry, ...exposure }),
});

/** What a client of `other` has to pass and a client of `exposure` has not. */
function guardsPast(exposure: Exposure, other: Exposure): readonly string[] {
  const encrypts = ({ transport }: Exposure): boolean => transport !== 'plaintext' && transport !== 'unknown';
  return [
    ...(encrypts(other) && !encrypts(exposure) ? ['TLS'] : []),
    ...other.auth.filter((one) => !exposure.auth.includes(one)),
    ...(isRestricted(other) && includes(other.sources, exposure.sources) !== true ? ['source ranges'] : []),
  ];
}

function pastWords(other: Exposure, guards: readonly string[], count: number): Message {
  const more = count > 1 ? literal(` and ${count - 1} more`) : literal('');
  const door = say`${doorOf(other)}${more}`;
  if (guards.length === 0) return say`${door}, and its routing`;
  return say`${door}, and its ${joined(
    guards.map((guard) => say`${guard}`),
    ', ',
  )}`;
}
