import { bytesOf } from './bytes.ts';
import { type Flags, noFlags, pad } from './flags.ts';
import { type Evaluated, isList, isObject, typeName, underlying } from './go-type.ts';
import { printFloat, printInt } from './print-number.ts';
import { canBackquote, quote } from './quote.ts';
import { Text } from './text.ts';
import {
  BudgetSpent,
  Bytes,
  factsOf,
  GoInt,
  GoMap,
  type GoObject,
  type List,
  NotSupported,
  type Value,
} from './value.ts';

/** Counts the work that printing is. */
export type Spend = (units: number) => void;

/**
 * A value as a verb of Go's `fmt` prints it.
 * @see https://pkg.go.dev/fmt#hdr-Printing
 */
export function printed(value: Evaluated, verb: string, flags: Flags, spend: Spend): string {
  if (value === null || value === undefined)
    return verb === 'v' || verb === 'T' ? pad('<nil>', flags) : `%!${verb}(<nil>)`;
  if (verb === 'T') return printText(typeName(value), 's', flags) ?? '';
  if (verb === 'p') return pointer(value, flags, spend);
  return new Printer(flags, spend).value(value, verb, 0);
}

/** Where a map or list lies in memory changes from run to run. */
function pointer(value: Exclude<Value, null>, flags: Flags, spend: Spend): string {
  if (value instanceof GoMap || value instanceof Bytes || isList(value) || isObject(value))
    throw new NotSupported('printf of a pointer');
  return new Printer(flags, spend).badVerb(value, 'p');
}

/** What contains itself, as `set $d "d" $d` makes it, has no end. Go runs out of stack. */
const maxDepth = 200;

class Printer {
  readonly #flags: Flags;
  readonly #spend: Spend;
  /** While a wrong verb is being told, methods are not asked. */
  #isTelling = false;

  constructor(flags: Flags, spend: Spend) {
    this.#flags = flags;
    this.#spend = spend;
    spend(1 + ((flags.width ?? 0) + (flags.precision ?? 0)) / 64);
  }

  value(value: Evaluated, verb: string, depth: number): string {
    this.#spend(1);
    if (depth > maxDepth) throw new BudgetSpent(`values nested deeper than ${maxDepth}`);
    if (value === null || value === undefined) return this.#flags.goSyntax ? 'interface {}(nil)' : '<nil>';
    return this.#simple(value, verb) ?? this.#composed(value, verb, depth);
  }

  /** `%!d(string=x)` */
  badVerb(value: Exclude<Value, null>, verb: string): string {
    this.#isTelling = true;
    const told = `%!${verb}(${typeName(value)}=${this.value(value, 'v', 0)})`;
    this.#isTelling = false;
    return told;
  }

  /** Undefined for what holds other values. */
  #simple(value: Exclude<Value, null>, verb: string): string | undefined {
    if (typeof value === 'boolean')
      return verb === 'v' || verb === 't' ? pad(String(value), this.#flags) : this.badVerb(value, verb);
    if (typeof value === 'number') return printFloat(value, verb, this.#flags) ?? this.badVerb(value, verb);
    if (value instanceof GoInt) return printInt(value, verb, this.#flags) ?? this.badVerb(value, verb);
    if (typeof value !== 'string' && !(value instanceof Text)) return undefined;
    const text = String(value);
    this.#spend(text.length / 64);
    return printText(text, verb, this.#flags) ?? this.badVerb(value, verb);
  }

  #composed(value: Exclude<Value, null>, verb: string, depth: number): string {
    // `%w` is for errors, and no other value has a verb for all of it.
    if (verb === 'w' && !(value instanceof Bytes)) return this.badVerb(value, verb);
    if (value instanceof GoMap) return this.#map(value, verb, depth);
    if (value instanceof Bytes) return this.#bytes(value, verb, depth);
    if (isList(value)) return this.#list(value, typeName(value), verb, depth);
    return isObject(value) ? this.#object(value, verb, depth) : '';
  }

  #map(map: GoMap, verb: string, depth: number): string {
    const { goSyntax } = this.#flags;
    if (goSyntax && map.form === 'nil') return `${typeName(map)}(nil)`;
    const keys = sortedKeys(map);
    const entries = keys.map(
      (key) => `${this.value(key, verb, depth + 1)}:${this.value(map.entries.get(key), verb, depth + 1)}`,
    );
    return goSyntax ? `${typeName(map)}{${entries.join(', ')}}` : `map[${entries.join(' ')}]`;
  }

  #list(list: List, type: string, verb: string, depth: number): string {
    const { goSyntax } = this.#flags;
    if (goSyntax && factsOf(list).isNil === true) return `${type}(nil)`;
    const items = list.map((item) => this.value(item, verb, depth + 1));
    return goSyntax ? `${type}{${items.join(', ')}}` : `[${items.join(' ')}]`;
  }

