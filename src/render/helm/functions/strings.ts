import { byteLength } from '../template/bytes.ts';
import { isList } from '../template/go-type.ts';
import { quote } from '../template/quote.ts';
import { type CallContext, GoMap, isText, known, TemplateError, type Value } from '../template/value.ts';
import { bare, show, strval } from './cast.ts';
import { type Family, fn, spendText, variadic } from './define.ts';
import { around, concat, mapText, type Rope, replaced, slice, sliceBytes } from './rope.ts';
import { leadingSpaces, trailingSpaces } from './space.ts';

/**
 * What keeps a text in shape keeps its origins.
 * @see https://github.com/Masterminds/sprig/blob/v3.3.0/strings.go
 */
export const strings: Family = {
  hello: fn([], () => 'Hello!'),
  trim: fn(['string'], (_, text) => slice(text, leadingSpaces(String(text)), trailingSpaces(String(text)))),
  trimAll: fn(['string', 'string'], (context, set, text) => {
    spendText(context, text.toString().length);
    return trimmed(text, new Set(String(set)));
  }),
  trimall: fn(['string', 'string'], (context, set, text) => {
    spendText(context, text.toString().length);
    return trimmed(text, new Set(String(set)));
  }),
  trimPrefix: fn(['string', 'string'], (_, prefix, text) =>
    String(text).startsWith(String(prefix)) ? slice(text, String(prefix).length) : text,
  ),
  trimSuffix: fn(['string', 'string'], (_, suffix, text) =>
    String(text).endsWith(String(suffix)) ? slice(text, 0, String(text).length - String(suffix).length) : text,
  ),
  trunc: fn(['int', 'string'], (_, count, text) => truncate(text, count)),
  substr: fn(['int', 'int', 'string'], (_, start, end, text) => substring(text, start, end)),
  quote: variadic([], 'any', (context, values) => {
    const texts = values.filter((value) => value !== null).map((value) => strval(context, value));
    for (const text of texts) spendText(context, String(text).length);
    return spaced(texts.map((text) => quoted(text)));
  }),
  squote: variadic([], 'any', (context, values) => {
    const texts = values.filter((value) => value !== null).map((value) => shown(context, value));
    for (const text of texts) spendText(context, String(text).length);
    return spaced(texts.map((text) => around("'", text, "'")));
  }),
  cat: variadic([], 'any', (context, values) => {
    const texts = values.filter((value) => value !== null).map((value) => shown(context, value));
    for (const text of texts) spendText(context, String(text).length);
    return spaced(texts);
  }),
  indent: fn(['int', 'string'], (context, count, text) => {
    spendIndented(context, count, text);
    return indented(count, text);
  }),
  nindent: fn(['int', 'string'], (context, count, text) => {
    spendIndented(context, count, text);
    return around('\n', indented(count, text), '');
  }),
  replace: fn(['string', 'string', 'string'], (context, old, by, text) => {
    const whole = String(text);
    const times = occurrences(whole, String(old));
    if (times === 0) return text;
    spendText(context, whole.length + times * String(by).length);
    return replaced(text, replaceAll(whole, String(old), String(by)));
  }),
  repeat: fn(['int', 'string'], (context, count, text) => {
    if (count < 0) throw new TemplateError('strings: negative Repeat count');
    spendText(context, count * String(text).length);
    return replaced(text, String(text).repeat(count));
  }),
  contains: fn(['string', 'string'], (_, part, text) => String(text).includes(String(part))),
  hasPrefix: fn(['string', 'string'], (_, part, text) => String(text).startsWith(String(part))),
  hasSuffix: fn(['string', 'string'], (_, part, text) => String(text).endsWith(String(part))),
  toString: fn(['any'], (context, value) => strval(context, value)),
  toStrings: fn(['any'], (context, value) => known(texts(context, value), { elements: 'string' })),
  join: fn(['string', 'any'], (context, separator, value) => {
    const parts = texts(context, value);
    context.spend(1 + parts.length);
    for (const part of parts) spendText(context, String(part).length + String(separator).length);
    return concat(...parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part])));
  }),
  splitList: fn(['string', 'string'], (context, separator, text) => {
    spendText(context, String(text).length);
    const parts = split(String(text), String(separator));
    context.spend(parts.length);
    return known(parts, { elements: 'string' });
  }),
  split: fn(['string', 'string'], (context, separator, text) => {
    spendText(context, String(text).length);
    return numbered(split(String(text), String(separator)));
  }),
  splitn: fn(['string', 'int', 'string'], (context, separator, count, text) => {
    spendText(context, String(text).length);
    return numbered(splitAtMost(String(text), String(separator), count));
  }),
  plural: fn(['string', 'string', 'int'], (_, one, many, count) => (count === 1 ? one : many)),
};

