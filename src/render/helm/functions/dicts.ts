import { isList } from '../template/go-type.ts';
import {
  type CallContext,
  factsOf,
  GoMap,
  isText,
  known,
  type List,
  TemplateError,
  type Value,
} from '../template/value.ts';
import { bare, deeper, sortedEntries, strval, typeOf } from './cast.ts';
import { type Family, fn, variadic } from './define.ts';
import { merge } from './merge.ts';

/**
 * Maps. What Go gives in no order is sorted: any order is one that Helm could have printed.
 * @see https://github.com/Masterminds/sprig/blob/v3.3.0/dict.go
 */
export const dicts: Family = {
  dict: variadic([], 'any', (context, pairs) => {
    const entries = new Map<string, Value>();
    for (let at = 0; at < pairs.length; at += 2)
      entries.set(String(strval(context, pairs[at] ?? null)), at + 1 < pairs.length ? (pairs[at + 1] ?? null) : '');
    return new GoMap(entries);
  }),
  get: fn(['map', 'string'], (context, map, key) =>
    map.entries.has(String(key)) ? entryOf(context, map, String(key)) : '',
  ),
  set: fn(['map', 'string', 'any'], (_, map, key, value) => {
    if (map.form === 'nil') throw new TemplateError('assignment to entry in nil map');
    map.entries.set(String(key), value);
    map.places.delete(String(key));
    return map;
  }),
  unset: fn(['map', 'string'], (_, map, key) => {
    map.entries.delete(String(key));
    map.places.delete(String(key));
    return map;
  }),
  hasKey: fn(['map', 'string'], (context, { entries, places }, key) => {
    context.read?.(places.get(String(key)));
    return entries.has(String(key));
  }),
  pluck: variadic(['string'], 'map', (context, maps, key) =>
    maps.filter(({ entries }) => entries.has(String(key))).map((map) => entryOf(context, map, String(key))),
  ),
  keys: variadic([], 'map', (context, maps) => {
    const keys = maps.flatMap((map) => sorted(context, map).map(([key]) => key));
    return known(keys, { elements: 'string' });
  }),
  values: fn(['map'], (context, map) => {
    const entries = sorted(context, map);
    return known(
      entries.map(([, value]) => value),
      { places: entries.map(([key]) => map.places.get(key)) },
    );
  }),
  pick: variadic(['map'], 'string', (_, keys, map) => only(map, keys.map(String))),
  omit: variadic(['map'], 'string', (context, keys, map) => {
    const omitted = new Set(keys.map(String));
    return only(
      map,
      sorted(context, map)
        .map(([key]) => key)
        .filter((key) => !omitted.has(key)),
    );
  }),
  merge: merging('fill'),
  mustMerge: merging('fill'),
  mergeOverwrite: merging('overwrite'),
  mustMergeOverwrite: merging('overwrite'),
  dig: variadic([], 'any', (context, path) => dig(context, path)),
  deepCopy: fn(['any'], (context, value) => copied(context, value)),
  mustDeepCopy: fn(['any'], (context, value) => copied(context, value)),
};

function merging(how: 'fill' | 'overwrite') {
  return variadic(['map'], 'map', (context, sources, into) => {
    const target = into.form === 'nil' ? new GoMap() : into;
    for (const source of sources) merge(context, how, target, source);
    return target;
  });
}

function entryOf(context: CallContext, { entries, places }: GoMap, key: string): Value {
  context.read?.(places.get(key));
  return entries.get(key) ?? null;
}

function sorted(context: CallContext, map: GoMap): readonly (readonly [string, Value])[] {
  context.spend(1 + map.entries.size);
  return sortedEntries(map);
}

/** A map of its own with these keys, as far as they are there; where they were written is known. */
function only({ entries, places }: GoMap, keys: readonly string[]): GoMap {
  const made = new GoMap();
  for (const key of keys) {
    const place = places.get(key);
    if (entries.has(key)) made.entries.set(key, entries.get(key) ?? null);
    if (place !== undefined) made.places.set(key, place);
  }
  return made;
}

function dig(context: CallContext, path: readonly Value[]): Value {
  if (path.length < 3) throw new TemplateError('dig needs at least three arguments');
  const otherwise = path.at(-2) ?? null;
  let at: Value = checkedMap(path.at(-1) ?? null);
  const keys = path.slice(0, -2).map(checkedKey);
  for (const [index, key] of keys.entries()) {
    const map: GoMap = checkedMap(at);
    if (!map.entries.has(key)) return otherwise;
    at = entryOf(context, map, key);
    if (index === keys.length - 1) return at;
  }
  return otherwise;
}

function checkedMap(value: Value): GoMap {
  if (value instanceof GoMap && value.form !== 'strings') return value;
  throw conversion(value, 'map[string]interface {}');
}

function checkedKey(value: Value): string {
  if (isText(value)) return String(value);
  throw conversion(value, 'string');
}

const conversion = (value: Value, wanted: string): TemplateError =>
  new TemplateError(`interface conversion: interface {} is ${value === null ? 'nil' : typeOf(value)}, not ${wanted}`);

function copied(context: CallContext, value: Value): Value {
  if (value === null) throw new TemplateError('reflect: call of reflect.Value.Type on zero Value');
  return copy(context, value, 0);
}

function copy(context: CallContext, given: Value, depth: number): Value {
  const value = bare(given);
  if (isList(value)) return copyList(context, value, deeper(depth));
  if (!(value instanceof GoMap)) return value;
  // Two tables, and a place in each for every entry.
  context.spend(8 + 4 * value.entries.size);
  const below = deeper(depth);
  const entries = [...value.entries].map(([key, item]) => [key, copy(context, item, below)] as const);
  return new GoMap(new Map(entries), new Map(value.places), value.form);
}

function copyList(context: CallContext, list: List, depth: number): List {
  context.spend(1 + list.length);
  return known(
    list.map((item) => copy(context, item, depth)),
    factsOf(list),
  );
}
