import { type CallContext, GoInt, known, type List, TemplateError, type Value } from '../template/value.ts';
import { parseInt64, show, toFloat64, toInt64 } from './cast.ts';
import { type Decimal, decimalOf, divide, minus, numberOf, plus, times } from './decimal.ts';
import { type Family, fn, variadic } from './define.ts';

/** @see https://github.com/Masterminds/sprig/blob/v3.3.0/numeric.go and functions.go */
export const math: Family = {
  int: fn(['any'], (_, value) => new GoInt(toInt64(value), 'int')),
  int64: fn(['any'], (_, value) => int64(toInt64(value))),
  float64: fn(['any'], (_, value) => toFloat64(value)),
  atoi: fn(['string'], (_, text) => new GoInt(parseInt64(String(text), 10) ?? 0n, 'int')),
  toDecimal: fn(['any'], (context, value) => int64(parseInt64(show(context, value), 8) ?? 0n)),
  add: variadic([], 'any', (_, values) => int64(values.reduce((sum: bigint, value) => wrap(sum + toInt64(value)), 0n))),
  add1: fn(['any'], (_, value) => int64(toInt64(value) + 1n)),
  sub: fn(['any', 'any'], (_, a, b) => int64(toInt64(a) - toInt64(b))),
  mul: variadic(['any'], 'any', (_, values, first) =>
    int64(values.reduce((product: bigint, value) => wrap(product * toInt64(value)), toInt64(first))),
  ),
  div: fn(['any', 'any'], (_, a, b) => int64(toInt64(a) / notZero(toInt64(b)))),
  mod: fn(['any', 'any'], (_, a, b) => int64(toInt64(a) % notZero(toInt64(b)))),
  max: variadic(['any'], 'any', (_, values, first) => int64(extreme([first, ...values], (a, b) => a > b))),
  biggest: variadic(['any'], 'any', (_, values, first) => int64(extreme([first, ...values], (a, b) => a > b))),
  min: variadic(['any'], 'any', (_, values, first) => int64(extreme([first, ...values], (a, b) => a < b))),
  maxf: variadic(['any'], 'any', (_, values, first) => Math.max(toFloat64(first), ...values.map(toFloat64))),
  minf: variadic(['any'], 'any', (_, values, first) => Math.min(toFloat64(first), ...values.map(toFloat64))),
  ceil: fn(['any'], (_, value) => Math.ceil(toFloat64(value))),
  floor: fn(['any'], (_, value) => Math.floor(toFloat64(value))),
  round: variadic(['any', 'int'], 'float64', (_, [from = 0.5], value, places) => round(toFloat64(value), places, from)),
  addf: variadic([], 'any', (_, values) => exactly(plus, 0, values)),
  add1f: fn(['any'], (_, value) => exactly(plus, value, [1])),
  subf: variadic(['any'], 'any', (_, values, first) => exactly(minus, first, values)),
  mulf: variadic(['any'], 'any', (_, values, first) => exactly(times, first, values)),
  divf: variadic(['any'], 'any', (_, values, first) => exactly(divide, first, values)),
  until: fn(['int'], (context, count) => ints(steps(context, 0, count, count < 0 ? -1 : 1))),
  untilStep: fn(['int', 'int', 'int'], (context, start, stop, step) => ints(steps(context, start, stop, step))),
  seq: variadic([], 'int', (context, bounds) => sequence(context, bounds).join(' ')),
};

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);

const int64 = (value: bigint): GoInt => new GoInt(wrap(value), 'int64');

function notZero(divisor: bigint): bigint {
  if (divisor === 0n) throw new TemplateError('runtime error: integer divide by zero');
  return divisor;
}

const extreme = (values: readonly Value[], isMore: (a: bigint, b: bigint) => boolean): bigint =>
  values.map(toInt64).reduce((most, value) => (isMore(value, most) ? value : most));

function round(value: number, places: number, from: number): number {
  const power = 10 ** places;
  const digit = power * value;
  const rest = digit - Math.trunc(digit);
  return (rest >= from ? Math.ceil(digit) : Math.floor(digit)) / power;
}

/** sprig adds floats as decimals, so that 0.1 and 0.2 are 0.3. */
function exactly(combine: (a: Decimal, b: Decimal) => Decimal, first: Value, values: readonly Value[]): number {
  const decimals = values.map((value) => decimalOf(toFloat64(value)));
  return numberOf(decimals.reduce(combine, decimalOf(toFloat64(first))));
}

/** From `start` on, up to `stop`, which is none of them. */
function steps(context: CallContext, start: number, stop: number, step: number): readonly number[] {
  const count = step === 0 ? 0 : Math.max(Math.ceil((stop - start) / step), 0);
  context.spend(1 + count);
  return Array.from({ length: count }, (_, index) => start + index * step);
}

const ints = (numbers: readonly number[]): List =>
  known(
    numbers.map((number) => new GoInt(BigInt(number), 'int')),
    { elements: 'int' },
  );

/** As the shell's `seq`: last; first and last; first, step and last. */
function sequence(context: CallContext, bounds: readonly number[]): readonly number[] {
  const [first = 0, second = 0, third = 0] = bounds;
  if (bounds.length === 1) return steps(context, 1, first < 1 ? first - 1 : first + 1, first < 1 ? -1 : 1);
  if (bounds.length === 2)
    return steps(context, first, second < first ? second - 1 : second + 1, second < first ? -1 : 1);
  if (bounds.length !== 3 || (third < first && second > 0)) return [];
  return steps(context, first, third < first ? third - 1 : third + 1, second);
}
