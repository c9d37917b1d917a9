import type { Exposure } from '../exposure/exposure.ts';
import type { Way } from './ways.ts';
import { named } from './words.ts';

/** How near an unchanged way is to ways that changed, the smaller the nearer. */
const otherWayToSamePods = 0;
const samePods = 1;
const sameService = 2;

/**
 * How near a way is to `ways`: to the same pods by an entry of another kind, as a node port beside an Ingress, to the
 * same pods, or through the same Service; infinite where they share nothing.
 *
 * Equal names in two units are two things: objects are linked inside a unit and never across.
 */
export function nearnessTo(ways: readonly Pick<Way, 'exposures'>[]): (context: Exposure) => number {
  const exposures = ways.flatMap((way) => way.exposures);
  const services = new Set(exposures.flatMap(servicesOf));
  const kindsAt = new Map<string, Set<string>>();
  for (const exposure of exposures)
    for (const pods of podsOf(exposure)) kindsAt.set(pods, (kindsAt.get(pods) ?? new Set()).add(exposure.entry.kind));
  return (context) => {
    const kinds = podsOf(context).flatMap((pods) => kindsAt.get(pods) ?? []);
    if (kinds.length > 0) return kinds.some((at) => at.has(context.entry.kind)) ? samePods : otherWayToSamePods;
    return servicesOf(context).some((service) => services.has(service)) ? sameService : Number.POSITIVE_INFINITY;
  };
}

/** The pods that a way ends at, in each unit; a workload's ports are the same pods. */
export const podsOf = ({ units, target }: Exposure): readonly string[] =>
  target === undefined ? [] : inEach(units, named(target));

const servicesOf = ({ units, hops }: Exposure): readonly string[] =>
  hops.filter(({ kind }) => kind === 'Service').flatMap((hop) => inEach(units, named(hop)));

const inEach = (units: readonly string[], name: string): readonly string[] =>
  units.map((unit) => JSON.stringify([unit, name]));
