import { uniteExposures } from '../exposure/collapse.ts';
import type { Exposure, ExposureDiff, ObjectRef } from '../exposure/exposure.ts';
import { objectName } from '../graph/objects.ts';

/** The unchanged ways in that share a Service or a workload with a changed one: one hop around what the change does. */
export function neighbours(diff: ExposureDiff, head: readonly Exposure[]): readonly Exposure[] {
  const changes = [...diff.widened, ...diff.narrowed, ...diff.rerouted, ...diff.changed, ...diff.moved];
  const involved = [...diff.added, ...diff.removed, ...changes.flatMap(({ before, after }) => [before, after])];
  if (involved.length === 0) return [];
  const keys = new Set(involved.map(({ key }) => key));
  const places = involved.flatMap(placesOf);
  const names = new Set(places.map(({ name }) => name));
  const wanted = new Set(places.map(objectName));
  // Most ways in share nothing with the change: their names alone tell, without making a text of each.
  const isNear = (one: Exposure): boolean =>
    placesOf(one).some((place) => names.has(place.name) && wanted.has(objectName(place)));
  return uniteExposures(head.filter((one) => isNear(one) && !keys.has(one.key)));
}

const placesOf = ({ hops, target }: Exposure): readonly ObjectRef[] =>
  target === undefined ? hops : [...hops, target];
