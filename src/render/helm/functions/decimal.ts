import { TemplateError } from '../template/value.ts';

/**
 * A decimal number: `digits` times ten to the power of `exponent`.
 * @see https://github.com/shopspring/decimal/blob/v1.4.0/decimal.go
 */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** The shortest decimal that is the float. */
export function decimalOf(value: number): Decimal {
  if (!Number.isFinite(value)) throw new TemplateError(`Cannot create a Decimal from ${nameOf(value)}`);
  const [mantissa = '0', power = '0'] = value.toExponential().split('e');
  const [, part = ''] = mantissa.split('.');
  return { digits: BigInt(mantissa.replace('.', '')), exponent: Number(power) - part.length };
}

const nameOf = (value: number): string => (Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf');

export const numberOf = ({ digits, exponent }: Decimal): number => Number(`${digits}e${exponent}`);

export const plus = (a: Decimal, b: Decimal): Decimal => aligned(a, b, (x, y) => x + y);

export const minus = (a: Decimal, b: Decimal): Decimal => aligned(a, b, (x, y) => x - y);

export const times = (a: Decimal, b: Decimal): Decimal => ({
  digits: a.digits * b.digits,
  exponent: a.exponent + b.exponent,
});

/** To sixteen digits after the point, the last one rounded away from zero. */
export function divide(a: Decimal, b: Decimal): Decimal {
  if (b.digits === 0n) throw new TemplateError('decimal division by 0');
  const scale = places + a.exponent - b.exponent;
  const [above, below] =
    scale >= 0 ? [a.digits * 10n ** BigInt(scale), b.digits] : [a.digits, b.digits * 10n ** BigInt(-scale)];
  const quotient = above / below;
  const rest = magnitude(above % below);
  const sign = above < 0n === below < 0n ? 1n : -1n;
  return { digits: 2n * rest >= magnitude(below) ? quotient + sign : quotient, exponent: -places };
}

const places = 16;

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

function aligned(a: Decimal, b: Decimal, combine: (x: bigint, y: bigint) => bigint): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  const digits = (number: Decimal): bigint => number.digits * 10n ** BigInt(number.exponent - exponent);
  return { digits: combine(digits(a), digits(b)), exponent };
}