  #bytes({ bytes }: Bytes, verb: string, depth: number): string {
    this.#spend(bytes.length);
    if ('sqxX'.includes(verb)) return printBytes(bytes, verb, this.#flags);
    // A chart that prints all that it knows prints each byte of its files.
    if (verb === 'v' && this.#flags === noFlags) {
      this.#spend(bytes.length);
      return `[${bytes.join(' ')}]`;
    }
    const type = (verb === 'v' || verb === 'd') && depth === 0 ? '[]byte' : '[]uint8';
    return this.#list(
      Array.from(bytes, (byte) => new GoInt(BigInt(byte), 'uint8')),
      type,
      verb,
      depth,
    );
  }

  #object(object: GoObject, verb: string, depth: number): string {
    if (object.print !== undefined && !this.#isTelling && !this.#flags.goSyntax && 'vsxXq'.includes(verb))
      return printText(object.print(), verb, this.#flags) ?? '';
    const inside = underlying(object);
    if (inside === object || this.#flags.goSyntax) throw new NotSupported(`printing a ${object.type}`);
    return this.value(inside, verb, depth);
  }
}

/** Maps are printed, and gone through, in the order of their keys' bytes. */
export const sortedKeys = (map: GoMap): readonly string[] => [...map.entries.keys()].sort(byBytes);

/** UTF-16 puts surrogates before U+E000, UTF-8 does not. */
export function byBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const one = a.charCodeAt(at);
    const other = b.charCodeAt(at);
    if (one !== other) return rank(one) - rank(other);
  }
  return a.length - b.length;
}

const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x1_0000 : unit);

/** Undefined where the verb is none of a string's. */
function printText(text: string, verb: string, flags: Flags): string | undefined {
  switch (verb) {
    case 'v':
      return flags.goSyntax ? quoted(text, flags) : pad(truncated(text, flags), flags);
    case 's':
      return pad(truncated(text, flags), flags);
    case 'q':
      return quoted(text, flags);
    case 'x':
    case 'X':
      return hexadecimal(bytesOf(text), verb, flags);
    default:
      return undefined;
  }
}

function printBytes(bytes: Uint8Array, verb: string, flags: Flags): string {
  if (verb === 'x' || verb === 'X') return hexadecimal(bytes, verb, flags);
  return printText(new TextDecoder().decode(bytes), verb, flags) ?? '';
}

const truncated = (text: string, { precision }: Flags): string =>
  precision === undefined ? text : Array.from(text).slice(0, precision).join('');

function quoted(text: string, flags: Flags): string {
  const short = truncated(text, flags);
  const raw = flags.sharp && canBackquote(short);
  return pad(raw ? `\`${short}\`` : quote(short, { ascii: flags.plus }), flags);
}

function hexadecimal(bytes: Uint8Array, verb: 'x' | 'X', flags: Flags): string {
  const shown = bytes.subarray(0, flags.precision ?? bytes.length);
  if (shown.length === 0) return pad('', flags);
  const pairs = Array.from(shown, (byte) => byte.toString(16).padStart(2, '0'));
  const before = flags.sharp ? '0x' : '';
  const digits = flags.space ? pairs.map((pair) => before + pair).join(' ') : before + pairs.join('');
  return pad(verb === 'X' ? digits.toUpperCase() : digits, flags);
}
