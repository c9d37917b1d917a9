import type { Node, ScalarNode } from '../../manifest/node.ts';
import { blockStyle } from './block-style.ts';
import { mapAt, scalarAt, sequenceAt } from './edit.ts';

/**
 * A block of text at the end of a file that ends without a line break has none either to go-yaml; our parser gives it one.
 * Only the last value of the document can be such a block.
 */
export function withoutLastBreak(node: Node): Node {
  if (node.kind === 'scalar') return isBlock(node) ? scalarAt(String(node.value).replace(/\n$/, ''), node) : node;
  if (node.kind === 'sequence') {
    const last = node.items.at(-1);
    const changed = last && withoutLastBreak(last);
    return changed === last || changed === undefined ? node : sequenceAt(node.items.with(-1, changed), node);
  }
  const last = node.entries.at(-1);
  const changed = last && withoutLastBreak(last.value);
  return changed === last?.value || changed === undefined || last === undefined
    ? node
    : mapAt(node.entries.with(-1, { ...last, value: changed }), node);
}

const isBlock = (node: ScalarNode): boolean =>
  typeof node.value === 'string' && node.value.endsWith('\n') && blockStyle(node) !== undefined;
