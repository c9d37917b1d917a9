import { textOf } from './bytes.ts';

/** The string that a literal between double quotes or backquotes stands for; undefined where Go finds a mistake in it. */
export function unquote(literal: string): string | undefined {
  const inside = literal.slice(1, -1);
  // Go takes carriage returns out of raw strings.
  if (literal.startsWith('`')) return inside.replaceAll('\r', '');
  return inside.includes('\\') ? unescaped(inside) : inside;
}

function unescaped(inside: string): string | undefined {
  const parts: string[] = [];
  let raw: number[] = [];
  for (let at = 0; at < inside.length; ) {
    const unit = unitAt(inside, at, '"');
    if (unit === undefined) return undefined;
    at += unit.length;
    if (unit.isByte) {
      raw.push(unit.rune);
      continue;
    }
    // Bytes that follow each other may be a character together: "\xc3\xa9".
    if (raw.length > 0) parts.push(textOf(Uint8Array.from(raw)));
    raw = [];
    parts.push(String.fromCodePoint(unit.rune));
  }
  if (raw.length > 0) parts.push(textOf(Uint8Array.from(raw)));
  return parts.join('');
}

/** The character that a literal like `'a'` stands for; undefined where it is none. */
export function unquoteRune(literal: string): number | undefined {
  const unit = unitAt(literal, 1, "'");
  return unit !== undefined && literal.slice(1 + unit.length) === "'" ? unit.rune : undefined;
}

interface Unit {
  readonly rune: number;
  /** How much of the literal it takes. */
  readonly length: number;
  /** `\xff` and `\377` are bytes and need not be characters. */
  readonly isByte: boolean;
}

function unitAt(text: string, at: number, around: string): Unit | undefined {
  const character = text[at];
  if (character === undefined || character === around) return undefined;
  if (character !== '\\') {
    const rune = text.codePointAt(at) ?? 0;
    return { rune, length: rune > 0xffff ? 2 : 1, isByte: false };
  }
  const letter = text[at + 1] ?? '';
  const simple = letters[letter];
  if (simple !== undefined) return { rune: simple, length: 2, isByte: false };
  if (letter === around) return { rune: around.charCodeAt(0), length: 2, isByte: false };
  return numberedAt(text, at, letter);
}

const letters: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 0x5c };

function numberedAt(text: string, at: number, letter: string): Unit | undefined {
  const width = widths[letter];
  if (width === undefined) return octalAt(text, at);
  const digits = text.slice(at + 2, at + 2 + width);
  if (digits.length < width || !hexDigits.test(digits)) return undefined;
  const rune = Number.parseInt(digits, 16);
  if (letter !== 'x' && (rune > 0x10ffff || (rune >= 0xd800 && rune <= 0xdfff))) return undefined;
  return { rune, length: 2 + width, isByte: letter === 'x' };
}

const widths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const hexDigits = /^[0-9a-fA-F]+$/;

function octalAt(text: string, at: number): Unit | undefined {
  const digits = text.slice(at + 1, at + 4);
  if (digits.length < 3 || !/^[0-7]+$/.test(digits)) return undefined;
  const rune = Number.parseInt(digits, 8);
  return rune > 0xff ? undefined : { rune, length: 4, isByte: true };
}
