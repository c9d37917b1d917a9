import type { MapNode, Node, ScalarNode } from '../../manifest/node.ts';
import { positionOf } from '../../manifest/node.ts';
import { literal, say } from '../../model/message.ts';
import { readText } from './documents.ts';
import { isEmptyMap, isNull, textOf, valueAt, valueIn } from './edit.ts';
import { Refusal } from './refusal.ts';
import { relocated } from './relocate.ts';

/** The documents that a text in a kustomization file holds, with their places in that file. */
export function documentsInside(value: ScalarNode): readonly Node[] {
  const text = String(value.value ?? '');
  return relocated(readText({ path: value.source.path, text }, text, 'object'), text, value);
}

/** The objects that a text holds; undefined where it holds none, being a path. */
export function inlineObjects(value: ScalarNode): readonly MapNode[] | undefined {
  try {
    return objectsOf(documentsInside(value));
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/**
 * What Kustomize takes as objects: everything must have a kind and a name, and lists are unpacked, after all else.
 * @throws Refusal where one is none
 */
export function objectsOf(documents: readonly Node[]): readonly MapNode[] {
  const found: MapNode[] = [];
  const open = [...documents];
  for (let index = 0; index < open.length; index += 1) {
    const node = open[index];
    if (node === undefined || isNull(node) || isEmptyMap(node)) continue;
    const object = checked(node);
    const list = textOf(valueIn(object, 'kind')).endsWith('List') ? valueIn(object, 'items') : undefined;
    if (list === undefined) found.push(object);
    else if (list.kind === 'sequence') open.push(...list.items);
    if (open.length > maxObjects)
      throw new Refusal(say`it holds more than the ${maxObjects} objects that are read`, positionOf(node), 'limit');
  }
  return found;
}

const maxObjects = 40_000;

/** @throws Refusal where it has no name, or is no object at all */
export function checked(node: Node): MapNode {
  if (node.kind !== 'map' || !['apiVersion', 'kind', 'metadata'].some((key) => valueIn(node, key) !== undefined))
    throw new Refusal(literal('missing Resource metadata'), positionOf(node));
  const kind = textOf(valueIn(node, 'kind'));
  if (!kind.endsWith('List') && textOf(valueAt(node, 'metadata', 'name')) === '')
    throw new Refusal(say`missing metadata.name in object ${kind}`, positionOf(node));
  return node;
}
