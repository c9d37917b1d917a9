/**
 * What Go's unicode package says of a code point. The tables are those of the JavaScript engine, a few Unicode versions
 * newer than Go's.
 */
export const isLetter = (rune: number): boolean =>
  rune < 0x80 ? isAsciiLetter(rune) : letter.test(String.fromCodePoint(rune));

const isAsciiLetter = (rune: number): boolean => (rune >= 0x61 && rune <= 0x7a) || (rune >= 0x41 && rune <= 0x5a);

const letter = /^\p{L}$/u;

/** A decimal digit of any script. */
export const isDigit = (rune: number): boolean =>
  rune < 0x80 ? rune >= 0x30 && rune <= 0x39 : digit.test(String.fromCodePoint(rune));

const digit = /^\p{Nd}$/u;

/** `strconv.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII space. */
export const isPrintable = (rune: number): boolean =>
  rune < 0x80 ? rune >= 0x20 && rune < 0x7f : printable.test(String.fromCodePoint(rune));

const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u;

/** A code point as `%U` writes it: `U+002F`. */
export const codePoint = (rune: number): string => `U+${rune.toString(16).toUpperCase().padStart(4, '0')}`;

/** As `%#U` writes it: `U+002F '/'`. */
export const namedCodePoint = (rune: number): string =>
  isPrintable(rune) ? `${codePoint(rune)} '${String.fromCodePoint(rune)}'` : codePoint(rune);
