import type { Manifest } from './file-reading.ts';
import type { MapNode, Node } from './node.ts';
import type { Source } from './source.ts';

/**
 * The same objects, on a text in which what stands outside of them is blank: whoever keeps them does not keep their
 * neighbours. Every place stays as it was.
 *
 * @param all every object of the file, in its order
 */
export function alone(kept: readonly Manifest[], all: readonly Manifest[]): readonly Manifest[] {
  const [first] = kept;
  if (first === undefined) return [];
  const { source } = first.root;
  const starts = [...new Set(all.map(({ root }) => root.offset))].sort((a, b) => a - b);
  const parts = kept.map(({ root }) => ({ start: root.offset, end: endOf(source.text, root.offset, starts) }));
  const move = mover(source, { path: source.path, text: onlyIn(source.text, parts) });
  return kept.map((one) => ({
    ...one,
    root: move(one.root) as MapNode, // a map stays one
    alternative: one.alternative && (move(one.alternative) as MapNode),
  }));
}

/** Where the next object or the next document begins. */
function endOf(text: string, start: number, starts: readonly number[]): number {
  const separator = text.indexOf('\n---', start);
  const next = starts.find((one) => one > start) ?? text.length;
  return separator < 0 ? next : Math.min(separator, next);
}

function onlyIn(text: string, parts: readonly { readonly start: number; readonly end: number }[]): string {
  const out: string[] = [];
  let done = 0;
  for (const { start, end } of [...parts].sort((a, b) => a.start - b.start)) {
    if (start < done) continue;
    out.push(blank(text.slice(done, start)), text.slice(start, end));
    done = end;
  }
  return out.join('') + blank(text.slice(done));
}

const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ');

/** Copies nodes to another text of the same length; what several places share they share afterwards. */
function mover(from: Source, to: Source): (node: Node) => Node {
  const moved = new Map<Node, Node>();
  const sourceOf = (source: Source): Source => (source === from ? to : source);
  const move = (node: Node): Node => {
    const known = moved.get(node);
    if (known !== undefined) return known;
    const copy = copied(node);
    moved.set(node, copy);
    return copy;
  };
  const copied = (node: Node): Node => {
    const source = sourceOf(node.source);
    if (node.kind === 'scalar') return { ...node, source };
    if (node.kind === 'sequence') return { ...node, source, items: node.items.map(move) };
    const entries = node.entries.map((one) => ({ ...one, source: sourceOf(one.source), value: move(one.value) }));
    return { ...node, source, entries };
  };
  return move;
}
