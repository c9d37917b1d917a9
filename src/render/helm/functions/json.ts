import { isList } from '../template/go-type.ts';
import {
  Bytes,
  type CallContext,
  factsOf,
  GoInt,
  GoMap,
  isText,
  type List,
  TemplateError,
  type Value,
} from '../template/value.ts';
import { base64 } from './base64.ts';
import { deeper, shownAs, sortedEntries } from './cast.ts';
import { type Family, fn } from './define.ts';
import { jsonFloat } from './float.ts';
import { readJson } from './json-reader.ts';

/**
 * Helm's own go before sprig's: they give a map or a list of its own whatever the text is, with the error under a key.
 * @see https://github.com/helm/helm/blob/v3.17.2/pkg/engine/funcs.go
 */
export const json: Family = {
  toJson: fn(['any'], (context, value) => orEmpty(() => jsonOf(context, value))),
  mustToJson: fn(['any'], (context, value) => jsonOf(context, value)),
  toPrettyJson: fn(['any'], (context, value) => orEmpty(() => jsonOf(context, value, { pretty: true }))),
  mustToPrettyJson: fn(['any'], (context, value) => jsonOf(context, value, { pretty: true })),
  toRawJson: fn(['any'], (context, value) => orEmpty(() => jsonOf(context, value, { raw: true }))),
  mustToRawJson: fn(['any'], (context, value) => jsonOf(context, value, { raw: true })),
  fromJson: fn(['string'], (context, text) => {
    try {
      return mapOf(readJson(context, String(text)));
    } catch (error) {
      return new GoMap(new Map([['Error', messageOf(error)]]));
    }
  }),
  fromJsonArray: fn(['string'], (context, text) => {
    try {
      return listOf(readJson(context, String(text)));
    } catch (error) {
      return [messageOf(error)];
    }
  }),
  mustFromJson: fn(['string'], (context, text) => readJson(context, String(text))),
};

/** The words of what the text is to blame for; all else goes on. */
export function messageOf(error: unknown): string {
  if (error instanceof TemplateError) return error.message;
  throw error;
}

function orEmpty(write: () => string): string {
  try {
    return write();
  } catch (error) {
    messageOf(error);
    return '';
  }
}

function mapOf(value: Value): GoMap {
  if (value === null) return new GoMap(new Map(), new Map(), 'nil');
  if (value instanceof GoMap) return value;
  throw new TemplateError(`json: cannot unmarshal ${jsonKind(value)} into Go value of type map[string]interface {}`);
}

function listOf(value: Value): List {
  if (value === null) return [];
  if (isList(value)) return value;
  throw new TemplateError(`json: cannot unmarshal ${jsonKind(value)} into Go value of type []interface {}`);
}

/** What `encoding/json` calls a value that is of the wrong kind. */
export function jsonKind(value: Value): string {
  if (isList(value)) return 'array';
  if (value instanceof GoMap) return 'object';
  if (typeof value === 'boolean') return 'bool';
  return isText(value) ? 'string' : 'number';
}

interface JsonStyle {
  /** Over several lines. */
  readonly pretty?: boolean;
  /** `<`, `>` and `&` as they are. */
  readonly raw?: boolean;
}

/**
 * As Go's `encoding/json` writes it.
 * @throws TemplateError for what JSON has no number for
 */
export const jsonOf = (context: CallContext, value: Value, style: JsonStyle = {}): string =>
  write(context, value, style, 0);

function write(context: CallContext, value: Value, style: JsonStyle, depth: number): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return finite(value);
  if (value instanceof GoInt) return value.value.toString();
  if (isText(value)) return jsonString(context, String(value), style);
  if (value instanceof Bytes) return jsonString(context, base64(value.bytes), style);
  if (isList(value)) return writeList(context, value, style, deeper(depth));
  if (value instanceof GoMap) return writeMap(context, value, style, deeper(depth));
  return write(context, shownAs(value, 'JSON'), style, depth);
}

function finite(value: number): string {
  if (!Number.isFinite(value)) throw new TemplateError(`json: unsupported value: ${jsonFloat(value)}`);
  return jsonFloat(value);
}

function writeList(context: CallContext, list: List, style: JsonStyle, depth: number): string {
  if (factsOf(list).isNil) return 'null';
  context.spend(1 + list.length);
  return bracketed(
    '[]',
    list.map((item) => write(context, item, style, depth)),
    style,
    depth,
  );
}

function writeMap(context: CallContext, map: GoMap, style: JsonStyle, depth: number): string {
  if (map.form === 'nil') return 'null';
  context.spend(1 + map.entries.size);
  const colon = style.pretty ? ': ' : ':';
  return bracketed(
    '{}',
    sortedEntries(map).map(
      ([key, item]) => `${jsonString(context, key, style)}${colon}${write(context, item, style, depth)}`,
    ),
    style,
    depth,
  );
}

function bracketed(brackets: '[]' | '{}', parts: readonly string[], { pretty }: JsonStyle, depth: number): string {
  if (!pretty || parts.length === 0) return `${brackets[0]}${parts.join(',')}${brackets[1]}`;
  const indent = '  '.repeat(depth);
  return `${brackets[0]}\n${indent}${parts.join(`,\n${indent}`)}\n${indent.slice(2)}${brackets[1]}`;
}

function jsonString(context: CallContext, text: string, { raw = false }: JsonStyle): string {
  context.spend(1 + text.length / 64);
  const quoted = JSON.stringify(text).replaceAll(/\\\\|\\ud[89a-f][\da-f]{2}|[\u2028\u2029]/g, goEscape);
  return raw ? quoted : quoted.replaceAll(/[<>&]/g, escapeHtml);
}

/** JavaScript leaves two line breaks as they are, and writes a byte that is no text with its own number. */
function goEscape(found: string): string {
  if (found === '\\\\') return found;
  if (found.length > 1) return '\\ufffd';
  return found === '\u2028' ? '\\u2028' : '\\u2029';
}

const escapeHtml = (character: string): string => `\\u00${character.charCodeAt(0).toString(16)}`;
