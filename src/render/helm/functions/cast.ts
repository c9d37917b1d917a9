import { textOf } from '../template/bytes.ts';
import { isList, isObject, typeName, underlying } from '../template/go-type.ts';
import { printValue } from '../template/print.ts';
import { sortedKeys } from '../template/printer.ts';
import { isTrue } from '../template/truth.ts';
import {
  BudgetSpent,
  Bytes,
  type CallContext,
  factsOf,
  GoInt,
  GoMap,
  type GoObject,
  isText,
  type List,
  NotSupported,
  type Value,
} from '../template/value.ts';
import type { Rope } from './rope.ts';

/**
 * What Go makes of a value where sprig asks for a number or a text. Nothing here fails: what is no number is 0.
 * @see https://github.com/spf13/cast/blob/v1.7.0/caste.go
 */
export function toInt64(value: Value): bigint {
  if (value instanceof GoInt) return BigInt.asIntN(64, value.value);
  if (typeof value === 'number') return truncated(value);
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return isText(value) ? (parseInt64(withoutZeroDecimal(String(value)), 0) ?? 0n) : 0n;
}

/** What amd64 makes of a float that is past every int64, or none: the smallest of them. */
const truncated = (value: number): bigint =>
  Number.isFinite(value) && Math.abs(value) < 2 ** 63 ? BigInt(Math.trunc(value)) : -(2n ** 63n);

/** `12.00` is 12 to cast; `12.5` is no integer. */
const withoutZeroDecimal = (text: string): string => (text.endsWith('0') ? text.replace(/\.0+$/, '') : text);

export function toFloat64(value: Value): number {
  if (value instanceof GoInt) return Number(value.value);
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return isText(value) ? (parseFloat64(String(value)) ?? 0) : 0;
}

/**
 * `strconv.ParseInt(text, base, 64)`; base 0 takes prefixes and underscores.
 * @returns undefined for what it refuses
 */
