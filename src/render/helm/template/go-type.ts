import { Text } from './text.ts';
import { Bytes, factsOf, GoInt, GoMap, type GoObject, type List, type ParamType, type Value } from './value.ts';

/** What evaluating gives: undefined is Go's zero `reflect.Value`, a nil that nothing is known of; null is a nil interface. */
export type Evaluated = Value | undefined;

/** The Go type of a value that is not nil, as `%T` prints it. */
export function typeName(value: Exclude<Value, null>): string {
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float64';
    case 'string':
      return 'string';
    default:
      return objectTypeName(value);
  }
}

function objectTypeName(value: Exclude<Value, null | boolean | number | string>): string {
  if (value instanceof Text) return 'string';
  if (value instanceof GoInt) return value.kind;
  if (value instanceof Bytes) return '[]uint8';
  if (value instanceof GoMap) return mapTypeNames[value.form];
  if (isList(value)) return `[]${factsOf(value).elements ?? 'interface {}'}`;
  return value.type;
}

const mapTypeNames: Readonly<Record<GoMap['form'], string>> = {
  any: 'map[string]interface {}',
  nil: 'map[string]interface {}',
  strings: 'map[string]string',
  values: 'common.Values',
};

/** The type of what a pointer points to. */
export const pointedTypeName = (value: Exclude<Value, null>): string => typeName(value).replace(/^\*/, '');

/** The type of a parameter as error messages write it. */
export const paramTypeName: Readonly<Record<ParamType, string>> = {
  any: 'interface {}',
  string: 'string',
  bool: 'bool',
  int: 'int',
  int64: 'int64',
  float64: 'float64',
  list: '[]interface {}',
  strings: '[]string',
  map: 'map[string]interface {}',
  bytes: '[]uint8',
};

export const isTextValue = (value: Evaluated): value is string | Text =>
  typeof value === 'string' || value instanceof Text;

/** The characters of a string, whether or not it knows where it came from; undefined for all else. */
export const asString = (value: Evaluated): string | undefined => (isTextValue(value) ? String(value) : undefined);

// `Array.isArray` alone does not narrow a readonly array.
export const isList = (value: Evaluated): value is List => Array.isArray(value);

/** A named type or a struct. */
export const isObject = (value: Evaluated): value is GoObject =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof GoMap || value instanceof Text || value instanceof GoInt || value instanceof Bytes);

/** The map, list or string under a named type; all else as it is. */
export function underlying(value: Evaluated): Evaluated {
  return isObject(value) && value.underlying !== undefined ? value.underlying() : value;
}
