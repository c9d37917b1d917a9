import { isRawByte } from './bytes.ts';
import { isPrintable } from './unicode.ts';

/** `strconv.Quote`, and `strconv.QuoteToASCII` where `ascii` is set: what `%q` and `%+q` write. */
export function quote(text: string, { ascii = false }: { readonly ascii?: boolean } = {}): string {
  if (needsNoEscape.test(text)) return `"${text}"`;
  let quoted = '"';
  for (const character of text) quoted += escaped(character.codePointAt(0) ?? 0, '"', ascii);
  return `${quoted}"`;
}

/** Printable ASCII but the quote and the backslash. */
const needsNoEscape = /^[ !#-[\]-~]*$/;

/** `strconv.QuoteRune`: a character between single quotes. */
export function quoteRune(rune: number, { ascii = false }: { readonly ascii?: boolean } = {}): string {
  const valid = rune >= 0 && rune <= 0x10ffff && !(rune >= 0xd800 && rune <= 0xdfff);
  return `'${escaped(valid ? rune : 0xfffd, "'", ascii)}'`;
}

/** Whether text can stand between backquotes, as `%#q` prefers. */
export function canBackquote(text: string): boolean {
  for (const character of text) {
    const rune = character.codePointAt(0) ?? 0;
    if (rune === 0xfeff || isRawByte(rune) || rune === 0x60 || rune === 0x7f) return false;
    if (rune < 0x20 && rune !== 0x09) return false;
  }
  return true;
}

function escaped(rune: number, around: string, ascii: boolean): string {
  if (isRawByte(rune)) return `\\x${(rune & 0xff).toString(16)}`;
  const character = String.fromCodePoint(rune);
  if (character === around || character === '\\') return `\\${character}`;
  if (isPrintable(rune) && !(ascii && rune >= 0x80)) return character;
  return short[character] ?? numbered(rune);
}

const short: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

function numbered(rune: number): string {
  const digits = rune.toString(16);
  if (rune < 0x20 || rune === 0x7f) return `\\x${digits.padStart(2, '0')}`;
  return rune < 0x1_0000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}
