import { base64 } from '../../base64.ts';
import {
  Bytes,
  type CallContext,
  type GoFunction,
  GoMap,
  type GoObject,
  isText,
  known,
  NotSupported,
  TemplateError,
  type Value,
} from '../template/value.ts';
import type { ChartFile } from './chart-files.ts';
import { globMatcher } from './glob.ts';

/** How the engine prints a map. */
export type ToYaml = (value: Value, context: CallContext) => Value;

/**
 * `.Files`: what of a chart is neither template nor chart metadata, `engine.files` to Go.
 * @see https://github.com/helm/helm/blob/v4.1.4/pkg/engine/files.go
 */
export function filesObject(files: readonly ChartFile[], toYaml: ToYaml): GoObject {
  const methods = new Map<string, GoFunction>([
    ['Get', ofName((name) => textOf(bytesOf(files, name)))],
    ['GetBytes', ofName((name) => new Bytes(bytesOf(files, name)))],
    ['Lines', ofName((name) => linesOf(files, name))],
    ['Glob', ofName((pattern) => filesObject(globbed(files, pattern), toYaml))],
    ['AsConfig', ofNothing((context) => toYaml(byBaseName(files, textOf), context))],
    ['AsSecrets', ofNothing((context) => toYaml(byBaseName(files, base64), context))],
  ]);
  return {
    type: 'engine.files',
    field: () => undefined,
    method: (name) => methods.get(name),
    underlying: () => new GoMap(new Map(files.map((file) => [file.name, new Bytes(had(file))]))),
    json: () => new GoMap(new Map(files.map((file) => [file.name, base64(had(file))]))),
  };
}

const ofName = (call: (name: string) => Value): GoFunction => ({
  params: ['string'],
  call: ([name], context) => {
    const result = call(name !== undefined && isText(name) ? String(name) : '');
    context.spend(sizeOf(result));
    return result;
  },
});

const ofNothing = (call: (context: CallContext) => Value): GoFunction => ({
  params: [],
  call: (_, context) => call(context),
});

const sizeOf = (value: Value): number =>
  value instanceof Bytes ? value.bytes.length / 64 : typeof value === 'string' ? value.length / 64 : 1;

/** A file that is not there is empty. */
function bytesOf(files: readonly ChartFile[], name: string): Uint8Array {
  const file = files.find((one) => one.name === name);
  return file === undefined ? new Uint8Array() : had(file);
}

function had({ name, bytes }: ChartFile): Uint8Array {
  if (bytes === undefined) throw new NotSupported(`the content of ${name}`);
  if (startsWithPointer(bytes)) throw new NotSupported(`the content of ${name}, which Git LFS keeps`);
  return bytes;
}

const startsWithPointer = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x76 && new TextDecoder('latin1').decode(bytes.subarray(0, 24)) === 'version https://git-lfs.';

const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** A line break at the end makes no line. */
function linesOf(files: readonly ChartFile[], name: string): Value {
  const text = textOf(bytesOf(files, name));
  return known(text === '' ? [] : text.replace(/\n$/, '').split('\n'), { elements: 'string' });
}

/** By the pattern; by a malformed one, all of them. */
function globbed(files: readonly ChartFile[], pattern: string): readonly ChartFile[] {
  const matches = globMatcher(pattern);
  return matches === undefined ? files : files.filter(({ name }) => matches(name));
}

function byBaseName(files: readonly ChartFile[], of: (bytes: Uint8Array) => string): GoMap {
  if (files.length === 0) throw new TemplateError('must pass files');
  const named = files.map((file) => [file.name.slice(file.name.lastIndexOf('/') + 1), of(had(file))] as const);
  return new GoMap(new Map(named), new Map(), 'strings');
}
