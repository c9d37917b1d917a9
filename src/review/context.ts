import { uniteExposures } from '../exposure/collapse.ts';
import type { Exposure, ExposureDiff, ObjectRef } from '../exposure/exposure.ts';

/** The unchanged ways in that share a Service or a workload with a changed one: one hop around what the change does. */
export function neighbours(diff: ExposureDiff, head: readonly Exposure[]): readonly Exposure[] {
  const changes = [...diff.widened, ...diff.narrowed, ...diff.rerouted, ...diff.changed, ...diff.moved];
  const involved = [...diff.added, ...diff.removed, ...changes.flatMap(({ before, after }) => [before, after])];
  const keys = new Set(involved.map(({ key }) => key));
  const places = new Set(involved.flatMap(placesOf));
  return uniteExposures(head.filter((one) => !keys.has(one.key) && placesOf(one).some((place) => places.has(place))));
}

const placesOf = ({ hops, target }: Exposure): readonly string[] => [...hops, ...(target ? [target] : [])].map(nameOf);
const nameOf = ({ kind, namespace, name }: ObjectRef): string => `${kind}/${namespace ?? ''}/${name}`;
