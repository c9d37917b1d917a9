import { Text } from '../../src/render/helm/template/text.ts';
import { isTrue } from '../../src/render/helm/template/truth.ts';
import {
  Bytes,
  type GoFunction,
  GoInt,
  GoMap,
  type GoObject,
  isText,
  known,
  type ParamType,
  TemplateError,
  type Value,
} from '../../src/render/helm/template/value.ts';
import { toValue } from './values.ts';

const text = (value: Value | undefined): string => (value !== undefined && isText(value) ? String(value) : '');

function define(params: readonly ParamType[], call: GoFunction['call']): GoFunction {
  return { params, call };
}

const variadic = (params: readonly ParamType[], call: GoFunction['call']): GoFunction => ({
  params,
  variadic: true,
  call,
});

/** As few of Helm's and sprig's functions as the generated templates need beside Go's own. */
export const functions: ReadonlyMap<string, GoFunction> = new Map<string, GoFunction>([
  ['include', define(['string', 'any'], ([name, data], context) => context.include(text(name), data ?? null))],
  ['tpl', define(['string', 'any'], ([source, data], context) => context.tpl(source ?? null, data ?? null))],
  ['toJson', define(['any'], ([value]) => json(value ?? null))],
  ['fromJson', define(['string'], ([source]) => toValue(JSON.parse(text(source))))],
  ['upper', define(['string'], ([source]) => text(source).toUpperCase())],
  ['repeat', define(['int', 'string'], ([count, source]) => repeated(count, text(source)))],
  ['list', variadic(['any'], (args) => args)],
  ['dict', variadic(['any'], dict)],
  ['until', define(['int'], ([count]) => until(count))],
  ['default', variadic(['any', 'any'], ([standard, given]) => (isTrue(given) ? given : standard) ?? null)],
  ['required', define(['string', 'any'], ([message, value]) => required(text(message), value ?? null))],
]);

function repeated(count: Value | undefined, source: string): Value {
  const times = count instanceof GoInt ? Number(count.value) : 0;
  if (times < 0) throw new TemplateError('strings: negative Repeat count');
  return source.repeat(times);
}

function dict(args: readonly Value[]): GoMap {
  const map = new GoMap();
  for (let index = 0; index < args.length; index += 2)
    map.entries.set(text(args[index]), index + 1 < args.length ? (args[index + 1] ?? null) : '');
  return map;
}

function until(count: Value | undefined): Value {
  const last = count instanceof GoInt ? Number(count.value) : 0;
  const items = Array.from({ length: Math.abs(last) }, (_, index) => new GoInt(BigInt(last < 0 ? -index : index)));
  return known(items, { elements: 'int' });
}

function required(message: string, value: Value): Value {
  if (value === null || (isText(value) && text(value) === '')) throw new TemplateError(message);
  return value;
}

/** As `encoding/json` writes it. */
function json(value: Value): string {
  if (value instanceof GoInt) return String(value.value);
  if (value instanceof Bytes) return JSON.stringify(btoa(String.fromCharCode(...value.bytes)));
  if (isText(value)) return escaped(text(value));
  if (value instanceof GoMap) {
    const keys = [...value.entries.keys()].sort();
    return `{${keys.map((key) => `${escaped(key)}:${json(value.entries.get(key) ?? null)}`).join(',')}}`;
  }
  if (Array.isArray(value)) return `[${value.map(json).join(',')}]`;
  return JSON.stringify(value);
}

const escaped = (source: string): string =>
  JSON.stringify(source.toWellFormed()).replaceAll(
    /[<>&\u2028\u2029]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** `.Files` of a chart that holds one file. */
export const files = (content: string): GoObject => ({
  type: 'engine.files',
  field: () => undefined,
  method: (name) =>
    name === 'Get' ? define(['string'], () => new Text([{ text: content, from: undefined }])) : undefined,
});
