import type { Position } from '../../../model/source.ts';
import { base64 } from '../../base64.ts';
import { byteLength } from '../template/bytes.ts';
import { isList, isObject } from '../template/go-type.ts';
import { type Piece, Text } from '../template/text.ts';
import {
  Bytes,
  type CallContext,
  factsOf,
  GoInt,
  GoMap,
  isText,
  type List,
  NotSupported,
  TemplateError,
  type Value,
} from '../template/value.ts';
import { deeper, shownAs } from './cast.ts';
import { goFloat, jsonFloat } from './float.ts';
import type { Rope } from './rope.ts';
import { naturally } from './yaml-order.ts';
import { type Output, output } from './yaml-output.ts';
import { writeScalar } from './yaml-scalar.ts';
import { allowed, type Style, staysText } from './yaml-style.ts';

/**
 * Which of Helm's two printers: `json` is `toYaml`, by way of JSON and go-yaml 2, `pretty` is `toYamlPretty`, go-yaml 3
 * with lists indented.
 */
export type Printer = 'json' | 'pretty';

/**
 * A value as YAML, without the last line break. Lines of values whose places are known carry them.
 * @throws TemplateError for what cannot be written
 * @see https://github.com/kubernetes-sigs/yaml/blob/v1.4.0/yaml.go (Marshal)
 */
export function yamlOf(context: CallContext, value: Value, printer: Printer): Rope {
  // What charts offer to be set, and nobody does.
  if (value instanceof GoMap && value.entries.size === 0 && value.form !== 'nil') {
    context.spend(4);
    return '{}';
  }
  const out = output(printer);
  writeNode({ context, out, printer }, value, { at: undefined, depth: 0, indent: -1, in: 'root' });
  out.startLine(0);
  return withoutLastBreak(out.pieces());
}

function withoutLastBreak(pieces: readonly Piece[]): Rope {
  const last = pieces.at(-1);
  const kept = last?.text.endsWith('\n') ? [...pieces.slice(0, -1), { ...last, text: last.text.slice(0, -1) }] : pieces;
  if (kept.every(({ from }) => from === undefined)) return kept.map(({ text }) => text).join('');
  return new Text(kept.filter(({ text }) => text !== ''));
}

interface Writer {
  readonly context: CallContext;
  readonly out: Output;
  readonly printer: Printer;
}

/** Where a value stands. */
interface Place {
  /** Where it was written. */
  readonly at: Position | undefined;
  readonly depth: number;
  /** Of the collection that it is in; -1 at the root. */
  readonly indent: number;
  readonly in: 'root' | 'list' | 'map';
}

function writeNode(writer: Writer, value: Value, place: Place): void {
  writer.context.spend(4);
  writer.out.from(place.at);
  const plain = withoutObjects(value, writer.printer);
  if (isList(plain)) writeList(writer, plain, place);
  else if (plain instanceof GoMap) writeMap(writer, plain, place);
  else writeText(writer, scalarOf(writer.context, plain, writer.printer), place);
}

/** What is printed of a struct, of bytes, of a nil list or map. */
function withoutObjects(value: Value, printer: Printer): Value {
  if (isObject(value)) return withoutObjects(shownAs(value, 'YAML'), printer);
  if (printer === 'pretty')
    return value instanceof Bytes ? Array.from(value.bytes, (byte) => new GoInt(BigInt(byte), 'uint8')) : value;
  const isNil = isList(value) ? factsOf(value).isNil : value instanceof GoMap && value.form === 'nil';
  return isNil ? null : value;
}

interface Scalar {
  readonly text: string;
  readonly style: Style;
}

const plainScalar = (text: string): Scalar => ({ text, style: 'plain' });

function scalarOf(context: CallContext, value: Value, printer: Printer): Scalar {
  if (value === null || typeof value === 'boolean') return plainScalar(String(value));
  if (value instanceof GoInt) return plainScalar(value.value.toString());
  if (typeof value === 'number') return plainScalar(printer === 'json' ? throughJson(value) : float3(value));
  if (value instanceof Bytes) return textScalar(context, base64(value.bytes), printer);
  return textScalar(context, isText(value) ? String(value) : '', printer);
}

/** JSON has one kind of number; read again, what has no fraction and fits 64 bits is an integer. */
function throughJson(value: number): string {
  if (!Number.isFinite(value))
    throw new TemplateError(`error marshaling into JSON: json: unsupported value: ${jsonFloat(value)}`);
  const written = jsonFloat(value);
  if (!/^-?\d+$/.test(written)) return goFloat(value);
  const whole = BigInt(written);
  return whole < -(2n ** 63n) || whole >= 2n ** 64n ? goFloat(value) : whole.toString();
}

