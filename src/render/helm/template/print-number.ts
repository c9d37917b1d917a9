import { type Flags, pad, padWithSpaces } from './flags.ts';
import { type FloatForm, formatFloat } from './float.ts';
import { quoteRune } from './quote.ts';
import { isPrintable } from './unicode.ts';
import type { GoInt } from './value.ts';

/** An integer as a verb of `fmt` prints it; undefined where the verb is none of an integer's. */
export function printInt(int: GoInt, verb: string, flags: Flags): string | undefined {
  const isSigned = !int.kind.startsWith('uint');
  const base = bases[verb];
  if (base !== undefined) return integer(int.value, base, verb, flags);
  // Two's complement, as Go hands every integer on.
  const bits = BigInt.asUintN(64, int.value);
  switch (verb) {
    case 'v':
      return flags.goSyntax && !isSigned
        ? integer(int.value, 16, 'v', { ...flags, sharp: true })
        : integer(int.value, 10, 'v', flags);
    case 'c':
      return pad(String.fromCodePoint(characterOf(bits)), flags);
    case 'q':
      return pad(quoteRune(characterOf(bits), { ascii: flags.plus }), flags);
    case 'U':
      return unicode(bits, flags);
    default:
      return undefined;
  }
}

const bases: Readonly<Record<string, number>> = { d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };

const maxRune = 0x10ffffn;

function characterOf(bits: bigint): number {
  const rune = bits > maxRune ? 0xfffd : Number(bits);
  return rune >= 0xd800 && rune <= 0xdfff ? 0xfffd : rune;
}

function integer(value: bigint, base: number, verb: string, flags: Flags): string {
  if (flags.precision === 0 && value === 0n) return padWithSpaces('', flags);
  const sign = value < 0n ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  const digits = (value < 0n ? -value : value).toString(base).padStart(leastDigits(flags, sign), '0');
  const written = sign + prefix(base, verb, digits, flags.sharp) + digits;
  return padWithSpaces(verb === 'X' ? written.toUpperCase() : written, flags);
}

/** `%.3d` and `%03d` are two ways to ask for zeros; the first goes before the second. */
function leastDigits({ precision, zero, minus, width }: Flags, sign: string): number {
  if (precision !== undefined) return precision;
  return zero && !minus && width !== undefined ? width - sign.length : 0;
}

function prefix(base: number, verb: string, digits: string, isSharp: boolean): string {
  if (verb === 'O') return isSharp && !digits.startsWith('0') ? '0o0' : '0o';
  if (!isSharp) return '';
  if (base === 2) return '0b';
  if (base === 16) return '0x';
  return base === 8 && !digits.startsWith('0') ? '0' : '';
}

function unicode(bits: bigint, flags: Flags): string {
  const digits = bits
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(flags.precision ?? 4, 4), '0');
  const isShown = flags.sharp && bits <= maxRune && isPrintable(Number(bits));
  return padWithSpaces(`U+${digits}${isShown ? ` '${String.fromCodePoint(Number(bits))}'` : ''}`, flags);
}

/** A float64 as a verb of `fmt` prints it; undefined where the verb is none of a float's. */
export function printFloat(value: number, verb: string, flags: Flags): string | undefined {
  const form = forms[verb];
  if (form === undefined) return undefined;
  const precision = flags.precision ?? ('eEf'.includes(form) ? 6 : undefined);
  const number = signed(formatFloat(value, form, precision), flags);
  if (!Number.isFinite(value)) return padWithSpaces(number, flags);
  return padded(flags.sharp && form !== 'b' ? withPoint(number, form, precision) : number, flags);
}

const forms: Readonly<Record<string, FloatForm>> = {
  v: 'g',
  b: 'b',
  g: 'g',
  G: 'G',
  x: 'x',
  X: 'X',
  f: 'f',
  F: 'f',
  e: 'e',
  E: 'E',
};

function signed(number: string, { plus, space }: Flags): string {
  if (number.startsWith('-')) return number;
  const unsigned = number.replace(/^\+/, '');
  if (plus) return `+${unsigned}`;
  if (space) return ` ${unsigned}`;
  // Only infinity comes with a plus by itself.
  return number;
}

/** Zeros go between the sign and the digits. */
function padded(number: string, flags: Flags): string {
  const sign = /^[+\- ]/.exec(number)?.[0] ?? '';
  if (sign === '' || !flags.zero || flags.minus || flags.width === undefined) return pad(number, flags);
  return sign + number.slice(1).padStart(flags.width - 1, '0');
}

/** `%#g`: always a point, and the zeros that `%g` leaves out. */
function withPoint(number: string, form: FloatForm, precision: number | undefined): string {
  const [, sign = '', mantissa = '', tail = ''] = /^([+\- ]?)(0[xX][^pP]*|[^eEpP]*)(.*)$/.exec(number) ?? [];
  const wanted = 'gGx'.includes(form) ? (precision ?? 6) : 0;
  const significant = mantissa.replace('.', '').replace(/^0+/, '').length;
  const isZero = mantissa === '0';
  const zeros = '0'.repeat(Math.max(wanted - significant - (isZero ? 1 : 0), 0));
  return `${sign}${mantissa}${mantissa.includes('.') ? '' : '.'}${zeros}${tail}`;
}
