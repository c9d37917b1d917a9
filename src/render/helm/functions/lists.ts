import { isList } from '../template/go-type.ts';
import { byBytes } from '../template/printer.ts';
import {
  Bytes,
  type CallContext,
  factsOf,
  type GoFunction,
  GoInt,
  known,
  type List,
  TemplateError,
  type Value,
} from '../template/value.ts';
import { bare, deepEqual, isEmpty, kindOf, strval, toInt64 } from './cast.ts';
import { type Family, fn, nilList, variadic } from './define.ts';
import { texts } from './strings.ts';

/**
 * All make new lists, whose items keep their places. The forms with `must` fail with the same words: sprig panics where
 * they return an error, and a template turns both into one.
 * @see https://github.com/Masterminds/sprig/blob/v3.3.0/list.go
 */
export const lists: Family = {
  list: variadic([], 'any', (_, items) => [...items]),
  tuple: variadic([], 'any', (_, items) => [...items]),
  ...both(
    'append',
    fn(['any', 'any'], (context, list, item) => together([itemsOf(context, list, 'Cannot push on type'), [item]])),
  ),
  ...both(
    'push',
    fn(['any', 'any'], (context, list, item) => together([itemsOf(context, list, 'Cannot push on type'), [item]])),
  ),
  ...both(
    'prepend',
    fn(['any', 'any'], (context, list, item) => together([[item], itemsOf(context, list, 'Cannot prepend on type')])),
  ),
  ...both('first', ofList('Cannot find first on type', itemAtStart)),
  ...both('last', ofList('Cannot find last on type', itemAtEnd)),
  ...both(
    'rest',
    ofList(
      'Cannot find rest on type',
      orNil((_, index) => index > 0),
    ),
  ),
  ...both(
    'initial',
    ofList(
      'Cannot find initial on type',
      orNil((list, index) => index < list.length - 1),
    ),
  ),
  ...both('reverse', ofList('Cannot find reverse on type', reversed)),
  ...both(
    'compact',
    ofList('Cannot compact on type', (list) => kept(list, (item) => !isEmpty(item))),
  ),
  ...both('uniq', ofList('Cannot find uniq on type', unique)),
  ...both(
    'without',
    variadic(['any'], 'any', (context, omitted, list) => {
      const items = itemsOf(context, list, 'Cannot find without on type');
      return kept(items, (item) => !omitted.some((one) => deepEqual(context, one, item)));
    }),
  ),
  ...both(
    'has',
    fn(['any', 'any'], (context, needle, list) =>
      list === null
        ? false
        : itemsOf(context, list, 'Cannot find has on type').some((item) => deepEqual(context, needle, item)),
    ),
  ),
  ...both(
    'slice',
    variadic(['any'], 'any', (context, indices, list) => sliced(context, list, indices)),
  ),
  ...both(
    'chunk',
    fn(['int', 'any'], (context, size, list) => chunks(itemsOf(context, list, 'Cannot chunk type'), size)),
  ),
  concat: variadic([], 'any', (context, many) => {
    const all = together(many.map((list) => itemsOf(context, list, 'Cannot concat type', ' as list')));
    return all.length === 0 ? nilList() : all;
  }),
  sortAlpha: fn(['any'], (context, list) => {
    const items = bare(list);
    if (!isList(items)) return known([strval(context, list)], { elements: 'string' });
    context.spend(items.length * (1 + Math.log2(1 + items.length)));
    return known(
      texts(context, list).sort((a, b) => byBytes(String(a), String(b))),
      { elements: 'string' },
    );
  }),
};

function both(name: string, call: GoFunction): Family {
  return { [name]: call, [`must${name[0]?.toUpperCase()}${name.slice(1)}`]: call };
}

function ofList(cannot: string, make: (list: List, context: CallContext) => Value): GoFunction {
  return fn(['any'], (context, list) => make(itemsOf(context, list, cannot), context));
}

/** The items, or Go's error where it is no list; nil is not even a type to ask for. */
function itemsOf(context: CallContext, list: Value, cannot: string, after = ''): List {
  if (list === null) throw new TemplateError('runtime error: invalid memory address or nil pointer dereference');
  const inside = bare(list);
  const items = inside instanceof Bytes ? Array.from(inside.bytes, (byte) => new GoInt(BigInt(byte), 'uint8')) : inside;
  if (!isList(items)) throw new TemplateError(`${cannot} ${kindOf(list)}${after}`);
  context.spend(1 + items.length);
  return items;
}

function itemAtStart(list: List, context: CallContext): Value {
  context.read?.(factsOf(list).places?.[0]);
  return list[0] ?? null;
}

function itemAtEnd(list: List, context: CallContext): Value {
  context.read?.(factsOf(list).places?.[list.length - 1]);
  return list.at(-1) ?? null;
}

/** The items that are wanted, and where they were written. */
function kept(list: List, wanted: (item: Value, index: number) => boolean): List {
  const { places } = factsOf(list);
  if (places === undefined) return list.filter(wanted);
  const indices = [...list.keys()].filter((index) => wanted(list[index] ?? null, index));
  return known(
    indices.map((index) => list[index] ?? null),
    { places: indices.map((index) => places[index]) },
  );
}

/** Go returns nil for an empty list before it makes another. */
function orNil(wanted: (list: List, index: number) => boolean): (list: List) => List {
  return (list) => (list.length === 0 ? nilList() : kept(list, (_, index) => wanted(list, index)));
}

function reversed(list: List): List {
  const { places } = factsOf(list);
  return places === undefined ? list.toReversed() : known(list.toReversed(), { places: places.toReversed() });
}

function together(parts: readonly List[]): List {
  const all = parts.flat();
  if (parts.every((part) => factsOf(part).places === undefined)) return all;
  return known(all, { places: parts.flatMap((part) => factsOf(part).places ?? part.map(() => undefined)) });
}

function unique(list: List, context: CallContext): List {
  const seen: Value[] = [];
  return kept(list, (item) => {
    if (seen.some((one) => deepEqual(context, one, item))) return false;
    seen.push(item);
    return true;
  });
}

function sliced(context: CallContext, list: Value, indices: readonly Value[]): Value {
  const items = itemsOf(context, list, 'list should be type of slice or array but');
  if (items.length === 0) return null;
  const start = indices[0] === undefined ? 0 : Number(toInt64(indices[0]));
  const end = indices[1] === undefined ? items.length : Number(toInt64(indices[1]));
  if (start < 0 || end < start || end > items.length)
    throw new TemplateError('reflect.Value.Slice: slice index out of bounds');
  const { elements } = factsOf(items);
  const part = kept(items, (_, index) => index >= start && index < end);
  return elements === undefined ? part : known(part, { elements });
}

function chunks(items: List, size: number): List {
  const count = Math.floor((items.length - 1) / size) + 1;
  if (!(count >= 0) || (count > 0 && size <= 0)) throw new TemplateError('runtime error: makeslice: len out of range');
  const { places } = factsOf(items);
  const made = Array.from({ length: count }, (_, chunk) => {
    const [start, end] = [chunk * size, (chunk + 1) * size];
    return known(items.slice(start, end), places === undefined ? {} : { places: places.slice(start, end) });
  });
  return known(made, { elements: '[]interface {}' });
}
