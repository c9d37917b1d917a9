import { type CallContext, GoInt, GoMap, known, type List, TemplateError, type Value } from '../template/value.ts';
import { deeper, parseFloat64, parseInt64 } from './cast.ts';
import { fixedZone, type Zone } from './time.ts';
import { timeObject } from './time-object.ts';
import { parseTime } from './time-parse.ts';

/**
 * A TOML document.
 * @throws TemplateError; the words are Go's for the commonest errors alone
 * @see https://toml.io/en/v1.0.0
 */
export function readToml(context: CallContext, text: string): GoMap {
  const reader = new Reader(context, text);
  return reader.document();
}

class Reader {
  readonly #context: CallContext;
  readonly #text: string;
  readonly #root = new GoMap();
  /** Tables that a header named, and values: neither may be named again. */
  readonly #closed = new Set<Value>();
  #at = 0;

  constructor(context: CallContext, text: string) {
    this.#context = context;
    this.#text = text.replaceAll('\r\n', '\n');
  }

  document(): GoMap {
    let table = this.#root;
    for (this.#blank(); this.#at < this.#text.length; this.#blank()) {
      this.#context.spend(1);
      if (this.#peek() === '[') table = this.#header();
      else this.#pair(table, 0);
      this.#endOfItem();
    }
    return this.#root;
  }

  #header(): GoMap {
    const isMany = this.#text.startsWith('[[', this.#at);
    this.#at += isMany ? 2 : 1;
    const keys = this.#keys();
    this.#expect(isMany ? ']]' : ']', "expected '.' or ']' to end table name");
    const parent = this.#tableAt(this.#root, keys.slice(0, -1));
    const key = keys.at(-1) ?? '';
    return isMany ? this.#another(parent, key) : this.#opened(parent, key);
  }

  #another(parent: GoMap, key: string): GoMap {
    const made = new GoMap();
    const earlier = parent.entries.get(key);
    if (earlier !== undefined && !Array.isArray(earlier)) throw this.#error(`Key '${key}' has already been defined.`);
    const all: List = [...((earlier as List | undefined) ?? []), made];
    parent.entries.set(key, known(all, { elements: 'map[string]interface {}' }));
    return made;
  }

  #opened(parent: GoMap, key: string): GoMap {
    const table = this.#tableAt(parent, [key]);
    if (this.#closed.has(table)) throw this.#error(`Key '${key}' has already been defined.`);
    this.#closed.add(table);
    return table;
  }

  /** The table of a dotted key, made where it is not there; of a list of tables the last. */
  #tableAt(from: GoMap, keys: readonly string[]): GoMap {
    let table = from;
    for (const key of keys) {
      const found = table.entries.get(key);
      const next = Array.isArray(found) ? (found as List).at(-1) : found;
      if (next === undefined) {
        const made = new GoMap();
        table.entries.set(key, made);
        table = made;
      } else if (next instanceof GoMap) table = next;
      else throw this.#error(`Key '${key}' has already been defined.`);
    }
    return table;
  }

  #pair(table: GoMap, depth: number): void {
    const keys = this.#keys();
    this.#space();
    if (this.#peek() === undefined) throw this.#error("unexpected EOF; expected key separator '='");
    this.#expect('=', "expected '.' or '='");
    this.#space();
    const into = this.#tableAt(table, keys.slice(0, -1));
    const key = keys.at(-1) ?? '';
    if (into.entries.has(key)) throw this.#error(`Key '${keys.join('.')}' has already been defined.`, keys);
    into.entries.set(key, this.#value(keys, depth));
  }

  #keys(): readonly string[] {
    const keys: string[] = [];
    do {
      this.#space();
      keys.push(this.#key());
      this.#space();
    } while (this.#taken('.'));
    return keys;
  }

  #key(): string {
    const quote = this.#peek();
    if (quote === '"' || quote === "'") return this.#string([]);
    const word = /[A-Za-z0-9_-]+/y;
    word.lastIndex = this.#at;
    const found = word.exec(this.#text)?.[0];
    if (found === undefined) throw this.#error(`unexpected '${quote ?? ''}': key name appears blank`);
    this.#at += found.length;
    return found;
  }

  #value(key: readonly string[], depth: number): Value {
    this.#context.spend(1);
    const first = this.#peek();
    if (first === undefined || first === '\n') throw this.#error('unexpected EOF; expected value', key);
    if (first === '"' || first === "'") return this.#string(key);
    if (first === '[') return this.#list(key, deeper(depth));
    if (first === '{') return this.#inline(key, deeper(depth));
    return this.#word(key);
  }

  #list(key: readonly string[], depth: number): List {
    const items: Value[] = [];
    this.#at += 1;
    for (this.#blank(); !this.#taken(']'); this.#blank()) {
      items.push(this.#value(key, depth));
      this.#blank();
      if (this.#peek() !== ']') this.#expect(',', "expected a comma (',') or array terminator (']')", key);
    }
    return items;
  }

  #inline(key: readonly string[], depth: number): GoMap {
    const table = new GoMap();
    this.#at += 1;
    for (this.#blank(); !this.#taken('}'); this.#blank()) {
      this.#pair(table, depth);
      this.#blank();
      if (this.#peek() !== '}') this.#expect(',', "expected a comma (',') or an inline table terminator '}'", key);
    }
    this.#closed.add(table);
    return table;
  }

  #string(key: readonly string[]): string {
    const quote = this.#peek() ?? '';
    const isLong = this.#text.startsWith(quote.repeat(3), this.#at);
    const mark = quote.repeat(isLong ? 3 : 1);
    this.#at += mark.length;
    if (isLong && this.#peek() === '\n') this.#at += 1;
    const start = this.#at;
    while (!this.#text.startsWith(mark, this.#at)) {
      const character = this.#peek();
      if (character === undefined || (character === '\n' && !isLong))
        throw this.#error(`unexpected EOF; expected '${quote}'`, key);
      this.#at += character === '\\' && quote === '"' ? 2 : 1;
    }
    // Up to two quotes may stand before the three that end a long string.
    while (isLong && this.#text[this.#at + 3] === quote) this.#at += 1;
    const inside = this.#text.slice(start, this.#at);
    this.#at += mark.length;
    return quote === "'" ? inside : this.#unescaped(inside, key);
  }

  #unescaped(text: string, key: readonly string[]): string {
    return text.replaceAll(
      /\\(?:[ \t]*\n\s*|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g,
      (_, short: string | undefined, long: string | undefined, character: string | undefined) => {
        if (short !== undefined || long !== undefined) return this.#codePoint(short ?? long ?? '', key);
        if (character === undefined) return '';
        const found = escapes[character];
        if (found === undefined) throw this.#error(`invalid escape in string '\\${character}'`, key);
        return found;
      },
    );
  }

  #codePoint(hex: string, key: readonly string[]): string {
    const code = Number.parseInt(hex, 16);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
      throw this.#error(`Escaped character '\\U${hex}' is not valid UTF-8.`, key);
    return String.fromCodePoint(code);
  }

  #word(key: readonly string[]): Value {
    const pattern = /[^\s,\]}#=]+(?: \d\d:\d\d[^\s,\]}#]*)?/y;
    pattern.lastIndex = this.#at;
    const word = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += word.length;
    const value = wordValue(word);
    if (value === undefined) throw this.#error(`expected value but found ${JSON.stringify(word)} instead`, key);
    return value;
  }

  // Where we are.

  #peek(): string | undefined {
    return this.#text[this.#at];
  }

  #taken(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #expect(text: string, message: string, key: readonly string[] = []): void {
    if (this.#taken(text)) return;
    const found = this.#peek();
    throw this.#error(
      found === undefined ? `unexpected EOF; ${message}` : `${message}, but got '${found}' instead`,
      key,
    );
  }

  #space(): void {
    while (this.#peek() === ' ' || this.#peek() === '\t') this.#at += 1;
  }

  /** Spaces, line breaks and comments. */
  #blank(): void {
    const pattern = /(?:[ \t\n]|#[^\n]*)*/y;
    pattern.lastIndex = this.#at;
    this.#at += pattern.exec(this.#text)?.[0].length ?? 0;
  }

  #endOfItem(): void {
    this.#space();
    const found = this.#peek();
    if (found === undefined || found === '\n' || found === '#') return;
    throw this.#error(`expected a top-level item to end with a newline, comment, or EOF, but got '${found}' instead`);
  }

  #error(message: string, key: readonly string[] = []): TemplateError {
    const line = this.#text.slice(0, this.#at).split('\n').length;
    const last = key.length === 0 ? '' : ` (last key "${key.join('.')}")`;
    return new TemplateError(`toml: line ${line}${last}: ${message}`);
  }
}

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\x1b',
  '"': '"',
  '\\': '\\',
};

