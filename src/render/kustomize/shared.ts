import type { MapNode, Node } from '../../manifest/node.ts';
import { mapAt, mapItems, valueIn } from './edit.ts';

/**
 * `after` with what was set in one place of a shared value set in all of them.
 *
 * Where Kustomize makes a label in several fields of one object it puts the same node into each, and what overwrites one
 * later overwrites all: an overlay that changes a label of the metadata changes the selector that the base made of it.
 */
export function withShared(
  before: MapNode,
  after: MapNode,
  shared: readonly Node[],
): { readonly root: MapNode; readonly shared: readonly Node[] } {
  if (shared.length === 0 || before === after) return { root: after, shared };
  const replaced = new Map<Node, Node>();
  findReplaced(before, after, new Set(shared), replaced);
  if (replaced.size === 0) return { root: after, shared };
  const root = substituted(after, replaced);
  return { root: root.kind === 'map' ? root : after, shared: shared.map((one) => replaced.get(one) ?? one) };
}

function findReplaced(before: Node, after: Node, shared: ReadonlySet<Node>, replaced: Map<Node, Node>): void {
  if (before === after || before.kind !== after.kind) return;
  if (before.kind === 'scalar') {
    if (shared.has(before)) replaced.set(before, after);
  } else if (before.kind === 'map') {
    for (const { key, value } of before.entries) {
      const next = valueIn(after, key);
      if (next !== undefined) findReplaced(value, next, shared, replaced);
    }
  } else if (after.kind === 'sequence' && before.items.length === after.items.length)
    for (const [index, item] of before.items.entries()) {
      const next = after.items[index];
      if (next !== undefined) findReplaced(item, next, shared, replaced);
    }
}

function substituted(node: Node, replaced: ReadonlyMap<Node, Node>): Node {
  if (node.kind === 'scalar') return replaced.get(node) ?? node;
  if (node.kind === 'sequence') return mapItems(node, (item) => substituted(item, replaced));
  const entries = node.entries.map((entry) => {
    const value = substituted(entry.value, replaced);
    return value === entry.value ? entry : { ...entry, value };
  });
  return entries.every((entry, index) => entry === node.entries[index]) ? node : mapAt(entries, node);
}
