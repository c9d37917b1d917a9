import { lastAtOrBefore, type Source } from '../../manifest/source.ts';
import { byPosition, type Position } from '../../model/source.ts';
import { findable, topOf } from './chart/refused.ts';
import type { Piece, Text } from './template/text.ts';

/**
 * What a template printed, as a source of nodes: each place in it is the line of the template that printed it, and
 * because of it the values that were read on the way.
 */
export function printedSource(path: string, printed: Text): Source {
  const pieces = printed.pieces.filter(({ text }) => text !== '');
  const starts: number[] = [];
  let at = 0;
  for (const { text } of pieces) {
    starts.push(at);
    at += text.length;
  }
  const text = printed.toString();
  return { path, text, origin: (offset) => originOf(path, text, pieces, starts, offset) };
}

function originOf(
  path: string,
  text: string,
  pieces: readonly Piece[],
  starts: readonly number[],
  offset: number,
): Position {
  const first = lastAtOrBefore(starts, offset);
  const lineEnd = text.indexOf('\n', offset);
  const end = lineEnd < 0 ? text.length : lineEnd;
  const causes: Position[] = [];
  for (let index = first; index < pieces.length && (starts[index] ?? 0) < end; index += 1)
    causes.push(...(pieces[index]?.from?.values ?? []));
  const at = findable(pieces[first]?.from?.template ?? topOf(path));
  return { path: at.path, line: at.line, column: at.column, because: distinct(causes) };
}

const distinct = (places: readonly Position[]): readonly Position[] =>
  places.filter((place, index) => places.findIndex((other) => byPosition(place, other) === 0) === index);
