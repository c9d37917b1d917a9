import { entries, type MapNode, type Node, positionOf } from '../../../manifest/node.ts';
import { literal, say } from '../../../model/message.ts';
import { goKind } from './read-values.ts';
import { Refused } from './refused.ts';

// How a Go struct is filled from YAML by way of JSON: keys in any case, and a number or a boolean is taken as text where
// the field is text. https://github.com/kubernetes-sigs/yaml/blob/v1.6.0/yaml.go (convertToJSONableObject)

/** The value of a field; the exact spelling goes before the others. */
export function fieldIn(node: Node | undefined, name: string): Node | undefined {
  const exact = entries(node).find(({ key }) => key === name);
  const lower = name.toLowerCase();
  return (exact ?? entries(node).find(({ key }) => key.toLowerCase() === lower))?.value;
}

export const isNull = (node: Node | undefined): boolean =>
  node === undefined || (node.kind === 'scalar' && node.value === null);

/**
 * A text field; empty where there is none.
 * @throws Refused where it is a list or a map
 */
export const textIn = (node: MapNode, name: string): string => textOf(fieldIn(node, name), name);

function textOf(node: Node | undefined, name: string): string {
  if (node === undefined || isNull(node)) return '';
  if (node.kind !== 'scalar') throw wrongType(node, name, 'string');
  return String(node.value);
}

/** A list of texts. */
export function strings(node: Node | undefined, name: string): readonly string[] {
  if (node === undefined || isNull(node)) return [];
  if (node.kind !== 'sequence') throw wrongType(node, name, '[]string');
  return node.items.map((item) => textOf(item, name));
}

/** A list of structs. */
export function maps(node: Node | undefined, name: string): readonly MapNode[] {
  if (node === undefined || isNull(node)) return [];
  if (node.kind !== 'sequence') throw wrongType(node, name, '[]*struct');
  return node.items.map((item) => {
    if (item.kind === 'map') return item;
    if (isNull(item))
      throw new Refused(say`validation: ${name} must not contain empty or null nodes`, positionOf(item));
    throw wrongType(item, name, 'struct');
  });
}

/** `map[string]string`; undefined where there is none. */
export function stringMap(node: Node | undefined, name: string): ReadonlyMap<string, string> | undefined {
  if (node === undefined || isNull(node)) return undefined;
  if (node.kind !== 'map') throw wrongType(node, name, 'map[string]string');
  return new Map(node.entries.map(({ key, value }) => [key, textOf(value, name)]));
}

const wrongType = (node: Node, name: string, wanted: string): Refused =>
  new Refused(
    say`error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${literal(goKind(node))} into Go struct field .${name} of type ${literal(wanted)}`,
    positionOf(node),
  );
