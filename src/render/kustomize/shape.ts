import { type MapEntry, type Node, positionOf } from '../../manifest/node.ts';
import { positionIn } from '../../manifest/source.ts';
import { literal, type Message, say } from '../../model/message.ts';
import { isNull, mapAt, sequenceAt } from './edit.ts';
import { Refusal } from './refusal.ts';

/** What a field of a kustomization file may hold. */
export type Shape =
  | 'string'
  | 'bool'
  | 'int'
  | 'anything'
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> };

/**
 * `node` with its fields named as `shape` spells them and nulls left out: Go's JSON decoder takes a field in any case,
 * and refuses the ones that it does not know.
 * @throws Refusal at the first value of another type
 */
export function shaped(node: Node, shape: Shape, path: string): Node {
  if (shape === 'anything') return node;
  if (typeof shape === 'string') return isScalar(node, shape) ? node : refuse(node, path, shape);
  if ('list' in shape) {
    if (node.kind !== 'sequence') return refuse(node, path, 'a list');
    return sequenceAt(
      node.items.map((item) => (isNull(item) ? item : shaped(item, shape.list, path))),
      node,
    );
  }
  if (node.kind !== 'map') return refuse(node, path, 'a map');
  const entries = node.entries.filter(({ value }) => !isNull(value));
  if ('map' in shape)
    return mapAt(
      entries.map((entry) => ({ ...entry, value: shaped(entry.value, shape.map, path) })),
      node,
    );
  return mapAt(withNames(node.entries, shape.fields, path), node);
}

function withNames(
  entries: readonly MapEntry[],
  fields: Readonly<Record<string, Shape>>,
  path: string,
): readonly MapEntry[] {
  const found = new Map<string, MapEntry>();
  for (const entry of entries) {
    const name = Object.hasOwn(fields, entry.key) ? entry.key : spelled(fields, entry.key);
    const shape = name === undefined ? undefined : fields[name];
    if (name === undefined || shape === undefined)
      throw new Refusal(
        say`invalid Kustomization: json: unknown field "${entry.key}"`,
        positionIn(entry.source, entry.keyOffset),
      );
    if (isNull(entry.value)) continue;
    found.set(name, { ...entry, key: name, value: shaped(entry.value, shape, path === '' ? name : `${path}.${name}`) });
  }
  return [...found.values()];
}

function spelled(fields: Readonly<Record<string, Shape>>, key: string): string | undefined {
  const lower = key.toLowerCase();
  return Object.keys(fields).find((name) => name.toLowerCase() === lower);
}

function isScalar(node: Node, shape: 'string' | 'bool' | 'int'): boolean {
  if (node.kind !== 'scalar') return false;
  if (shape === 'string') return typeof node.value === 'string';
  if (shape === 'bool') return typeof node.value === 'boolean';
  return typeof node.value === 'bigint' || Number.isInteger(node.value);
}

const goNames = { string: 'string', bool: 'bool', int: 'int', 'a list': '[]', 'a map': 'map' } as const;

function refuse(node: Node, path: string, wanted: keyof typeof goNames): never {
  const message: Message = say`invalid Kustomization: json: cannot unmarshal ${kindOf(node)} into Go struct field Kustomization.${path} of type ${literal(goNames[wanted])}`;
  throw new Refusal(message, positionOf(node));
}

function kindOf(node: Node): string {
  if (node.kind === 'sequence') return 'array';
  if (node.kind === 'map') return 'object';
  return typeof node.value === 'boolean' ? 'bool' : typeof node.value === 'string' ? 'string' : 'number';
}
