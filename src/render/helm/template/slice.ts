import { byteLength, byteSlice } from './bytes.ts';
import { type Evaluated, isList, isTextValue, typeName } from './go-type.ts';
import { Bytes, factsOf, GoInt, known, TemplateError } from './value.ts';

/** Go's own `slice x 1 2`: `x[1:2]`. Helm puts sprig's in its place. */
export function sliceOf(item: Evaluated, indexes: readonly Evaluated[]): Evaluated {
  if (item === undefined || item === null) throw new TemplateError('slice of untyped nil');
  if (indexes.length > 3) throw new TemplateError(`too many slice indexes: ${indexes.length}`);
  if (isTextValue(item)) {
    if (indexes.length === 3) throw new TemplateError('cannot 3-index slice a string');
    return byteSlice(String(item), ...bounds(indexes, byteLength(String(item))));
  }
  if (item instanceof Bytes) return new Bytes(item.bytes.subarray(...bounds(indexes, item.bytes.length)));
  if (!isList(item)) throw new TemplateError(`can't slice item of type ${typeName(item)}`);
  const { elements } = factsOf(item);
  const cut = item.slice(...bounds(indexes, item.length));
  return elements === undefined ? cut : known(cut, { elements });
}

function bounds(indexes: readonly Evaluated[], length: number): [number, number] {
  const given = indexes.map((index) => bound(index, length));
  const [start = 0, end = length, most] = given;
  if (start > end) throw new TemplateError(`invalid slice index: ${start} > ${end}`);
  if (most !== undefined && end > most) throw new TemplateError(`invalid slice index: ${end} > ${most}`);
  return [start, end];
}

function bound(index: Evaluated, length: number): number {
  if (index === undefined || index === null) throw new TemplateError('cannot index slice/array with nil');
  if (!(index instanceof GoInt)) throw new TemplateError(`cannot index slice/array with type ${typeName(index)}`);
  if (index.value < 0n || index.value > BigInt(length)) throw new TemplateError(`index out of range: ${index.value}`);
  return Number(index.value);
}
