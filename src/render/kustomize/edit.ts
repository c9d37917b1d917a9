import type { MapEntry, MapNode, Node, Scalar, ScalarNode, SequenceNode } from '../../manifest/node.ts';
import type { Source } from '../../manifest/source.ts';

/** Where something new stands: a node, or anything else that names a file and an offset in it. */
export interface Place {
  readonly source: Source;
  readonly offset: number;
}

// Field by field: objects made by spreading are slow ones, and every value of every root passes through here.
export const scalarAt = (value: Scalar, { source, offset }: Place): ScalarNode => ({
  kind: 'scalar',
  source,
  offset,
  value,
});

export const mapAt = (entries: readonly MapEntry[], { source, offset }: Place): MapNode => ({
  kind: 'map',
  source,
  offset,
  entries,
});

export const sequenceAt = (items: readonly Node[], { source, offset }: Place): SequenceNode => ({
  kind: 'sequence',
  source,
  offset,
  items,
});

export const entryAt = (key: string, value: Node, { source, offset }: Place): MapEntry => ({
  key,
  source,
  keyOffset: offset,
  value,
});

/** `map` with `key` set to `value`; a key that is there keeps its place in the order and in its file. */
export function withField(map: MapNode, key: string, value: Node, place: Place = value): MapNode {
  const index = map.entries.findIndex((one) => one.key === key);
  const found = map.entries[index];
  if (found === undefined) return mapAt([...map.entries, entryAt(key, value, place)], map);
  if (found.value === value) return map;
  return mapAt(map.entries.with(index, { key, source: found.source, keyOffset: found.keyOffset, value }), map);
}

export function withoutField(map: MapNode, key: string): MapNode {
  const entries = map.entries.filter((one) => one.key !== key);
  return entries.length === map.entries.length ? map : mapAt(entries, map);
}

/** The sequence with every item passed through `change`; itself where none changes. */
export function mapItems(list: SequenceNode, change: (item: Node) => Node): SequenceNode {
  const changed = list.items.map(change);
  return changed.every((item, index) => item === list.items[index]) ? list : sequenceAt(changed, list);
}

export const isNull = (node: Node | undefined): boolean =>
  node === undefined || (node.kind === 'scalar' && node.value === null);

export const isEmptyMap = (node: Node): boolean => node.kind === 'map' && node.entries.length === 0;

/** A scalar's text as Kustomize sees it, whatever its type; empty for null, maps and lists. */
export const textOf = (node: Node | undefined): string =>
  node?.kind === 'scalar' && node.value !== null ? String(node.value) : '';

/** The value of `key` in a map, null included; undefined where there is none. */
export function valueIn(node: Node | undefined, key: string): Node | undefined {
  if (node?.kind !== 'map') return undefined;
  for (const one of node.entries) if (one.key === key) return one.value;
  return undefined;
}

export function valueAt(node: Node | undefined, ...path: readonly string[]): Node | undefined {
  let at = node;
  for (const key of path) at = valueIn(at, key);
  return at;
}
