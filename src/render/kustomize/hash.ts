import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { MapNode, Node } from '../../manifest/node.ts';
import { byText } from '../../model/source.ts';
import { textOf, valueIn } from './edit.ts';

/**
 * The suffix that a generated ConfigMap or Secret gets: ten letters of a hash over its content, spelled so that they
 * form no words.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.18.0/api/hasher/hasher.go
 */
export function hashSuffix(root: MapNode): string {
  const digest = bytesToHex(sha256(utf8ToBytes(encoded(root)))).slice(0, 10);
  return digest.replace(/[013ae]/g, (digit) => letters[digit] ?? digit);
}

const letters: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

function encoded(root: MapNode): string {
  const kind = textOf(valueIn(root, 'kind'));
  const isSecret = kind === 'Secret';
  const more = isSecret ? 'stringData' : 'binaryData';
  const extra = valueIn(root, more);
  const fields: readonly (readonly [string, string])[] = [
    ...(extra?.kind === 'map' ? [[more, goJson(extra)] as const] : []),
    ['data', contentOf(root, 'data')],
    ['kind', goString(kind)],
    // Kustomize looks for a field that is called `metadata/name`, which no object has.
    ['name', '""'],
    ...(isSecret ? [['type', contentOf(root, 'type')] as const] : []),
  ];
  return `{${fields
    .toSorted(([a], [b]) => byText(a, b))
    .map(([key, value]) => `"${key}":${value}`)
    .join(',')}}`;
}

function contentOf(root: MapNode, key: string): string {
  const value = valueIn(root, key);
  return value === undefined || value.kind === 'scalar' ? goString(textOf(value)) : goJson(value);
}

/** JSON as Go writes it: keys sorted by their bytes, and the characters that mean something in HTML escaped. */
function goJson(node: Node): string {
  if (node.kind === 'scalar') return typeof node.value === 'string' ? goString(node.value) : String(node.value);
  if (node.kind === 'sequence') return `[${node.items.map(goJson).join(',')}]`;
  return `{${node.entries
    .toSorted((a, b) => byBytes(a.key, b.key))
    .map(({ key, value }) => `${goString(key)}:${goJson(value)}`)
    .join(',')}}`;
}

const byBytes = (a: string, b: string): number => {
  const [left, right] = [utf8ToBytes(a), utf8ToBytes(b)];
  const at = left.findIndex((byte, index) => byte !== right[index]);
  return at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1);
};

const goString = (text: string): string =>
  JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (found) => escapes[found] ?? found);

const escapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};
