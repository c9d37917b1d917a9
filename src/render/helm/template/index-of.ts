import type { Position } from '../../../model/source.ts';
import { byteLength, bytesOf } from './bytes.ts';
import { type Evaluated, isList, isTextValue, pointedTypeName, typeName, underlying } from './go-type.ts';
import type { Spend } from './printer.ts';
import { Bytes, factsOf, GoInt, GoMap, type List, TemplateError, type Value } from './value.ts';

export interface Reading {
  /** Told of each place that was read. */
  readonly read: (place: Position | undefined) => void;
  readonly spend: Spend;
}

/** `index x 1 "a"`: `x[1]["a"]` */
export function itemAt(item: Evaluated, indexes: readonly Evaluated[], reading: Reading): Evaluated {
  if (item === undefined || item === null) throw new TemplateError('index of untyped nil');
  let found: Evaluated = item;
  for (const index of indexes) found = inside(found, index, reading);
  return found;
}

function inside(given: Evaluated, index: Evaluated, reading: Reading): Evaluated {
  if (given === undefined || given === null) throw new TemplateError('index of nil pointer');
  const item = underlying(given);
  if (item instanceof GoMap) return entry(item, index, reading);
  if (item instanceof Bytes) return byteAt(item.bytes, index);
  if (isTextValue(item)) return byteOf(String(item), index, reading.spend);
  if (isList(item)) return element(item, index, reading);
  throw new TemplateError(`can't index item of type ${pointedTypeName(given)}`);
}

function entry(map: GoMap, index: Evaluated, { read }: Reading): Evaluated {
  if (index === undefined || index === null) throw new TemplateError('value is nil; should be of type string');
  if (!isTextValue(index)) throw new TemplateError(`value has type ${typeName(index)}; should be string`);
  const key = String(index);
  read(map.places.get(key));
  return map.entries.get(key) ?? missing(map);
}

/** What Go gives for a key that is not there: the zero value of the map's type. */
export const missing = (map: GoMap): Value => (map.form === 'strings' ? '' : null);

function byteOf(text: string, index: Evaluated, spend: Spend): GoInt {
  spend(text.length / 64);
  return byteAt(bytesOf(text), index);
}

function byteAt(bytes: Uint8Array, index: Evaluated): GoInt {
  const at = indexArgument(index, bytes.length);
  const byte = bytes[at];
  if (byte === undefined) throw new TemplateError('reflect: string index out of range');
  return new GoInt(BigInt(byte), 'uint8');
}

function element(list: List, index: Evaluated, { read }: Reading): Evaluated {
  const at = indexArgument(index, list.length);
  // Go's own check lets the length itself pass.
  if (at >= list.length) throw new TemplateError('reflect: slice index out of range');
  read(factsOf(list).places?.[at]);
  return list[at] ?? null;
}

function indexArgument(index: Evaluated, length: number): number {
  if (index === undefined || index === null) throw new TemplateError('cannot index slice/array with nil');
  if (!(index instanceof GoInt)) throw new TemplateError(`cannot index slice/array with type ${typeName(index)}`);
  if (index.value < 0n || index.value > BigInt(length)) throw new TemplateError(`index out of range: ${index.value}`);
  return Number(index.value);
}

/** `len`: bytes of a string, items of a list, keys of a map. */
export function lengthOf(given: Evaluated, spend: Spend): number {
  if (given === undefined) throw new TemplateError('reflect: call of reflect.Value.Type on zero Value');
  if (given === null) throw new TemplateError('len of nil pointer');
  const item = underlying(given);
  if (item instanceof GoMap) return item.entries.size;
  if (item instanceof Bytes) return item.bytes.length;
  if (isTextValue(item)) return lengthOfText(String(item), spend);
  if (isList(item)) return item.length;
  throw new TemplateError(`len of type ${pointedTypeName(given)}`);
}

function lengthOfText(text: string, spend: Spend): number {
  spend(text.length / 64);
  return byteLength(text);
}
