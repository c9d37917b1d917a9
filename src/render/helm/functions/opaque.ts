import { sha256 } from '@noble/hashes/sha2.js';
import { bytesOf } from '../template/bytes.ts';
import { base64 } from './base64.ts';

/**
 * What stands for a value that Helm makes by chance or by the clock's help. The same call with the same arguments gives
 * the same text, so that base and head do not differ; no such value opens a way in. What it decides nobody can say either:
 * a template that asks which password it was given is not one that we read.
 */
export function opaqueBytes(count: number, ...words: readonly string[]): Uint8Array {
  const out = new Uint8Array(count);
  for (let block = 0; block * 32 < count; block += 1) {
    const digest = sha256(bytesOf(['portcullis', ...words, block].join('\0')));
    out.set(digest.subarray(0, Math.min(32, count - block * 32)), block * 32);
  }
  return out;
}

/** So many characters out of an alphabet. */
export const opaqueText = (count: number, alphabet: string, ...words: readonly string[]): string =>
  Array.from(opaqueBytes(count, ...words), (byte) => alphabet[byte % alphabet.length]).join('');

/** What has the form of a PEM block, and is none. */
export function opaquePem(label: string, ...words: readonly string[]): string {
  const lines = base64(opaqueBytes(480, label, ...words)).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
