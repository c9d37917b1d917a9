import type { Node } from '../../manifest/node.ts';
import { literal, type Message, say } from '../../model/message.ts';
import { describe, type ResourceId } from '../../model/resource.ts';
import type { Field } from './flaw.ts';

/** How every flaw begins: `spec.ports[0].port of Service web`. */
export const fieldOf = ({ id, path }: Omit<Field, 'node'>): Message => say`${path} of ${describe(id)}`;

/** `spec.type of Service web is "Loadbalancer"`. */
export const writtenAt = (at: Field): Message => say`${fieldOf(at)} is ${shown(at.node)}`;

/** `spec.ports[0].port of Service web is missing`, said of the part that lacks it. */
export const isMissing = ({ id, path }: Field, name: string): Message =>
  say`${fieldOf({ id, path: `${path}.${name}` })} is missing`;

/** How every flaw ends; it names the object, because «it» would be the field. */
export const refuses = (id: ResourceId): Message => say`the API server refuses the ${id.kind}`;

/** A text in quotes, so that it cannot be read as a word of the sentence. */
function shown(node: Node): Message {
  if (node.kind !== 'scalar') return literal(node.kind === 'map' ? 'an object' : 'a list');
  return typeof node.value === 'string' ? say`${JSON.stringify(node.value)}` : say`${String(node.value)}`;
}
