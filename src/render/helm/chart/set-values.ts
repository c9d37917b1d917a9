import { literal, type Message, say } from '../../../model/message.ts';
import type { Position } from '../../../model/source.ts';
import { GoInt, GoMap, type List, type Value } from '../template/value.ts';
import { Refused } from './refused.ts';

/** One text of `--set`, of a parameter of Argo CD, of `set` in a helmfile. */
export interface SetLine {
  /** `a.b[0].c=1,d={x,y}` */
  readonly text: string;
  /** `--set-string`, `forceString`: every value is text. */
  readonly isText: boolean;
  readonly at: Position;
}

/**
 * Writes into `values` what a `--set` line says.
 * @throws Refused in Helm's words
 * @see https://github.com/helm/helm/blob/v4.1.4/pkg/strvals/parser.go
 */
export function setValues(values: GoMap, line: SetLine): void {
  const reader: Reader = { characters: Array.from(line.text), next: 0, line };
  while (reader.next < reader.characters.length) readKey(reader, values, 0);
}

interface Reader {
  readonly characters: readonly string[];
  next: number;
  readonly line: SetLine;
}

const maxNesting = 30;
const maxIndex = 65_536;

const refused = ({ line }: Reader, message: Message): Refused =>
  new Refused(say`failed parsing --set data: ${message}`, line.at);

interface Run {
  readonly text: string;
  /** The character that ended it; undefined at the end of the line. */
  readonly stop: string | undefined;
}

/** Up to one of `stops`, which is taken too; a backslash takes the next character as it stands. */
function runUntil(reader: Reader, stops: string): Run {
  let text = '';
  for (;;) {
    const character = reader.characters[reader.next];
    if (character === undefined) return { text, stop: undefined };
    reader.next += 1;
    if (stops.includes(character)) return { text, stop: character };
    if (character !== '\\') text += character;
    else {
      text += reader.characters[reader.next] ?? '';
      reader.next += 1;
    }
  }
}

function readKey(reader: Reader, into: GoMap, depth: number): void {
  const { text: key, stop } = runUntil(reader, '=[,.');
  if (stop === undefined) {
    if (key === '') return;
    throw refused(reader, say`a key has no value`);
  }
  if (stop === ',') throw refused(reader, say`a key has no value (cannot end with ,)`);
  if (stop === '=') put(reader, into, key, readValue(reader));
  else if (stop === '[') put(reader, into, key, readItem(reader, listIn(reader, into, key), readIndex(reader), depth));
  else readInner(reader, into, key, depth + 1);
}

function readInner(reader: Reader, into: GoMap, key: string, depth: number): void {
  if (depth > maxNesting)
    throw refused(reader, say`value name nested level is greater than maximum supported nested level of ${maxNesting}`);
  const before = into.entries.get(key);
  if (into.entries.has(key) && !(before instanceof GoMap))
    throw refused(reader, say`unable to parse key: it is not a map`);
  const inner = before instanceof GoMap ? before : new GoMap();
  readKey(reader, inner, depth);
  if (inner.entries.size === 0) throw refused(reader, say`a key map has no value`);
  put(reader, into, key, inner);
}

function listIn(reader: Reader, into: GoMap, key: string): List {
  const before = into.entries.get(key);
  if (before === undefined) return [];
  if (isList(before)) return before;
  throw refused(reader, say`unable to parse key: it is not a list`);
}

const isList = (value: Value | undefined): value is List => Array.isArray(value);

/** An empty key is passed over. */
function put(reader: Reader, into: GoMap, key: string, value: Value): void {
  if (key === '') return;
  into.entries.set(key, value);
  into.places.set(key, reader.line.at);
}

function readIndex(reader: Reader): number {
  const { text, stop } = runUntil(reader, ']');
  if (stop === undefined || !/^[-+]?\d+$/.test(text)) throw refused(reader, say`error parsing index`);
  const index = Number(text);
  if (index < 0) throw refused(reader, say`negative ${index} index not allowed`);
  if (index > maxIndex)
    throw refused(reader, say`index of ${index} is greater than maximum supported index of ${maxIndex}`);
  return index;
}

/** The list with what stands behind `[index]` at its place; a gap is filled with nulls. */
function readItem(reader: Reader, list: List, index: number, depth: number): List {
  const { text, stop } = runUntil(reader, '[.=');
  if (text !== '') throw refused(reader, say`unexpected data at end of array index`);
  if (stop === undefined) return list;
  const before = list[index] ?? null;
  if (stop === '=') return withItem(list, index, readValue(reader));
  if (stop === '[') {
    if (before !== null && !isList(before)) throw refused(reader, literal('unable to parse key: it is not a list'));
    return withItem(list, index, readItem(reader, before ?? [], readIndex(reader), depth));
  }
  const inner = before instanceof GoMap ? before : new GoMap();
  readKey(reader, inner, depth);
  return withItem(list, index, inner);
}

const withItem = (list: List, index: number, value: Value): List =>
  Array.from({ length: Math.max(list.length, index + 1) }, (_, at) => (at === index ? value : (list[at] ?? null)));

function readValue(reader: Reader): Value {
  if (reader.next >= reader.characters.length) return '';
  if (reader.characters[reader.next] !== '{') return typed(runUntil(reader, ',').text, reader);
  reader.next += 1;
  const list: Value[] = [];
  for (;;) {
    const { text, stop } = runUntil(reader, ',}');
    if (stop === undefined) throw refused(reader, say`list must terminate with '${'}'}'`);
    list.push(typed(text, reader));
    if (stop === ',') continue;
    if (reader.characters[reader.next] === ',') reader.next += 1;
    return list;
  }
}

function typed(text: string, { line }: Reader): Value {
  if (line.isText) return text;
  const lower = text.toLowerCase();
  if (lower === 'true' || lower === 'false') return lower === 'true';
  if (lower === 'null') return null;
  if (!/^(?:0|[-+]?[1-9]\d*|[-+]0\d*)$/.test(text)) return text;
  const value = BigInt(text.replace(/^\+/, ''));
  return BigInt.asIntN(64, value) === value ? new GoInt(value, 'int64') : text;
}
