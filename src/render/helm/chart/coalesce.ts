import { say } from '../../../model/message.ts';
import { GoMap, type Value } from '../template/value.ts';
import type { Chart } from './chart.ts';
import { copied, type Room, spend } from './read-values.ts';
import { Refused } from './refused.ts';

/** Whether a null takes a key away (what templates see) or stays (while values are still put together). */
export type Nulls = 'delete' | 'keep';

/** A chart while its dependencies are chosen: its name may be an alias, its values may have others imported. */
export interface Coalescing {
  readonly name: string;
  readonly values: GoMap;
  readonly subcharts: readonly Coalescing[];
  readonly at: Chart['metadata']['at'];
}

/**
 * The values of a chart and its subcharts: those that are given go before the chart's own, a parent's before a subchart's;
 * maps are merged and all else is replaced.
 * @throws Refused where a subchart's section is no map @throws NoRoom
 * @see https://github.com/helm/helm/blob/v4.1.4/pkg/chart/common/util/coalesce.go
 */
export function coalesceValues(chart: Coalescing, given: GoMap, nulls: Nulls, room: Room): GoMap {
  const values = copied(given, room);
  coalesce(chart, values, nulls, room);
  return values;
}

/** What a chart costs besides its values, counted as values. */
const costOfChart = 200;

function coalesce(chart: Coalescing, values: GoMap, nulls: Nulls, room: Room): void {
  spend(room, costOfChart);
  addDefaults(chart, values, nulls, room);
  for (const subchart of chart.subcharts) {
    const section = values.entries.get(subchart.name);
    if (section !== undefined && !(section instanceof GoMap))
      throw new Refused(say`type mismatch on ${subchart.name}`, placeOf(values, subchart));
    const own = section ?? new GoMap();
    values.entries.set(subchart.name, own);
    addGlobals(own, values, room);
    coalesce(subchart, own, nulls, room);
  }
}

const placeOf = (values: GoMap, subchart: Coalescing): Chart['metadata']['at'] =>
  values.places.get(subchart.name) ?? subchart.at;

function addDefaults(chart: Coalescing, values: GoMap, nulls: Nulls, room: Room): void {
  const defaults = copied(chart.values, room);
  for (const [key, value] of defaults.entries) {
    if (!values.entries.has(key)) {
      put(values, key, value, defaults);
      continue;
    }
    const own = values.entries.get(key);
    if (own === null && nulls === 'delete') values.entries.delete(key);
    else if (own instanceof GoMap && value instanceof GoMap) {
      const isSubchart = chart.subcharts.some(({ name }) => name === key);
      mergeTables(own, value, isSubchart ? 'keep' : nulls);
    }
  }
}

/** Globals of a parent go into each of its subcharts, before what the subchart's section says. */
function addGlobals(section: GoMap, parent: GoMap, room: Room): void {
  const own = section.entries.has('global') ? section.entries.get('global') : new GoMap();
  const globals = parent.entries.has('global') ? parent.entries.get('global') : new GoMap();
  if (!(own instanceof GoMap) || !(globals instanceof GoMap)) return;
  spend(room, globals.entries.size);
  for (const [key, value] of globals.entries) {
    const before = own.entries.get(key);
    if (!(value instanceof GoMap)) {
      if (!(before instanceof GoMap)) put(own, key, value, globals);
      continue;
    }
    if (own.entries.has(key) && !(before instanceof GoMap)) continue;
    const top = new GoMap(new Map(value.entries), new Map(value.places));
    if (before instanceof GoMap) mergeTables(top, before, 'keep');
    put(own, key, top, globals);
  }
  section.entries.set('global', own);
  const place = section.places.get('global') ?? parent.places.get('global');
  if (place !== undefined) section.places.set('global', place);
}

/** Fills `into` with what only `from` has; a null in `into` takes away what `from` has, where nulls delete. */
export function mergeTables(into: GoMap, from: GoMap, nulls: Nulls): GoMap {
  for (const [key, value] of from.entries) {
    const own = into.entries.get(key);
    if (!into.entries.has(key)) put(into, key, value, from);
    else if (own === null) {
      if (nulls === 'delete' && value !== null) into.entries.delete(key);
    } else if (own instanceof GoMap && value instanceof GoMap) mergeTables(own, value, nulls);
  }
  return into;
}

function put(map: GoMap, key: string, value: Value, from: GoMap): void {
  map.entries.set(key, value);
  const place = from.places.get(key);
  if (place !== undefined) map.places.set(key, place);
}