function trimmed(text: Rope, set: ReadonlySet<string>): Rope {
  const characters = Array.from(String(text));
  let start = 0;
  let end = characters.length;
  while (start < end && set.has(characters[start] ?? '')) start += 1;
  while (end > start && set.has(characters[end - 1] ?? '')) end -= 1;
  const length = (part: readonly string[]): number => part.join('').length;
  return slice(text, length(characters.slice(0, start)), length(characters.slice(0, end)));
}

function truncate(text: Rope, count: number): Rope {
  const length = byteLength(String(text));
  if (count < 0 && length + count > 0) return sliceBytes(text, length + count, length);
  return count >= 0 && length > count ? sliceBytes(text, 0, count) : text;
}

function substring(text: Rope, start: number, end: number): Rope {
  const length = byteLength(String(text));
  if (start < 0) return checkedSlice(text, 0, end, length);
  return checkedSlice(text, start, end < 0 || end > length ? length : end, length);
}

function checkedSlice(text: Rope, start: number, end: number, length: number): Rope {
  if (end < 0 || end > length)
    throw new TemplateError(
      `runtime error: slice bounds out of range [:${end}]${end < 0 ? '' : ` with length ${length}`}`,
    );
  if (start > end) throw new TemplateError(`runtime error: slice bounds out of range [${start}:${end}]`);
  return sliceBytes(text, start, end);
}

/** Each piece by itself; the quotes belong to those at the ends. */
const quoted = (text: Rope): Rope =>
  around(
    '"',
    mapText(text, (part) => quote(part).slice(1, -1)),
    '"',
  );

const shown = (context: CallContext, value: Value): Rope => (isText(value) ? value : show(context, value));

const spaced = (ropes: readonly Rope[]): Rope =>
  concat(...ropes.flatMap((rope, index) => (index === 0 ? [rope] : [' ', rope])));

function spendIndented(context: CallContext, count: number, text: Rope): void {
  if (count < 0) throw new TemplateError('strings: negative Repeat count');
  spendText(context, String(text).length + (occurrences(String(text), '\n') + 1) * count);
}

function indented(count: number, text: Rope): Rope {
  const pad = ' '.repeat(count);
  return around(
    pad,
    mapText(text, (part) => part.replaceAll('\n', `\n${pad}`)),
    '',
  );
}

function occurrences(text: string, part: string): number {
  if (part === '') return Array.from(text).length + 1;
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count += 1;
  return count;
}

/** With nothing to look for, Go puts `by` around every character; JavaScript would cut them in halves. */
const replaceAll = (text: string, old: string, by: string): string =>
  old === '' ? `${by}${Array.from(text, (character) => character + by).join('')}` : text.split(old).join(by);

const split = (text: string, separator: string): string[] =>
  separator === '' ? Array.from(text) : text.split(separator);

/** `strings.SplitN`: all for a negative count, nothing for none, else the rest stays whole. */
function splitAtMost(text: string, separator: string, count: number): readonly string[] {
  const parts = split(text, separator);
  if (count < 0 || parts.length <= count) return parts;
  return count === 0 ? [] : [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

const numbered = (parts: readonly string[]): GoMap =>
  new GoMap(new Map(parts.map((part, index) => [`_${index}`, part])), new Map(), 'strings');

/** sprig's `strslice`: the items that are not nil, as texts; what is no list is a list of one. */
export function texts(context: CallContext, value: Value): Rope[] {
  if (value === null) return [];
  const inside = bare(value);
  const items = isList(inside) ? inside : [value];
  context.spend(1 + items.length);
  return items.filter((item) => item !== null).map((item) => strval(context, item));
}
