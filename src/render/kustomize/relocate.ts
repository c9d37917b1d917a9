import type { Node, ScalarNode } from '../../manifest/node.ts';
import { lastAtOrBefore, lineStartsOf, type Source } from '../../manifest/source.ts';

/**
 * The places of a text that stands inside a YAML file, as offsets of that file: line for line where it is a literal block,
 * else all of it where the value begins.
 */
export function relocated(nodes: readonly Node[], text: string, value: ScalarNode): readonly Node[] {
  const lines = blockLines(text, value);
  const place = lines === undefined ? () => value.offset : placeIn(text, lines);
  const known = new Map<Node, Node>();
  return nodes.map((node) => move(node, value.source, place, known));
}

/** Where each line of the value begins in the file; undefined where the value is not written line for line. */
function blockLines(text: string, { source, offset }: ScalarNode): readonly number[] | undefined {
  const start = source.text.lastIndexOf('\n', offset - 1) + 1;
  const indent = offset - start;
  if (source.text.slice(start, offset).trim() !== '' || indent === 0) return undefined;
  const places: number[] = [];
  let at = start;
  for (const line of text.split('\n')) {
    const end = source.text.indexOf('\n', at);
    const written = source.text.slice(at, end < 0 ? source.text.length : end).replace(/\r$/, '');
    if (line.trim() !== '' && written.slice(indent) !== line) return undefined;
    places.push(at + indent);
    if (end < 0) break;
    at = end + 1;
  }
  return places;
}

function placeIn(text: string, lines: readonly number[]): (offset: number) => number {
  const starts = lineStartsOf(text);
  return (offset) => {
    const line = lastAtOrBefore(starts, offset);
    return (lines[line] ?? lines.at(-1) ?? 0) + offset - (starts[line] ?? 0);
  };
}

function move(node: Node, source: Source, place: (offset: number) => number, known: Map<Node, Node>): Node {
  const before = known.get(node);
  if (before !== undefined) return before;
  const offset = place(node.offset);
  const moved = moveOne(node, source, offset, place, known);
  known.set(node, moved);
  return moved;
}

function moveOne(
  node: Node,
  source: Source,
  offset: number,
  place: (offset: number) => number,
  known: Map<Node, Node>,
): Node {
  if (node.kind === 'scalar') return { kind: 'scalar', source, offset, value: node.value };
  if (node.kind === 'sequence')
    return { kind: 'sequence', source, offset, items: node.items.map((item) => move(item, source, place, known)) };
  return {
    kind: 'map',
    source,
    offset,
    entries: node.entries.map(({ key, keyOffset, value }) => ({
      key,
      source,
      keyOffset: place(keyOffset),
      value: move(value, source, place, known),
    })),
  };
}
