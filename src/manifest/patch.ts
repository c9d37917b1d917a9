import type { Node } from './node.ts';

/**
 * True for the keys that only a strategic merge patch has.
 * @see https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 */
export const isPatchDirective = (key: string): boolean =>
  key.charCodeAt(0) === dollar && /^\$(?:patch|retainKeys|setElementOrder\/.*|deleteFromPrimitiveList\/.*)$/.test(key);

const dollar = 0x24;

/** True where a map somewhere below `node` has such a key: the document changes an object and is none. */
export function isPatch(node: Node, seen: Set<Node> = new Set()): boolean {
  if (node.kind === 'scalar' || seen.has(node)) return false;
  seen.add(node);
  if (node.kind === 'sequence') return node.items.some((item) => isPatch(item, seen));
  return node.entries.some(({ key, value }) => isPatchDirective(key) || isPatch(value, seen));
}
