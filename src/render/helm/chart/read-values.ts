import { entries, keyPosition, type Node, positionOf, type Scalar } from '../../../manifest/node.ts';
import { literal, type Message, say } from '../../../model/message.ts';
import { factsOf, GoMap, known, type List, type Value } from '../template/value.ts';
import { readYaml } from './read-yaml.ts';
import { Refused } from './refused.ts';

/**
 * A values file: its documents merged, the later over the earlier, with the place of every key. Numbers are float64, since
 * Helm reads YAML by way of JSON.
 * @throws Refused
 */
export function readValues(path: string, bytes: Uint8Array, doing: Message): GoMap {
  const documents = readYaml(path, bytes, doing).map((node) => valuesOf(node, doing));
  return documents.reduce(mergeMaps, new GoMap());
}

/** A map of values that stands in some other document, as `spec.values` of a HelmRelease does. */
export function valuesOf(node: Node, doing: Message = literal('cannot read the values')): GoMap {
  if (node.kind === 'scalar' && node.value === null) return new GoMap();
  if (node.kind !== 'map')
    throw new Refused(
      say`${doing}: json: cannot unmarshal ${literal(goKind(node))} into Go value of type map[string]interface {}`,
      positionOf(node),
    );
  return convert(node, { left: maxNodes }) as GoMap;
}

/** What the aliases of one file may unfold to. */
const maxNodes = 500_000;

/** Values that one render may copy, counted down. */
export interface Room {
  left: number;
}

function convert(node: Node, room: Room): Value {
  room.left -= 1;
  if (room.left < 0)
    throw new Refused(say`its aliases unfold to more than ${maxNodes} values`, positionOf(node), 'limit');
  if (node.kind === 'scalar') return scalarOf(node.value);
  if (node.kind === 'sequence') {
    const items = node.items.map((item) => convert(item, room));
    return known(items, { places: node.items.map(positionOf) });
  }
  const map = new GoMap();
  for (const entry of entries(node)) {
    map.entries.set(entry.key, convert(entry.value, room));
    map.places.set(entry.key, keyPosition(entry));
  }
  return map;
}

const scalarOf = (value: Scalar): Value => (typeof value === 'bigint' ? Number(value) : value);

export function goKind(node: Node): string {
  if (node.kind === 'sequence') return 'array';
  if (node.kind === 'map') return 'object';
  return typeof node.value === 'boolean' ? 'bool' : typeof node.value === 'string' ? 'string' : 'number';
}

/** `b` over `a`: maps are merged, all else is replaced, null too. Neither is changed. */
export function mergeMaps(a: GoMap, b: GoMap): GoMap {
  const out = new GoMap(new Map(a.entries), new Map(a.places));
  for (const [key, value] of b.entries) {
    const before = out.entries.get(key);
    out.entries.set(key, value instanceof GoMap && before instanceof GoMap ? mergeMaps(before, value) : value);
    const place = b.places.get(key);
    if (place !== undefined) out.places.set(key, place);
  }
  return out;
}

/**
 * A copy that may be changed: values are shared between renders, and templates may write into maps.
 * @throws NoRoom
 */
export function copied<T extends Value>(value: T, room: Room): T;
export function copied(value: Value, room: Room): Value {
  spend(room, 1);
  if (isList(value)) return copiedList(value, room);
  if (!(value instanceof GoMap)) return value;
  const out = new GoMap(new Map(), new Map(value.places), value.form);
  for (const [key, inner] of value.entries) out.entries.set(key, copied(inner, room));
  return out;
}

/** @throws NoRoom */
export function spend(room: Room, values: number): void {
  room.left -= values;
  if (room.left < 0) throw new NoRoom();
}

/** Aliases of a chart and subcharts in subcharts can make few lines stand for any number of values. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom';
}

/** Lists are never changed, only the maps that they hold. */
function copiedList(list: List, room: Room): List {
  const items = list.map((item) => copied(item, room));
  return items.every((item, index) => item === list[index]) ? list : known(items, factsOf(list));
}

const isList = (value: Value): value is List => Array.isArray(value);
