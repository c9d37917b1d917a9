import { type MapEntry, type MapNode, type Node, positionOf, type ScalarNode } from '../../manifest/node.ts';
import { literal, say } from '../../model/message.ts';
import { byText } from '../../model/source.ts';
import { base64 } from '../base64.ts';
import { entryAt, mapAt, scalarAt, textOf, valueAt, valueIn, withField } from './edit.ts';
import { type Files, isRemote, localFile, opaqueBytesOf } from './files.ts';
import { isTrue, listOf, stringOf, textsOf } from './kustomization.ts';
import { Refusal, Unseen } from './refusal.ts';
import { type Resource, resourceOf, withMetadata } from './resource.ts';

/** One pair of a generated object's data, with the place that it comes from. */
interface Pair {
  readonly key: string;
  readonly value: Uint8Array | string;
  readonly place: Node;
}

export type Generated = 'ConfigMap' | 'Secret';

/** The object that one entry of a generator makes. */
export function generated(
  kind: Generated,
  args: Node,
  globals: Node | undefined,
  files: Files,
  folder: string,
): Resource {
  const name = stringOf(args, 'name');
  if (name === undefined)
    throw new Refusal(say`a ${literal(kind === 'Secret' ? 'secret' : 'configmap')} must have a name`, positionOf(args));
  const options = valueIn(args, 'options');
  const fields: MapEntry[] = [
    entryAt('apiVersion', scalarAt('v1', args), args),
    entryAt('kind', scalarAt(kind, args), args),
    entryAt('metadata', metadataOf(args, name, options, globals), args),
  ];
  if (kind === 'Secret') fields.push(entryAt('type', stringOf(args, 'type') ?? scalarAt('Opaque', args), args));
  fields.push(...dataFields(kind, pairsOf(args, textOf(name), files, folder), args));
  if (isTrue(options, 'immutable') || isTrue(globals, 'immutable'))
    fields.push(entryAt('immutable', scalarAt(true, args), args));
  return {
    ...resourceOf(mapAt(fields, args)),
    needsHash: !(isTrue(options, 'disableNameSuffixHash') || isTrue(globals, 'disableNameSuffixHash')),
    behavior: behaviorOf(args),
  };
}

function behaviorOf(args: Node): Resource['behavior'] {
  const text = textOf(valueIn(args, 'behavior')).toLowerCase();
  return text === 'merge' || text === 'replace' ? text : 'create';
}

function metadataOf(args: Node, name: ScalarNode, options: Node | undefined, globals: Node | undefined): MapNode {
  const namespace = stringOf(args, 'namespace');
  const fields = [
    entryAt('name', name, name),
    ...(namespace === undefined ? [] : [entryAt('namespace', namespace, namespace)]),
    ...['labels', 'annotations'].flatMap((key) => {
      const texts = mergedTexts(globals, options, key);
      return texts === undefined || texts.entries.length === 0 ? [] : [entryAt(key, texts, texts)];
    }),
  ];
  return mapAt(fields, args);
}

/** The entry's own labels over those of all. */
function mergedTexts(globals: Node | undefined, own: Node | undefined, key: string): MapNode | undefined {
  const first = globals && textsOf(globals, key);
  const second = own && textsOf(own, key);
  return first && second
    ? second.entries.reduce((map, { key: name, value }) => withField(map, name, value), first)
    : (second ?? first);
}

function pairsOf(args: Node, name: string, files: Files, folder: string): readonly Pair[] {
  const env = stringOf(args, 'env');
  const envs = [...listOf(args, 'envs'), ...(env === undefined ? [] : [env])];
  const pairs = [
    ...envs.flatMap((node) => envPairs(node, files, folder)),
    ...listOf(args, 'literals').map(literalPair),
    ...listOf(args, 'files').map((node) => filePair(node, files, folder)),
  ];
  const seen = new Set<string>();
  for (const { key, place } of pairs) {
    if (!/^[-._a-zA-Z0-9]{1,253}$/.test(key) || key === '.' || key.startsWith('..'))
      throw new Refusal(say`a key of ${name} is not a valid key name`, positionOf(place));
    if (seen.has(key))
      throw new Refusal(say`configmap ${name} illegally repeats the key \`${key}\``, positionOf(place));
    seen.add(key);
  }
  return pairs;
}

function literalPair(node: Node): Pair {
  const text = textOf(node);
  const equals = text.indexOf('=');
  if (equals <= 0) throw new Refusal(say`invalid literal source, expected key=value`, positionOf(node));
  return { key: text.slice(0, equals), value: withoutQuotes(text.slice(equals + 1)), place: node };
}

