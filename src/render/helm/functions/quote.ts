import { mapText, type Rope } from './rope.ts';

/** The inside of what `%q` prints, without its quotes. */
export const quotedInside = (rope: Rope): Rope => mapText(rope, (text) => (isPlain.test(text) ? text : escaped(text)));

const isPlain = /^[ !#-[\]-~]*$/;

const escaped = (text: string): string => Array.from(text, escapedCharacter).join('');

function escapedCharacter(character: string): string {
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  if (printable.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  // A byte that is no text, see utf8.ts.
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code & 0xff, 2)}`;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** `unicode.IsPrint`: of all spaces the ASCII one alone. */
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

const hex = (code: number, width: number): string => code.toString(16).padStart(width, '0');
