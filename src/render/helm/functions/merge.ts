import { isList, isObject } from '../template/go-type.ts';
import { type CallContext, GoMap, type Value } from '../template/value.ts';
import { deeper, isEmpty } from './cast.ts';

/**
 * What `source` has is put into `target`, map by map: where that has nothing (`fill`: a zero, an empty text and an empty
 * list are nothing), or whatever it has (`overwrite`). Values are shared, not copied, as in Go.
 * @see https://github.com/darccio/mergo/blob/v1.0.1/merge.go (deepMerge)
 */
export function merge(context: CallContext, how: 'fill' | 'overwrite', target: GoMap, source: GoMap, depth = 0): void {
  context.spend(1 + source.entries.size);
  const below = deeper(depth);
  for (const [key, value] of source.entries) {
    const earlier = target.entries.get(key) ?? null;
    if (value instanceof GoMap && earlier instanceof GoMap && earlier.form !== 'nil')
      merge(context, how, earlier, value, below);
    if (takes(how, earlier, value, target.entries.has(key))) put(target, source, key, value);
  }
}

function takes(how: 'fill' | 'overwrite', earlier: Value, value: Value, isThere: boolean): boolean {
  if (value === null) return how === 'overwrite';
  const isSet = isThere && !isEmpty(earlier);
  if (isSet && value instanceof GoMap && earlier instanceof GoMap) return false;
  return !isSet || (how === 'overwrite' && (isList(value) || !isPointer(value)));
}

const isPointer = (value: Value): boolean => isObject(value) && value.type.startsWith('*');

function put(target: GoMap, source: GoMap, key: string, value: Value): void {
  target.entries.set(key, value);
  const place = source.places.get(key);
  if (place === undefined) target.places.delete(key);
  else target.places.set(key, place);
}