function float3(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  return goFloat(value);
}

function textScalar(context: CallContext, written: string, printer: Printer): Scalar {
  context.spend(1 + written.length / 64);
  if (printer === 'pretty' && !written.isWellFormed()) throw new NotSupported('bytes as YAML');
  const text = printer === 'json' ? readAgain(written.toWellFormed()) : written.toWellFormed();
  if (text.includes('\n')) return { text, style: 'literal' };
  return { text, style: staysText(text) ? 'plain' : 'double' };
}

/** A text as go-yaml reads it out of JSON: U+0085 breaks a line there, which is folded. */
function readAgain(text: string): string {
  if (forbidden.test(text))
    throw new TemplateError('error converting JSON to YAML: yaml: control characters are not allowed');
  if (!text.includes('\u0085')) return text;
  return text.replaceAll(/ *\u0085[ \u0085]*/g, (found) => {
    const breaks = found.replaceAll(' ', '').length;
    return breaks === 1 ? ' ' : '\n'.repeat(breaks - 1);
  });
}

/** A key must not go over a line's end. */
function keyAgain(text: string): string {
  if (text.includes('\u0085'))
    throw new TemplateError("error converting JSON to YAML: yaml: could not find expected ':'");
  return readAgain(text);
}

// What JSON leaves as it is and go-yaml does not take.
const forbidden = /[\x7f\x80-\x84\x86-\x9f\ufffe\uffff]/;

function writeText({ out }: Writer, { text, style }: Scalar, { indent }: Place): void {
  writeScalar(out, text, style, { indent: Math.max(indent, 0) + 2, isKey: false });
}

function writeList(writer: Writer, list: List, { at, depth, indent, in: parent }: Place): void {
  const { out, context, printer } = writer;
  if (list.length === 0) {
    out.word('[]');
    return;
  }
  context.spend(list.length);
  const isFlush = printer === 'json' && parent === 'map' && !out.isAtIndent();
  const own = indent < 0 ? 0 : isFlush ? indent : indent + 2;
  const { places } = factsOf(list);
  for (const [index, item] of list.entries()) {
    const place = places?.[index] ?? at;
    out.from(place);
    out.startLine(own);
    out.dash('-');
    writeNode(writer, item, { at: place, depth: deeper(depth), indent: own, in: 'list' });
  }
}

function writeMap(writer: Writer, map: GoMap, { at, depth, indent }: Place): void {
  const { out, context, printer } = writer;
  if (map.entries.size === 0) {
    out.word('{}');
    return;
  }
  context.spend(8 * map.entries.size);
  const own = indent < 0 ? 0 : indent + 2;
  for (const { key, text, value } of entriesOf(map, printer)) {
    const place = map.places.get(key) ?? at;
    out.from(place);
    out.startLine(own);
    writeKey(writer, text, own);
    writeNode(writer, value, { at: place, depth: deeper(depth), indent: own, in: 'map' });
  }
}

interface Entry {
  readonly key: string;
  /** The key as it is written. */
  readonly text: string;
  readonly value: Value;
}

function entriesOf(map: GoMap, printer: Printer): readonly Entry[] {
  const all = Array.from(map.entries, ([key, value]) => {
    const text = printer === 'json' ? keyAgain(key.toWellFormed()) : key.toWellFormed();
    return { key, text, value };
  });
  const distinct = all.every(({ key, text }) => key === text) ? all : lastOfEach(all);
  return distinct.sort((a, b) => naturally(a.text, b.text, printer));
}

/** Keys that differ may be written in the same way. */
const lastOfEach = (all: readonly Entry[]): Entry[] => [...new Map(all.map((one) => [one.text, one])).values()];

/** A key that is long or has several lines is written with a question mark before it. */
function writeKey({ context, out, printer }: Writer, text: string, indent: number): void {
  const { style } = textScalar(context, text, printer);
  const isKey = !allowed(text, printer === 'pretty').multiline && byteLength(text) <= maxSimpleKey;
  if (!isKey) out.dash('?');
  writeScalar(out, text, style, { indent: indent + 2, isKey });
  if (isKey) {
    out.mark(':');
    return;
  }
  out.startLine(indent);
  out.dash(':');
}

const maxSimpleKey = 128;