export function parseInt64(text: string, base: 0 | 8 | 10): bigint | undefined {
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  const magnitude = base === 0 ? prefixed(digits) : inBase(digits, base);
  if (magnitude === undefined) return undefined;
  const value = sign === '-' ? -magnitude : magnitude;
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

const inBase = (digits: string, base: 8 | 10): bigint | undefined => {
  if (!(base === 8 ? /^[0-7]+$/ : /^\d+$/).test(digits)) return undefined;
  checkLength(digits);
  return BigInt(base === 8 ? `0o${digits}` : digits);
};

/** Leading zeros aside no int64 has more digits in any base; longer texts are not worth the arithmetic. */
const maxDigits = 1_000;

/** A text that cannot be a number is none, however long. */
function checkLength(text: string): void {
  if (text.length > maxDigits && /^[-+]?[\d.]/.test(text))
    throw new BudgetSpent(`a number of ${text.length} characters`);
}

function prefixed(text: string): bigint | undefined {
  checkLength(text);
  if (text.includes('_') && !underscoresAreFine.test(text)) return undefined;
  const digits = text.replaceAll('_', '').toLowerCase();
  if (/^(?:0x[\da-f]+|0o[0-7]+|0b[01]+|[1-9]\d*|0)$/.test(digits)) return BigInt(digits);
  return /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : undefined;
}

// Between digits, or between the base's prefix and the first.
const underscoresAreFine = /^(?:0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|\d(?:_?\d)*)$/;

/** `strconv.ParseFloat(text, 64)`; undefined for what it refuses. */
export function parseFloat64(written: string): number | undefined {
  checkLength(written);
  if (written.includes('_') && !underscoresSeparate.test(written)) return undefined;
  const text = written.replaceAll('_', '');
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  const special = /^([-+]?)(inf|infinity|nan)$/i.exec(text);
  if (special !== null) return specialFloat(special[1] ?? '', (special[2] ?? '').toLowerCase());
  return /^[-+]?0x[\da-f_.]+p[-+]?\d+$/i.test(text) ? hexFloat(text) : undefined;
}

const underscoresSeparate = /^[-+]?(?:0[xX](?:_?[\da-fA-F]|[.pP+-])+|(?:\d(?:_(?=\d))?|[.eE+-])+)$/;

function specialFloat(sign: string, word: string): number | undefined {
  if (word === 'nan') return sign === '' ? Number.NaN : undefined;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function hexFloat(text: string): number | undefined {
  const [, sign, whole = '', part = '', power = '0'] =
    /^([-+]?)0x([\da-f]*)(?:\.([\da-f]*))?p([-+]?\d+)$/i.exec(text) ?? [];
  if (`${whole}${part}` === '') return undefined;
  const value = Number(`0x${whole}${part}`) * 2 ** (Number(power) - 4 * part.length);
  if (!Number.isFinite(value)) return undefined;
  return sign === '-' ? -value : value;
}

/** sprig's `toString`: a text as it is, everything else as `%v` prints it. */
export function strval(context: CallContext, value: Value): Rope {
  if (isText(value)) return value;
  return value instanceof Bytes ? textOf(value.bytes) : show(context, value);
}

/** `fmt.Sprintf("%v", value)`. */
export const show = (context: CallContext, value: Value): string => printValue(value, (units) => context.spend(units));

/**
 * One level further down. A map can be put into itself; Go then ends with a full stack.
 * @throws BudgetSpent past `maxDepth`
 */
export function deeper(depth: number): number {
  if (depth >= maxDepth) throw new BudgetSpent(`a value nests deeper than ${maxDepth} levels`);
  return depth + 1;
}

const maxDepth = 200;

/** The entries in the order in which Go prints them. */
export const sortedEntries = (map: GoMap): readonly (readonly [string, Value])[] =>
  sortedKeys(map).map((key) => [key, map.entries.get(key) ?? null]);

/** `fmt.Sprintf("%T", value)`. */
export const typeOf = (value: Value): string => (value === null ? '<nil>' : typeName(value));

/** `reflect.ValueOf(value).Kind().String()`. */
export function kindOf(value: Value): string {
  if (value === null) return 'invalid';
  const inside = bare(value);
  if (isList(inside) || inside instanceof Bytes) return 'slice';
  if (inside instanceof GoMap) return 'map';
  if (!isObject(inside)) return typeOf(inside);
  return inside.type.startsWith('*') ? 'ptr' : 'struct';
}

/** The map, list or number that a named type is made of. */
export const bare = (value: Value): Value => underlying(value) ?? null;

/** What the printers of other forms make of a named type or a struct. */
export function shownAs(object: GoObject, form: string): Value {
  if (object.json !== undefined) return object.json();
  const inside = bare(object);
  if (inside === object) throw new NotSupported(`a ${object.type} as ${form}`);
  return inside;
}

/** sprig's `empty`: the zero value of its type, and what holds nothing. A struct is never empty. */
export const isEmpty = (value: Value): boolean => !isTrue(value);

/**
 * `reflect.DeepEqual`: of the same type and the same all the way down; an int is never a float, a nil slice never an
 * empty one.
 */
export function deepEqual(context: CallContext, a: Value, b: Value, depth = 0): boolean {
  context.spend(1);
  if (a === b) return !Number.isNaN(a);
  if (typeOf(a) !== typeOf(b)) return false;
  if (isText(a) && isText(b)) return String(a) === String(b);
  if (a instanceof GoInt && b instanceof GoInt) return a.value === b.value;
  if (a instanceof Bytes && b instanceof Bytes) return textOf(a.bytes) === textOf(b.bytes);
  if (a instanceof GoMap && b instanceof GoMap) return mapsEqual(context, a, b, deeper(depth));
  if (isList(a) && isList(b)) return listsEqual(context, a, b, deeper(depth));
  return isObject(a) && isObject(b) && a.print !== undefined && a.print() === b.print?.();
}

const mapsEqual = (context: CallContext, a: GoMap, b: GoMap, depth: number): boolean =>
  (a.form === 'nil') === (b.form === 'nil') &&
  a.entries.size === b.entries.size &&
  [...a.entries].every(
    ([key, value]) => b.entries.has(key) && deepEqual(context, value, b.entries.get(key) ?? null, depth),
  );

const listsEqual = (context: CallContext, a: List, b: List, depth: number): boolean =>
  factsOf(a).isNil === factsOf(b).isNil &&
  a.length === b.length &&
  a.every((item, index) => deepEqual(context, item, b[index] ?? null, depth));
