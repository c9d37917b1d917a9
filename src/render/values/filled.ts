import type { MapNode, Node } from '../../manifest/node.ts';
import { entryAt, mapAt, mapItems, scalarAt } from '../kustomize/edit.ts';
import type { ChartRelease } from './names.ts';

/**
 * An object with the few templates filled in that charts allow in values and whose outcome is known: the names of the
 * release and of the chart. All others stay as the placeholders that they are.
 */
export function filled(root: MapNode, release: ChartRelease): MapNode {
  const changed = fill(root, (written) => filledText(written, release), new Map());
  return changed.kind === 'map' ? changed : root;
}

export function filledText(text: string, { name, namespace, chart, alias = chart }: ChartRelease): string {
  const known: Readonly<Record<string, string | undefined>> = {
    '.Release.Name': name,
    '.Release.Namespace': namespace,
    '.Chart.Name': alias,
  };
  return text.replaceAll(/\{\{-?\s*(\.[\w.]+)\s*-?\}\}/g, (whole, key: string) => known[key] ?? whole);
}

function fill(node: Node, text: (written: string) => string, done: Map<Node, Node>): Node {
  const before = done.get(node);
  if (before !== undefined) return before;
  const after = fillOne(node, text, done);
  done.set(node, after);
  return after;
}

function fillOne(node: Node, text: (written: string) => string, done: Map<Node, Node>): Node {
  if (node.kind === 'sequence') return mapItems(node, (item) => fill(item, text, done));
  if (node.kind === 'scalar') {
    if (typeof node.value !== 'string' || !node.value.includes('{{')) return node;
    return scalarAt(text(node.value), node);
  }
  const entries = node.entries.map((one) => {
    const value = fill(one.value, text, done);
    return value === one.value ? one : entryAt(one.key, value, { source: one.source, offset: one.keyOffset });
  });
  return entries.every((one, index) => one === node.entries[index]) ? node : mapAt(entries, node);
}
