import { field, type MapNode, type Node, type ScalarNode, scalarText } from '../../manifest/node.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import { entryAt, mapAt, type Place, scalarAt } from '../kustomize/edit.ts';

/** A map of the fields that are there, each at the place of its value. */
export const mapOf = (place: Place, fields: Readonly<Record<string, Node | undefined>>): MapNode =>
  mapAt(
    Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [entryAt(key, value, value)])),
    place,
  );

/** The first of the fields that is set, and is not the empty text. */
export function firstOf(map: Node | undefined, ...keys: readonly string[]): Node | undefined {
  for (const key of keys) {
    const value = field(map, key);
    if (value !== undefined && scalarText(value) !== '') return value;
  }
  return undefined;
}

export const textIn = (map: Node | undefined, ...keys: readonly string[]): string | undefined =>
  scalarText(firstOf(map, ...keys));

/** `enabled: false`, or one of the other words for it. */
export const isOff = (map: Node): boolean =>
  ['enabled', 'create', 'enable'].some((key) => textIn(map, key) === 'false');

/** True, or something that is filled in later. */
export function isOn(node: Node | undefined): boolean {
  const text = scalarText(node);
  return text === 'true' || (text !== undefined && isPlaceholder(text));
}

/** An object of Kubernetes'; the name stands where a person looks for what makes it. */
export function objectOf(
  [apiVersion, kind]: readonly [string, string],
  { name, namespace }: { readonly name: ScalarNode; readonly namespace: string | undefined },
  content: Readonly<Record<string, Node | undefined>>,
): MapNode {
  const { annotations, ...fields } = content;
  return mapOf(name, {
    apiVersion: scalarAt(apiVersion, name),
    kind: scalarAt(kind, name),
    metadata: mapOf(name, {
      name,
      namespace: namespace === undefined ? undefined : scalarAt(namespace, name),
      annotations: annotations?.kind === 'map' ? annotations : undefined,
    }),
    ...fields,
  });
}
