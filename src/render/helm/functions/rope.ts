import { byteSlice } from '../template/bytes.ts';
import { type Origin, type Piece, Text } from '../template/text.ts';

/** A string with or without origins. */
export type Rope = string | Text;

export const pieces = (rope: Rope): readonly Piece[] =>
  typeof rope === 'string' ? [{ text: rope, from: undefined }] : rope.pieces;

/** One after the other. */
export function concat(...ropes: readonly Rope[]): Rope {
  if (ropes.every((rope) => typeof rope === 'string')) return ropes.join('');
  return new Text(ropes.flatMap(pieces).filter((piece) => piece.text !== ''));
}

/** Each piece changed by itself, for what looks at one character at a time. */
export const mapText = (rope: Rope, change: (text: string) => string): Rope =>
  typeof rope === 'string'
    ? change(rope)
    : new Text(rope.pieces.map(({ text, from }) => ({ text: change(text), from })));

/** `rope[start:end]` in UTF-16 code units. */
export function slice(rope: Rope, start: number, end: number = Number.POSITIVE_INFINITY): Rope {
  if (typeof rope === 'string') return rope.slice(start, end);
  const kept: Piece[] = [];
  let at = 0;
  for (const { text, from } of rope.pieces) {
    const cut = text.slice(Math.max(start - at, 0), Math.max(end - at, 0));
    if (cut !== '') kept.push({ text: cut, from });
    at += text.length;
  }
  return new Text(kept);
}

/** `rope[start:end]` in bytes, as Go counts. */
export function sliceBytes(rope: Rope, start: number, end: number): Rope {
  const text = String(rope);
  const cut = byteSlice(text, start, end);
  if (typeof rope === 'string') return cut;
  const from = start === 0 ? 0 : byteSlice(text, 0, start).length;
  const whole = slice(rope, from, from + cut.length);
  return String(whole) === cut ? whole : replaced(rope, cut);
}

/** Something new that was made of `rope` as a whole: every value that it was made of may be the reason. */
export function replaced(rope: Rope, text: string): Rope {
  if (typeof rope === 'string') return text;
  return new Text([{ text, from: union(rope) }]);
}

/** Something put around a text belongs to what stands there. */
export function around(start: string, rope: Rope, end: string): Rope {
  if (typeof rope === 'string') return start + rope + end;
  const first = { text: start, from: rope.pieces[0]?.from };
  const last = { text: end, from: rope.pieces.at(-1)?.from };
  return new Text([first, ...rope.pieces, last].filter(({ text }) => text !== ''));
}

function union({ pieces: all }: Text): Origin | undefined {
  const origins = [...new Set(all.map(({ from }) => from))].filter((from) => from !== undefined);
  if (origins.length <= 1) return origins[0];
  return {
    template: origins.find(({ template }) => template !== undefined)?.template,
    values: [...new Set(origins.flatMap(({ values }) => values))],
  };
}
