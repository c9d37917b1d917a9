import type { MapNode, Node, SequenceNode } from './node.ts';

/**
 * True for the keys that only a strategic merge patch has.
 * @see https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 */
export const isPatchDirective = (key: string): boolean =>
  key.charCodeAt(0) === dollar && /^\$(?:patch|retainKeys|setElementOrder\/.*|deleteFromPrimitiveList\/.*)$/.test(key);

const dollar = 0x24;

/**
 * True where a map somewhere below `node` has such a key: the document changes an object and is none.
 * @param known what was found out of other nodes; aliases may lead to the same one again and again
 */
export function isPatch(node: Node, known: Map<Node, boolean>): boolean {
  if (node.kind === 'scalar') return false;
  const answer = known.get(node) ?? holdsDirective(node, known);
  known.set(node, answer);
  return answer;
}

const holdsDirective = (node: MapNode | SequenceNode, known: Map<Node, boolean>): boolean =>
  node.kind === 'sequence'
    ? node.items.some((item) => isPatch(item, known))
    : node.entries.some(({ key, value }) => isPatchDirective(key) || isPatch(value, known));
