import { uniteExposures } from '../exposure/collapse.ts';
import type { Exposure, ExposureDiff } from '../exposure/exposure.ts';
import { objectName } from '../graph/objects.ts';
import type { ObjectRef } from '../model/resource.ts';

/**
 * The unchanged ways in that share a Service or a workload with a changed one: one hop around what the change does.
 * Equal names in two units are two things.
 */
export function neighbours(diff: ExposureDiff, head: readonly Exposure[]): readonly Exposure[] {
  const changes = [...diff.widened, ...diff.narrowed, ...diff.rerouted, ...diff.changed, ...diff.moved];
  const involved = [...diff.added, ...diff.removed, ...changes.flatMap(({ before, after }) => [before, after])];
  if (involved.length === 0) return [];
  const keys = new Set(involved.flatMap(({ units, key }) => inUnits(units, key)));
  const names = new Set(involved.flatMap(placesOf).map(({ name }) => name));
  const wanted = new Set(
    involved.flatMap((one) => placesOf(one).flatMap((place) => inUnits(one.units, objectName(place)))),
  );
  // Most ways in share nothing with the change: their names alone tell, without making a text of each.
  const isNear = (one: Exposure): boolean =>
    placesOf(one).some(
      (place) => names.has(place.name) && inUnits(one.units, objectName(place)).some((text) => wanted.has(text)),
    );
  const isChanged = ({ units, key }: Exposure): boolean => inUnits(units, key).some((text) => keys.has(text));
  return uniteExposures(head.filter((one) => isNear(one) && !isChanged(one)));
}

const inUnits = (units: readonly string[], text: string): readonly string[] =>
  units.map((unit) => JSON.stringify([unit, text]));

const placesOf = ({ hops, target }: Exposure): readonly ObjectRef[] =>
  target === undefined ? hops : [...hops, target];