/** A boolean, a number or a time; undefined for what is none. */
function wordValue(word: string): Value | undefined {
  if (word === 'true' || word === 'false') return word === 'true';
  return integer(word) ?? float(word) ?? time(word);
}

function integer(word: string): GoInt | undefined {
  if (!/^(?:[-+]?(?:0|[1-9](?:_?\d)*)|0x[\da-fA-F](?:_?[\da-fA-F])*|0o[0-7](?:_?[0-7])*|0b[01](?:_?[01])*)$/.test(word))
    return undefined;
  const value = parseInt64(word.replaceAll('_', ''), 0);
  return value === undefined ? undefined : new GoInt(value, 'int64');
}

function float(word: string): number | undefined {
  if (/^[-+]?inf$/.test(word)) return word.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^[-+]?nan$/.test(word)) return Number.NaN;
  if (!/^[-+]?(?:0|[1-9](?:_?\d)*)(?:\.\d(?:_?\d)*)?(?:[eE][-+]?\d(?:_?\d)*)?$/.test(word)) return undefined;
  // What is no integer by its form, and an integer that is too large, is none at all.
  return /[.eE]/.test(word) ? parseFloat64(word) : undefined;
}

/** With a zone of its own, or one of Go's names for a time without. */
const forms: readonly (readonly [string, Zone | undefined])[] = [
  ['2006-01-02T15:04:05Z07:00', undefined],
  ['2006-01-02T15:04:05', fixedZone(0, 'datetime-local')],
  ['2006-01-02', fixedZone(0, 'date-local')],
  ['15:04:05', fixedZone(0, 'time-local')],
];

function time(word: string): Value | undefined {
  const text = word.replace(/^(\d{4}-\d\d-\d\d)[tT ]/, '$1T').replace(/z$/, 'Z');
  for (const [layout, zone] of forms) {
    const found = parseTime(layout, text);
    if (typeof found !== 'string') return timeObject(zone === undefined ? found : { ...found, zone });
  }
  return undefined;
}