/** The quotes around a value are taken off where it begins and ends with the same one. */
const withoutQuotes = (text: string): string =>
  text.length > 1 && (text.startsWith('"') || text.startsWith("'")) && text.at(-1) === text[0]
    ? text.slice(1, -1)
    : text;

/** Kustomize would fetch what has an address, and nothing is fetched here. */
function sourceFile(files: Files, folder: string, path: string, node: Node): string {
  if (isRemote(path)) throw new Unseen(say`${path} is remote, and nothing is fetched`, positionOf(node));
  return localFile(files, folder, path);
}

function filePair(node: Node, files: Files, folder: string): Pair {
  const parts = textOf(node).split('=');
  const [first = '', second] = parts;
  if (parts.length > 2 || first === '' || second === '')
    throw new Refusal(say`key names or file paths cannot contain '='`, positionOf(node));
  const path = second ?? first;
  const key = second === undefined ? path.slice(path.lastIndexOf('/') + 1) : first;
  return { key, value: opaqueBytesOf(files, sourceFile(files, folder, path, node)), place: node };
}

function envPairs(node: Node, files: Files, folder: string): readonly Pair[] {
  const path = sourceFile(files, folder, textOf(node), node);
  const text = new TextDecoder('utf-8').decode(opaqueBytesOf(files, path));
  if (files.missing.has(path)) return [{ key: 'content', value: text, place: node }];
  return text.split('\n').flatMap((written) => {
    const line = written.replace(/\r$/, '').trimStart();
    if (line === '' || line.startsWith('#')) return [];
    const equals = line.indexOf('=');
    const key = equals < 0 ? line : line.slice(0, equals);
    if (equals < 0)
      throw new Unseen(say`a value of ${path} comes from the environment of whoever builds it`, positionOf(node));
    if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key))
      throw new Refusal(say`${path} has a line that begins with no valid env var name`, positionOf(node));
    return [{ key, value: line.slice(equals + 1), place: node }];
  });
}

function dataFields(kind: Generated, pairs: readonly Pair[], args: Node): readonly MapEntry[] {
  const entries: Record<'data' | 'binaryData', MapEntry[]> = { data: [], binaryData: [] };
  for (const { key, value, place } of pairs.toSorted((a, b) => byText(a.key, b.key))) {
    const text = typeof value === 'string' ? value : textIn(value);
    const isData = kind === 'Secret' || text !== undefined;
    const written = kind === 'Secret' || text === undefined ? inLines(value) : text;
    entries[isData ? 'data' : 'binaryData'].push(entryAt(key, scalarAt(written, place), place));
  }
  return (['data', 'binaryData'] as const).flatMap((field) =>
    entries[field].length === 0 && !(kind === 'Secret' && field === 'data')
      ? []
      : [entryAt(field, mapAt(entries[field], args), args)],
  );
}

/** Undefined where the bytes are no UTF-8. */
function textIn(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not text: it goes into binaryData.
    return undefined;
  }
}

/** In lines of 70 characters where it is longer. */
function inLines(value: Uint8Array | string): string {
  const text = base64(typeof value === 'string' ? new TextEncoder().encode(value) : value);
  return text.length < 70 ? text : text.replace(/.{1,70}/g, '$&\n');
}

/**
 * What a generated object makes of one that is there: it takes its metadata and its names, and with `merge` its data.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.18.0/api/resource/resource.go (CopyMergeMetaDataFieldsFrom)
 */
export function laidOver(old: Resource, next: Resource): Resource {
  let root = next.root;
  for (const key of ['labels', 'annotations'])
    root = withMetadata(root, key, over(valueAt(old.root, 'metadata', key), valueAt(root, 'metadata', key)));
  root = withMetadata(root, 'name', valueAt(old.root, 'metadata', 'name'));
  root = withMetadata(root, 'namespace', valueAt(old.root, 'metadata', 'namespace'));
  if (next.behavior === 'merge')
    for (const key of ['data', 'binaryData']) {
      const data = over(valueIn(old.root, key), valueIn(root, key));
      if (data !== undefined) root = withField(root, key, data);
    }
  return {
    ...resourceOf(root),
    previous: [...old.previous, ...next.previous],
    prefixes: [...old.prefixes, ...next.prefixes],
    suffixes: [...old.suffixes, ...next.suffixes],
    needsHash: old.needsHash && next.needsHash,
    behavior: next.behavior,
    vars: old.vars,
  };
}

function over(old: Node | undefined, next: Node | undefined): Node | undefined {
  if (old?.kind !== 'map') return next;
  if (next?.kind !== 'map') return old;
  return next.entries.reduce((map, { key, value }) => withField(map, key, value), old);
}
