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
import { byBytes, deepEqual, isEmpty, isList, kindOf, strval, toInt64 } from './cast.ts';
import { type Family, fn, nilList, variadic } from './define.ts';
import { texts } from './strings.ts';

/**
 * All make new lists. The forms with `must` fail with the same words: sprig panics where they return an error, and a
 * template turns both into one.
 * @see https://github.com/Masterminds/sprig/blob/v3.3.0/list.go
 */
export const lists: Family = {
  list: variadic([], 'any', (_, items) => [...items]),
  tuple: variadic([], 'any', (_, items) => [...items]),
  ...both(
    'append',
    fn(['any', 'any'], (context, list, item) => [...itemsOf(context, list, 'Cannot push on type'), item]),
  ),
  ...both(
    'push',
    fn(['any', 'any'], (context, list, item) => [...itemsOf(context, list, 'Cannot push on type'), item]),
  ),
  ...both(
    'prepend',
    fn(['any', 'any'], (context, list, item) => [item, ...itemsOf(context, list, 'Cannot prepend on type')]),
  ),
  ...both(
    'first',
    fn(['any'], (context, list) => itemsOf(context, list, 'Cannot find first on type')[0] ?? null),
  ),
  ...both(
    'last',
    fn(['any'], (context, list) => itemsOf(context, list, 'Cannot find last on type').at(-1) ?? null),
  ),
  ...both(
    'rest',
    fn(['any'], (context, list) => orNil(itemsOf(context, list, 'Cannot find rest on type'), (all) => all.slice(1))),
  ),
  ...both(
    'initial',
    fn(['any'], (context, list) =>
      orNil(itemsOf(context, list, 'Cannot find initial on type'), (all) => all.slice(0, -1)),
    ),
  ),
  ...both(
    'reverse',
    fn(['any'], (context, list) => itemsOf(context, list, 'Cannot find reverse on type').toReversed()),
  ),
  ...both(
    'compact',
    fn(['any'], (context, list) => itemsOf(context, list, 'Cannot compact on type').filter((item) => !isEmpty(item))),
  ),
  ...both(
    'uniq',
    fn(['any'], (context, list) => unique(context, itemsOf(context, list, 'Cannot find uniq on type'))),
  ),
  ...both(
    'without',
    variadic(['any'], 'any', (context, omitted, list) => {
      const items = itemsOf(context, list, 'Cannot find without on type');
      context.spend(items.length * omitted.length);
      return items.filter((item) => !omitted.some((one) => deepEqual(context, one, item)));
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
    const all = many.flatMap((list) => itemsOf(context, list, 'Cannot concat type', ' as list'));
    return all.length === 0 ? nilList() : all;
  }),
  sortAlpha: fn(['any'], (context, list) => {
    if (!isList(list)) return known([strval(context, list)], { elements: 'string' });
    context.spend(list.length * (1 + Math.log2(1 + list.length)));
    return known(
      texts(context, list).sort((a, b) => byBytes(String(a), String(b))),
      { elements: 'string' },
    );
  }),
};

function both(name: string, call: GoFunction): Family {
  return { [name]: call, [`must${name[0]?.toUpperCase()}${name.slice(1)}`]: call };
}

/** The items, or Go's error where it is no list; nil is not even a type to ask for. */
function itemsOf(context: CallContext, list: Value, cannot: string, after = ''): List {
  if (list === null) throw new TemplateError('runtime error: invalid memory address or nil pointer dereference');
  const items = list instanceof Bytes ? Array.from(list.bytes, (byte) => new GoInt(BigInt(byte), 'uint8')) : list;
  if (!isList(items)) throw new TemplateError(`${cannot} ${kindOf(list)}${after}`);
  context.spend(1 + items.length);
  return items;
}

/** The empty list stays nil where Go returns before it makes one. */
const orNil = (items: List, rest: (items: List) => List): List => (items.length === 0 ? nilList() : rest(items));

function unique(context: CallContext, items: List): List {
  const kept: Value[] = [];
  for (const item of items) {
    context.spend(1 + kept.length / 8);
    if (!kept.some((one) => deepEqual(context, one, item))) kept.push(item);
  }
  return kept;
}

function sliced(context: CallContext, list: Value, indices: readonly Value[]): Value {
  const items = itemsOf(context, list, 'list should be type of slice or array but');
  if (items.length === 0) return null;
  const start = indices[0] === undefined ? 0 : Number(toInt64(indices[0]));
  const end = indices[1] === undefined ? items.length : Number(toInt64(indices[1]));
  if (start < 0 || end < start || end > items.length)
    throw new TemplateError('reflect.Value.Slice: slice index out of bounds');
  return known(items.slice(start, end), factsOf(items));
}

function chunks(items: List, size: number): List {
  const count = Math.floor((items.length - 1) / size) + 1;
  if (!(count >= 0) || (count > 0 && size <= 0)) throw new TemplateError('runtime error: makeslice: len out of range');
  if (count === 0) return known([], { elements: '[]interface {}' });
  const made: Value[] = [];
  for (let at = 0; at < items.length; at += size) made.push(items.slice(at, at + size));
  return known(made, { elements: '[]interface {}' });
}
