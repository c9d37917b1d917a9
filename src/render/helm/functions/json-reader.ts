import { bytesOf } from '../template/bytes.ts';
import { quote } from '../template/quote.ts';
import { type CallContext, GoMap, type List, TemplateError, type Value } from '../template/value.ts';
import { deeper } from './cast.ts';

/**
 * A JSON text as `encoding/json` reads it into an `interface{}`, with Go's words for what is wrong with it.
 * @throws TemplateError
 * @see https://github.com/golang/go/blob/go1.23.7/src/encoding/json/scanner.go
 */
export function readJson(context: CallContext, text: string): Value {
  context.spend(1 + text.length / 16);
  const reader: Reader = { text, at: 0 };
  const value = readValue(reader, 0);
  skipSpace(reader);
  if (reader.at < text.length) throw invalid(reader, 'after top-level value');
  return value;
}

interface Reader {
  readonly text: string;
  at: number;
}

function readValue(reader: Reader, depth: number): Value {
  skipSpace(reader);
  switch (reader.text[reader.at]) {
    case '{':
      return readMap(reader, deeper(depth));
    case '[':
      return readList(reader, deeper(depth));
    case '"':
      return readString(reader);
    case 't':
      return readWord(reader, 'true', true);
    case 'f':
      return readWord(reader, 'false', false);
    case 'n':
      return readWord(reader, 'null', null);
    default:
      return readNumber(reader);
  }
}

function skipSpace(reader: Reader): void {
  while (' \t\r\n'.includes(reader.text[reader.at] ?? 'x')) reader.at += 1;
}

function readMap(reader: Reader, depth: number): GoMap {
  const map = new GoMap();
  reader.at += 1;
  skipSpace(reader);
  if (taken(reader, '}')) return map;
  for (;;) {
    skipSpace(reader);
    if (reader.text[reader.at] !== '"') throw invalid(reader, 'looking for beginning of object key string');
    const key = readString(reader);
    skipSpace(reader);
    if (!taken(reader, ':')) throw invalid(reader, 'after object key');
    map.entries.set(key, readValue(reader, depth));
    skipSpace(reader);
    if (taken(reader, '}')) return map;
    if (!taken(reader, ',')) throw invalid(reader, 'after object key:value pair');
  }
}

function readList(reader: Reader, depth: number): List {
  const items: Value[] = [];
  reader.at += 1;
  skipSpace(reader);
  if (taken(reader, ']')) return items;
  for (;;) {
    items.push(readValue(reader, depth));
    skipSpace(reader);
    if (taken(reader, ']')) return items;
    if (!taken(reader, ',')) throw invalid(reader, 'after array element');
  }
}

function taken(reader: Reader, character: string): boolean {
  if (reader.text[reader.at] !== character) return false;
  reader.at += 1;
  return true;
}

function readString(reader: Reader): string {
  const start = reader.at;
  for (reader.at += 1; reader.text[reader.at] !== '"'; reader.at += 1) {
    const character = reader.text[reader.at];
    if (character === undefined || character < ' ') throw invalid(reader, 'in string literal');
    if (character === '\\') skipEscape(reader);
  }
  reader.at += 1;
  // Half of a surrogate pair is no character.
  return String(JSON.parse(reader.text.slice(start, reader.at))).toWellFormed();
}

function skipEscape(reader: Reader): void {
  reader.at += 1;
  const character = reader.text[reader.at] ?? '';
  if (character === 'u') {
    for (let digit = 0; digit < 4; digit += 1) {
      reader.at += 1;
      if (!/^[\da-fA-F]$/.test(reader.text[reader.at] ?? ''))
        throw invalid(reader, 'in \\u hexadecimal character escape');
    }
  } else if (character === '' || !'bfnrt\\/"'.includes(character)) throw invalid(reader, 'in string escape code');
}

function readWord<T extends Value>(reader: Reader, word: string, value: T): T {
  for (const [index, letter] of Array.from(word).entries()) {
    if (reader.text[reader.at] !== letter) throw invalid(reader, `in literal ${word} (expecting '${word[index]}')`);
    reader.at += 1;
  }
  return value;
}

function readNumber(reader: Reader): number {
  const start = reader.at;
  const isNegative = taken(reader, '-');
  if (!taken(reader, '0')) {
    if (!isDigit(reader)) throw invalid(reader, isNegative ? 'in numeric literal' : 'looking for beginning of value');
    skipDigits(reader);
  }
  if (taken(reader, '.')) {
    if (!isDigit(reader)) throw invalid(reader, 'after decimal point in numeric literal');
    skipDigits(reader);
  }
  if (taken(reader, 'e') || taken(reader, 'E')) {
    if (!taken(reader, '+')) taken(reader, '-');
    if (!isDigit(reader)) throw invalid(reader, 'in exponent of numeric literal');
    skipDigits(reader);
  }
  const text = reader.text.slice(start, reader.at);
  if (Number.isFinite(Number(text))) return Number(text);
  throw new TemplateError(`json: cannot unmarshal number ${text} into Go value of type float64`);
}

const isDigit = ({ text, at }: Reader): boolean => /^\d$/.test(text[at] ?? '');

function skipDigits(reader: Reader): void {
  while (isDigit(reader)) reader.at += 1;
}

function invalid({ text, at }: Reader, where: string): TemplateError {
  const code = text.codePointAt(at);
  // At its end Go looks whether a space could stand there.
  if (code === undefined && !endsAtSpace.test(where)) return new TemplateError('unexpected end of JSON input');
  return new TemplateError(`invalid character ${quotedCharacter(String.fromCodePoint(code ?? 0x20))} ${where}`);
}

const endsAtSpace = /numeric literal|in literal|escape/;

/** Go looks at bytes, and shows the first of a character as if it were one. */
function quotedCharacter(character: string): string {
  const byte = String.fromCharCode(bytesOf(character)[0] ?? 0);
  if (byte === "'") return String.raw`'\''`;
  return byte === '"' ? `'"'` : `'${quote(byte).slice(1, -1)}'`;
}
