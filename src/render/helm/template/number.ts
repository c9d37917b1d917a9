import type { NumberNode } from './nodes.ts';
import { quote } from './quote.ts';
import { unquoteRune } from './unquote.ts';
import { GoInt, TemplateError } from './value.ts';

type Form = 'number' | 'complex' | 'character constant';

/**
 * A literal number under all the types that it can have.
 * @throws TemplateError in Go's words where it is none
 */
export function numberNode(text: string, start: number, form: Form): NumberNode {
  if (form === 'character constant') return character(text, start);
  if (form === 'complex' || text.endsWith('i')) return complex(text, start);
  const { int, uint } = integers(text);
  const whole = int ?? uint;
  if (whole !== undefined) return node({ text, start, int, uint, float: Number(whole) });
  return decimal(text, start);
}

function character(text: string, start: number): NumberNode {
  const rune = unquoteRune(text);
  if (rune === undefined) {
    // Go tells a literal that is too long from one that is badly formed.
    const isLong = unquoteRune(`${text.slice(0, text.startsWith("'\\") ? 3 : 2)}'`) !== undefined;
    throw new TemplateError(isLong ? `malformed character constant: ${text}` : 'invalid syntax');
  }
  return node({ text, start, int: BigInt(rune), uint: BigInt(rune), float: rune });
}

// No chart was seen to use one; where it is evaluated the render ends as not supported.
const complex = (text: string, start: number): NumberNode => ({ ...node({ text, start }), isComplex: true });

function decimal(text: string, start: number): NumberNode {
  const float = parsedFloat(text);
  if (float === undefined) throw new TemplateError(`illegal number syntax: ${quote(text)}`);
  if (!/[.eEpP]/.test(text)) throw new TemplateError(`integer overflow: ${quote(text)}`);
  const whole = Number.isInteger(float) ? BigInt(float) : undefined;
  const int = whole !== undefined && fits(whole, minInt64, maxInt64) ? whole : undefined;
  const uint = whole !== undefined && fits(whole, 0n, maxUint64) ? whole : undefined;
  return node({ text, start, int, uint, float });
}

interface Parts {
  readonly text: string;
  readonly start: number;
  readonly int?: bigint | undefined;
  readonly uint?: bigint | undefined;
  readonly float?: number | undefined;
}

function node({ text, start, int, uint, float }: Parts): NumberNode {
  return { kind: 'number', start, text, int, uint, float, isComplex: false, ideal: ideal(text, int, float) };
}

/** The way that it is written decides between a float64 and an int. */
function ideal(text: string, int: bigint | undefined, float: number | undefined): GoInt | number | undefined {
  const isHex = /^0[xX]/.test(text) && !/[pP]/.test(text);
  if (float !== undefined && !isHex && !text.startsWith("'") && /[.eEpP]/.test(text)) return float;
  return int === undefined ? undefined : new GoInt(int);
}

/** `strconv.ParseInt` and `ParseUint` of base 0: prefixes and underscores as in Go's own literals. */
function integers(text: string): { readonly int: bigint | undefined; readonly uint: bigint | undefined } {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const magnitude = unsigned(text.slice(sign.length));
  if (magnitude === undefined) return { int: undefined, uint: undefined };
  const value = sign === '-' ? -magnitude : magnitude;
  const int = fits(value, minInt64, maxInt64) ? value : undefined;
  const isUint = sign === '' || value === 0n;
  return { int, uint: isUint && fits(value, 0n, maxUint64) ? value : undefined };
}

function unsigned(text: string): bigint | undefined {
  if (!literal.test(text)) return undefined;
  const digits = text.replaceAll('_', '');
  // A leading zero alone means octal.
  return BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
}

const literal = /^(0[xX](_?[0-9a-fA-F])+|0[bB](_?[01])+|0[oO](_?[0-7])+|0(_?[0-7])*|[1-9](_?[0-9])*)$/;

const minInt64 = -(2n ** 63n);
const maxInt64 = 2n ** 63n - 1n;
const maxUint64 = 2n ** 64n - 1n;

const fits = (value: bigint, from: bigint, to: bigint): boolean => value >= from && value <= to;

/** `strconv.ParseFloat`: undefined where it is no number, or one past the largest. */
function parsedFloat(text: string): number | undefined {
  const hex = hexFloat.exec(text);
  const value = hex === null ? decimalFloat(text) : fromHex(hex);
  return value === undefined || !Number.isFinite(value) ? undefined : value;
}

function decimalFloat(text: string): number | undefined {
  if (!/^[+-]?(\d(_?\d)*\.?(\d(_?\d)*)?|\.\d(_?\d)*)([eE][+-]?\d(_?\d)*)?$/.test(text)) return undefined;
  return Number(text.replaceAll('_', ''));
}

const hexFloat = /^([+-]?)0[xX]_?([0-9a-fA-F](?:_?[0-9a-fA-F])*)?\.?([0-9a-fA-F](?:_?[0-9a-fA-F])*)?[pP]([+-]?\d+)$/;

function fromHex([, sign, whole = '', fraction = '', exponent]: RegExpExecArray): number | undefined {
  const digits = (whole + fraction).replaceAll('_', '');
  const power = Number(exponent) - 4 * fraction.replaceAll('_', '').length;
  // Longer ones would have to be rounded with care; no chart has them.
  if (digits === '' || digits.length > 13) return undefined;
  return Number(BigInt(`0x${digits}`)) * 2 ** power * (sign === '-' ? -1 : 1);
}
