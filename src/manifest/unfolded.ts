import type { Node } from './node.ts';

/** How many nodes a value stands for once each alias is what it names; each node is asked once. */
export function unfoldedSize(node: Node, known: Map<Node, number>): number {
  if (node.kind === 'scalar') return 1;
  const before = known.get(node);
  if (before !== undefined) return before;
  const parts = node.kind === 'sequence' ? node.items : node.entries.map(({ value }) => value);
  const size = parts.reduce((sum, part) => sum + unfoldedSize(part, known), 1);
  known.set(node, size);
  return size;
}
