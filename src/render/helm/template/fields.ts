import type { Position } from '../../../model/source.ts';
import { call, type Evaluator, type Given, givenNothing, isGivenArguments } from './call.ts';
import type { Cursor, Frame } from './frame.ts';
import { type Evaluated, isObject, typeName, underlying } from './go-type.ts';
import { missing } from './index-of.ts';
import type { Node } from './nodes.ts';
import { GoMap, type GoObject, type Value } from './value.ts';
import { valuesMethod } from './values-method.ts';

/** `.a.b.c` of a value: keys of maps, fields and methods of objects. Only the last can be a method with arguments. */
export function fieldsOf(
  evaluator: Evaluator,
  receiver: Cursor,
  names: readonly string[],
  node: Node,
  given: Given,
): Evaluated {
  let { value, isElement } = receiver;
  let place: Position | undefined;
  const last = names.length - 1;
  evaluator.frame.spend(names.length);
  for (let index = 0; index <= last; index += 1) {
    const name = names[index] ?? '';
    if (value instanceof GoMap) place = value.places.get(name) ?? place;
    const from = value;
    value = fieldOf(evaluator, { value, isElement }, name, node, index === last ? given : givenNothing);
    if (index < last) isElement = holdsAnything(from);
  }
  // The last key alone: those before it say nothing that it does not.
  evaluator.frame.read(place);
  return value;
}

/** Whether what a map holds is an `interface {}` to Go. */
function holdsAnything(value: Evaluated): boolean {
  const map = underlying(value);
  return map instanceof GoMap && map.form !== 'strings';
}

function fieldOf(evaluator: Evaluator, receiver: Cursor, name: string, node: Node, given: Given): Evaluated {
  const { frame } = evaluator;
  const { value, isElement } = receiver;
  // Of a nil that nothing is known of, everything is nil.
  if (value === undefined) return undefined;
  if (value === null) return frame.fail(`nil pointer evaluating interface {}.${name}`);
  if (value instanceof GoMap) return fieldOfMap(evaluator, value, name, node, given);
  if (isObject(value)) {
    const method = value.method(name);
    if (method !== undefined) return call(evaluator, method, name, node, given);
    const field = objectField(frame, value, name, given);
    if (field !== undefined) return field;
  }
  const map = underlying(value);
  if (map instanceof GoMap) return fieldOfMap(evaluator, map, name, node, given);
  return frame.fail(`can't evaluate field ${name} in type ${isElement ? 'interface {}' : typeName(value)}`);
}

function fieldOfMap(evaluator: Evaluator, map: GoMap, name: string, node: Node, given: Given): Evaluated {
  const method = map.form === 'values' ? valuesMethod(map, name) : undefined;
  return method === undefined ? keyOf(evaluator.frame, map, name, given) : call(evaluator, method, name, node, given);
}

function objectField(frame: Frame, object: GoObject, name: string, given: Given): Value | undefined {
  const field = object.field(name);
  if (field !== undefined && isGivenArguments(given))
    frame.fail(`${name} has arguments but cannot be invoked as function`);
  return field;
}

function keyOf(frame: Frame, map: GoMap, name: string, given: Given): Value {
  if (isGivenArguments(given)) frame.fail(`${name} is not a method but has arguments`);
  return map.entries.get(name) ?? missing(map);
}
