import { type Exposure, routeKinds } from '../exposure/exposure.ts';
import { objectName } from '../graph/objects.ts';
import { everywhere, includes } from '../model/cidr.ts';
import { listed } from '../model/listed.ts';
import { literal, type Message, say } from '../model/message.ts';
import type { Transport } from '../model/transport.ts';
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
  summary: 'a way to the pods past what guards another',
  looksAt: 'transition',
  find: (transition) => {
    const opened = touched(transition);
    const doors = doorsBeside(opened, transition);
    return opened.flatMap((exposure) => {
      const others = (doors.get(placeOf(exposure)) ?? []).filter((other) => isOtherDoor(exposure, other));
      return [...bypasses(exposure, others), ...bypassed(exposure, others)];
    });
  },
};

const direct = ['lb', 'node-port', 'external-ip', 'host-port'];
const isDirect = ({ entry }: Exposure): boolean => direct.includes(entry.kind);
const isDoor = (exposure: Exposure): boolean =>
  (isDirect(exposure) && exposure.reach !== 'loopback') || routeKinds.includes(exposure.entry.kind);

/** The doors that the change opens or alters, once for each key and its units; a route that gets a guard is one too. */
function touched({ diff }: Transition): readonly Exposure[] {
  const guarded = diff.narrowed.filter(({ after }) => !isDirect(after));
  const all = [...diff.added, ...[...diff.widened, ...diff.rerouted, ...guarded].map(({ after }) => after)].filter(
    isDoor,
  );
  return [...new Map(all.map((one) => [[one.key, placeOf(one)].join('\n'), one])).values()];
}

/** The doors to the same pods by the port that they lead to. Most lead elsewhere: their names alone tell. */
function doorsBeside(opened: readonly Exposure[], { units }: Transition): ReadonlyMap<string, readonly Exposure[]> {
  const names = new Set(opened.map(({ target }) => target?.name));
  const isNear = (one: Exposure): boolean =>
    one.target?.port !== undefined && names.has(one.target.name) && isDoor(one);
  return Map.groupBy(names.size === 0 ? [] : units.flatMap(({ head }) => head.exposures.filter(isNear)), placeOf);
}

/** The unit, the workload and its port; never the same for a way that ends nowhere. */
const placeOf = ({ unit, key, target }: Exposure): string =>
  target?.port === undefined ? `${unit}\n${key}` : `${unit}\n${objectName(target)}:${target.port}/${target.protocol}`;

/** What a Service's own node port leads past, implicit-node-port says. */
const isOtherDoor = (one: Exposure, other: Exposure): boolean =>
  isDirect(one) !== isDirect(other) ||
  (isDirect(one) && isRestricted(other) && objectName(one.entry.object) !== objectName(other.entry.object));

const isRestricted = ({ sources }: Exposure): boolean => sources.join() !== everywhere.join();

/** Doors that have something which the one that the change opens has not. */
function bypasses(exposure: Exposure, others: readonly Exposure[]): readonly Observation[] {
  if (!isDirect(exposure)) return [];
  const guarded = others.map((other) => ({ other, guards: guardsPast(exposure, other) }));
  const [strongest] = guarded.toSorted((a, b) => b.guards.length - a.guards.length);
  if (strongest === undefined) return [];
  const { other, guards } = strongest;
  const door = doorOf(other);
  const more = literal(others.length > 1 ? ` (and ${waysIn(others.length - 1)})` : '');
  return [
    {
      ...about(exposure),
      message: say`${doorOf(exposure)} leads to the same pods as ${door}${more}${past(guards)}`,
      adds:
        guards.length === 0
          ? say`it leads to the same pods as ${door}${more}`
          : say`it bypasses the ${listed(guards)} of ${door}${more}`,
      ...(guards.length === 0
        ? { help: say`close it, unless clients need it besides ${door}`, severity: 'notice' }
        : { help: say`close it and let clients come through ${door}, or guard both alike` }),
    },
  ];
}

/** A guarded door beside one that was open already: what guards it does not guard the pods. */
function bypassed(exposure: Exposure, others: readonly Exposure[]): readonly Observation[] {
  if (isDirect(exposure)) return [];
  const open = others.find((other) => isDirect(other) && guardsPast(other, exposure).length > 0);
  if (open === undefined) return [];
  const guards = guardsPast(open, exposure);
  return [
    {
      ...about(exposure),
      message: say`${doorOf(open)} leads to the same pods as ${doorOf(exposure)}${past(guards)}`,
      adds: say`${doorOf(open)} bypasses its ${listed(guards)}`,
      help: say`close ${doorOf(open)} if clients may come only through the guarded way`,
      severity: 'notice',
    },
  ];
}

const about = (exposure: Exposure) => {
  const { key, at, because, units, entry, attributesAt } = exposure;
  const guards = (['auth', 'sources', 'transport'] as const).flatMap((name) => attributesAt[name] ?? []);
  return {
    about: key,
    object: entry.object,
    at,
    because: [...because, ...guards],
    units,
    exposure: key,
    cause: causeOf(exposure),
  };
};

/** At these doors TLS ends; one that passes it through leaves it to the pods, which ask for it at every door. */
const ending: readonly Transport[] = ['tls-only', 'tls+redirect', 'tls+plaintext'];

/** What a client of `other` has to pass and a client of `exposure` has not. */
function guardsPast(exposure: Exposure, other: Exposure): readonly string[] {
  const encrypts = ({ transport }: Exposure): boolean => ending.includes(transport);
  return [
    ...(encrypts(other) && !encrypts(exposure) ? ['TLS'] : []),
    ...other.auth.filter((one) => !exposure.auth.includes(one)),
    ...(isRestricted(other) && includes(other.sources, exposure.sources) !== true ? ['source ranges'] : []),
  ];
}

const waysIn = (count: number): string => `${count} more ${count === 1 ? 'way' : 'ways'} in`;

/** `, and bypasses its TLS and basic authentication`, or nothing. */
const past = (guards: readonly string[]): Message =>
  guards.length === 0 ? literal('') : say`, and bypasses its ${listed(guards)}`;
