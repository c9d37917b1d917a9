import type { Node, SequenceNode } from '../../manifest/node.ts';
import { isEmptyMap, isNull, sequenceAt, textOf, valueIn } from './edit.ts';

/** What tells the items of a list apart, and the values that occur: one row an item, a column a key. */
export interface Keyed {
  readonly keys: readonly string[];
  readonly values: readonly (readonly string[])[];
}

/** The rows of all lists, each once; a key that an item lacks is an empty text. */
export function valuesOf(lists: readonly SequenceNode[], keys: readonly string[]): readonly (readonly string[])[] {
  const rows = new Map<string, readonly string[]>();
  for (const { items } of lists)
    for (const item of items) {
      const row = keys.map((key) => textOf(valueIn(item, key)));
      rows.set(JSON.stringify(row), rows.get(JSON.stringify(row)) ?? row);
    }
  return keys.length > 1 ? completed([...rows.values()]) : [...rows.values()];
}

export function primitiveValues(lists: readonly SequenceNode[]): readonly (readonly string[])[] {
  return [...new Set(lists.flatMap(({ items }) => items.map(textOf)))].map((value) => [value]);
}

/** Two rows that agree in one column, and in all that both have, are the same: `53` and `53, UDP`. */
function completed(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const out = [...rows];
  for (let first = 0; first < out.length; first += 1)
    for (let second = 0; second < out.length; second += 1) {
      const both = united(out[first] ?? [], out[second] ?? []);
      if (both === undefined) continue;
      out[first] = both;
      out[second] = both;
    }
  return out;
}

function united(a: readonly string[], b: readonly string[]): readonly string[] | undefined {
  if (!a.some((value, column) => value === b[column])) return undefined;
  if (a.some((value, column) => value !== b[column] && value !== '' && b[column] !== '')) return undefined;
  return a.map((value, column) => (value === '' ? (b[column] ?? '') : value));
}

/** The keys that any row has a value for, with this row's values of them; all of them where none has one. */
function used(rows: readonly (readonly string[])[], row: readonly string[], keys: readonly string[]): Keyed {
  const columns = keys.map((_, column) => column).filter((column) => rows.some((one) => (one[column] ?? '') !== ''));
  if (columns.length === 0) return { keys, values: [row] };
  return { keys: columns.map((column) => keys[column] ?? ''), values: [columns.map((column) => row[column] ?? '')] };
}

/** The first item that has these values. */
export function matchingItem(list: SequenceNode, keys: readonly string[], values: readonly string[]): Node | undefined {
  const { keys: own, values: rows } = used([values], values, keys);
  const row = rows[0] ?? [];
  if (own[0] === '') return list.items.find((item) => textOf(item) === row[0]);
  return list.items.find(
    (item) =>
      item.kind === 'map' &&
      own.every((key, at) => {
        const value = valueIn(item, key);
        return value !== undefined && textOf(value) === (row[at] ?? '');
      }),
  );
}

interface Joined {
  readonly node: Node | undefined;
  readonly isBase: boolean;
  readonly baseItem: Node | undefined;
}

/**
 * The list that a merge makes: the patch's items first, in its order, then what only the base has.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/kyaml/v0.18.1/kyaml/yaml/walk/associative_sequence.go
 */
export function joinItems(
  base: SequenceNode,
  { keys, values }: Keyed,
  join: (keys: readonly string[], values: readonly string[], current: SequenceNode) => Joined,
): SequenceNode {
  let current = base;
  let joined: readonly Node[] = [];
  let last: Keyed = { keys, values: [] };
  for (const row of values) {
    last = used(values, row, keys);
    const own = last.values[0] ?? [];
    const { node, isBase, baseItem } = join(last.keys, own, current);
    if (node === undefined || isNull(node) || isEmptyMap(node)) {
      current = sequenceAt(set(current.items, undefined, last.keys, own), base);
      continue;
    }
    if (isBase && baseItem !== undefined && node !== baseItem)
      current = sequenceAt(
        current.items.map((item) => (item === baseItem ? node : item)),
        base,
      );
    joined = set(joined, node, last.keys, own);
  }
  return values.length === 0 ? current : sequenceAt(appended(joined, current.items, last.keys), base);
}

/** Puts `item` in the place of what has these values, or at the end; undefined takes it away. Empty items go. */
function set(
  items: readonly Node[],
  item: Node | undefined,
  keys: readonly string[],
  values: readonly string[],
): readonly Node[] {
  const out: Node[] = [];
  const isForMaps = keys[0] !== '' && (values[0] ?? '') !== '';
  let found = false;
  for (const one of items) {
    if (isNull(one) || isEmptyMap(one)) continue;
    if ((one.kind !== 'map' && isForMaps) || !has(one, keys, values)) {
      if (values.length > 0 || one.kind !== 'map') out.push(one);
      continue;
    }
    found = true;
    if (item !== undefined) out.push(item);
  }
  if (item !== undefined && !found) out.push(item);
  return out;
}

function has(item: Node, keys: readonly string[], values: readonly string[]): boolean {
  let matches = false;
  for (const [index, key] of keys.entries()) {
    const value = values[index];
    if (value === undefined) continue;
    const own = key === '' ? item : valueIn(item, key);
    matches =
      own !== undefined &&
      !(key === '' && own.kind !== 'scalar') &&
      (key !== '' && value === '' ? true : textOf(own) === value);
    if (!matches) return false;
  }
  return matches;
}

function appended(joined: readonly Node[], items: readonly Node[], keys: readonly string[]): readonly Node[] {
  let out = joined;
  for (const item of items) {
    if (keys[0] === '') {
      out = set(out, item, keys, [textOf(item)]);
      continue;
    }
    const values: string[] = [];
    for (const key of keys) {
      const value = valueIn(item, key);
      if (value === undefined || isNull(value)) out = [...out, item];
      else values.push(textOf(value));
    }
    if (keys.length > 1) out = set(out, undefined, keys, values);
    out = set(out, item, keys, values);
  }
  return out;
}
