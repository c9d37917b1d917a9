import type { Position } from '../../../model/source.ts';
import type { Cursor, Frame } from './frame.ts';
import { type Evaluated, isList } from './go-type.ts';
import { printValue } from './print.ts';
import { sortedKeys } from './printer.ts';
import { factsOf, GoInt, GoMap, type List } from './value.ts';

/** One round of a `range`. */
export interface Element {
  /** What the first of two variables is: an int or a key. */
  readonly index: Evaluated;
  readonly element: Cursor;
  /** Where it was written. */
  readonly place: Position | undefined;
}

/** What `range` goes through, in Go's order. Numbers one by one, since there may be any number of them. */
export function elementsOf(frame: Frame, value: Evaluated, variables: number): Iterable<Element> {
  if (value === undefined || value === null) return [];
  if (isList(value)) return items(value);
  if (value instanceof GoMap) return entries(frame, value);
  if (!(value instanceof GoInt)) return frame.fail(`range can't iterate over ${printValue(value, frame.spend)}`);
  if (variables > 1) frame.fail(`can't use ${value.value} to iterate over more than one variable`);
  return numbers(value);
}

function* items(list: List): Iterable<Element> {
  const { elements, places } = factsOf(list);
  const isElement = elements === undefined;
  for (const [index, value] of list.entries())
    yield { index: new GoInt(BigInt(index)), element: { value, isElement }, place: places?.[index] };
}

function* entries(frame: Frame, map: GoMap): Iterable<Element> {
  const isElement = map.form !== 'strings';
  frame.spend(map.entries.size);
  // The loop may write into the map; what it goes through is what was there before.
  const before = new Map(map.entries);
  for (const key of sortedKeys(map))
    yield { index: key, element: { value: before.get(key) ?? null, isElement }, place: map.places.get(key) };
}

function* numbers({ value, kind }: GoInt): Iterable<Element> {
  for (let number = 0n; number < value; number += 1n)
    yield { index: undefined, element: { value: new GoInt(number, kind), isElement: false }, place: undefined };
}
