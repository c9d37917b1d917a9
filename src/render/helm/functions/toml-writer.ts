import { isList } from '../template/go-type.ts';
import {
  Bytes,
  type CallContext,
  GoInt,
  GoMap,
  isText,
  type List,
  NotSupported,
  TemplateError,
  type Value,
} from '../template/value.ts';
import { bare, deeper, sortedEntries } from './cast.ts';
import { goFloat } from './float.ts';
import { formatTime } from './time-format.ts';
import { timeOf } from './time-object.ts';

/**
 * A value as TOML: keys in order, those of a table before the tables in it.
 * @throws TemplateError for what TOML has no form for
 * @see https://github.com/BurntSushi/toml/blob/v1.6.0/encode.go
 */
export function tomlOf(context: CallContext, value: Value): string {
  const inside = bare(value);
  if (!(inside instanceof GoMap)) return element({ context, depth: 0 }, inside);
  const out: string[] = [];
  writeTable({ context, out, depth: 0 }, [], inside);
  return out.join('');
}

interface Writing {
  readonly context: CallContext;
  readonly depth: number;
}

interface Tables extends Writing {
  readonly out: string[];
}

type Key = readonly string[];

function writeTable(tables: Tables, key: Key, { entries }: GoMap): void {
  const { context, out } = tables;
  const depth = deeper(tables.depth);
  context.spend(4 + 4 * entries.size);
  const present = sortedEntries(new GoMap(entries)).filter(([, value]) => value !== null);
  for (const [name, value] of present.filter(([, item]) => !isSub(item)))
    put(tables, `${indent([...key, name])}${quotedKey(name)} = ${element({ context, depth }, value)}\n`);
  for (const [name, value] of present.filter(([, item]) => isSub(item)))
    writeSub({ context, out, depth }, [...key, name], bare(value));
}

/** `[a.b]`, or `[[a.b]]` for each item of a list. */
function writeSub(tables: Tables, key: Key, value: Value): void {
  const { out } = tables;
  const header = (open: string, close: string): string =>
    `${indent(key)}${open}${key.map(quotedKey).join('.')}${close}\n`;
  const gap = (): void => {
    if (out.length > 0) out.push('\n');
  };
  if (value instanceof GoMap) {
    if (key.length === 1) gap();
    put(tables, header('[', ']'));
    writeTable(tables, key, value);
  } else if (isList(value))
    for (const item of value) {
      gap();
      put(tables, header('[[', ']]'));
      if (item instanceof GoMap) writeTable(tables, key, item);
    }
}

function put({ context, out }: Tables, text: string): void {
  context.spend(2 + text.length / 8);
  out.push(text);
}

const indent = (key: Key): string => '  '.repeat(key.length - 1);

const isTables = (value: Value): value is List =>
  isList(value) && value.length > 0 && value.every((item) => item instanceof GoMap);

function element(writing: Writing, given: Value): string {
  const { context } = writing;
  context.spend(1);
  const time = timeOf(given);
  const value = bare(given);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return floatOf(value);
  if (value instanceof GoInt) return value.value.toString();
  if (isText(value)) return quotedText(context, String(value));
  if (value instanceof Bytes) return `[${Array.from(value.bytes, String).join(', ')}]`;
  if (isList(value)) return listOf(writing, value);
  if (value instanceof GoMap) return inline(writing, value);
  if (time !== undefined) return formatTime('2006-01-02T15:04:05.999999999Z07:00', time);
  throw new NotSupported('a struct as TOML');
}

function floatOf(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? '+inf' : '-inf';
  const text = goFloat(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function listOf({ context, depth }: Writing, list: List): string {
  context.spend(list.length);
  if (list.includes(null)) throw new TemplateError('toml: cannot encode array with nil element');
  const below = deeper(depth);
  return `[${list.map((item) => element({ context, depth: below }, item)).join(', ')}]`;
}

function inline({ context, depth }: Writing, map: GoMap): string {
  context.spend(map.entries.size);
  const below = deeper(depth);
  const all = sortedEntries(map);
  const first = all.filter(([, value]) => !isSub(value));
  const ordered = [...first, ...all.filter(([, value]) => isSub(value))];
  const parts = ordered.map(([key, value], index) => {
    if (value === null) return '';
    // The comma stands even where only nils follow.
    const comma = index < ordered.length - 1 ? ', ' : '';
    return `${quotedKey(key)} = ${element({ context, depth: below }, value)}${comma}`;
  });
  return `{${parts.join('')}}`;
}

const isSub = (value: Value): boolean => bare(value) instanceof GoMap || isTables(bare(value));

const quotedKey = (key: string): string => (/^[A-Za-z0-9_-]+$/.test(key) ? key : `"${escaped(key)}"`);

function quotedText(context: CallContext, text: string): string {
  context.spend(1 + text.length / 64);
  return `"${escaped(text)}"`;
}

const escaped = (text: string): string => text.replaceAll(/["\\]|[^\x20-\x7e\x80-\uffff]/g, escapedCharacter);

function escapedCharacter(character: string): string {
  const short = shortEscapes[character];
  return short ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
};
