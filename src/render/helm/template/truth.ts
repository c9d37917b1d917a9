import { type Evaluated, isList, underlying } from './go-type.ts';
import { Text } from './text.ts';
import { Bytes, GoInt, GoMap } from './value.ts';

/** Go's truth: not the zero value of its type, and not empty. Structs are always true. */
export function isTrue(value: Evaluated): boolean {
  switch (typeof value) {
    case 'undefined':
      return false;
    case 'boolean':
      return value;
    case 'number':
      // NaN is not zero.
      return value !== 0;
    case 'string':
      return value !== '';
    default:
      return value !== null && isObjectTrue(value);
  }
}

function isObjectTrue(given: Evaluated): boolean {
  const value = underlying(given);
  if (value instanceof GoMap) return value.entries.size > 0;
  if (value instanceof Text) return value.pieces.some(({ text }) => text !== '');
  if (value instanceof GoInt) return value.value !== 0n;
  if (value instanceof Bytes) return value.bytes.length > 0;
  if (isList(value)) return value.length > 0;
  return value === given || isTrue(value);
}
