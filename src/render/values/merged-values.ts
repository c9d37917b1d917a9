import type { MapEntry, MapNode, Node } from '../../manifest/node.ts';
import { isNull, mapAt, type Place } from '../kustomize/edit.ts';

/**
 * Values as Helm lays them over one another, the later ones on top: maps are merged, everything else is replaced, and null
 * takes a key away. Each value keeps its place.
 * @param place where values stand of which there are none
 * @see https://helm.sh/docs/chart_template_guide/values_files/
 */
export function mergedValues(all: readonly Node[], place: Place): MapNode {
  const maps = all.filter((one) => one.kind === 'map');
  const [first, ...others] = maps;
  if (first === undefined) return mapAt([], place);
  const known = new Map<MapNode, Map<MapNode, MapNode>>();
  return others.reduce((below, above) => merged(below, above, known), first);
}

/** Aliases let the same two maps meet again and again. */
type Known = Map<MapNode, Map<MapNode, MapNode>>;

function merged(below: MapNode, above: MapNode, known: Known): MapNode {
  if (below === above) return below;
  const before = known.get(below)?.get(above);
  if (before !== undefined) return before;
  const entries = new Map(below.entries.map((one) => [one.key, one]));
  for (const one of above.entries) {
    const under = entries.get(one.key);
    if (isNull(one.value)) entries.delete(one.key);
    else entries.set(one.key, under === undefined ? one : over(under, one, known));
  }
  const result = mapAt([...entries.values()], above);
  known.set(below, (known.get(below) ?? new Map<MapNode, MapNode>()).set(above, result));
  return result;
}

const over = (below: MapEntry, above: MapEntry, known: Known): MapEntry =>
  below.value.kind === 'map' && above.value.kind === 'map'
    ? { ...above, value: merged(below.value, above.value, known) }
    : above;
