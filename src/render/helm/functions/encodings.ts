import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { bytesOf, textOf } from '../template/bytes.ts';
import { decodeBase } from './base-decoder.ts';
import { base64 } from './base64.ts';
import { type Family, fn, spendText } from './define.ts';
import type { Rope } from './rope.ts';

/** @see https://github.com/Masterminds/sprig/blob/v3.3.0/strings.go and crypto.go */
export const encodings: Family = {
  b64enc: ofBytes(base64),
  b64dec: fn(['string'], (context, text) => {
    spendText(context, String(text).length);
    return decoded(() => decodeBase(String(text), 'base64'));
  }),
  b32enc: ofBytes(base32),
  b32dec: fn(['string'], (context, text) => {
    spendText(context, String(text).length);
    return decoded(() => decodeBase(String(text), 'base32'));
  }),
  sha1sum: ofBytes((bytes) => bytesToHex(sha1(bytes))),
  sha256sum: ofBytes((bytes) => bytesToHex(sha256(bytes))),
  sha512sum: ofBytes((bytes) => bytesToHex(sha512(bytes))),
  adler32sum: ofBytes((bytes) => String(adler32(bytes))),
};

function ofBytes(encode: (bytes: Uint8Array) => string) {
  return fn(['string'], (context, text: Rope) => {
    spendText(context, String(text).length);
    return encode(bytesOf(String(text)));
  });
}

/** sprig prints the error in place of the text. */
function decoded(decode: () => Uint8Array | string): string {
  const found = decode();
  return typeof found === 'string' ? found : textOf(found);
}

function base32(bytes: Uint8Array): string {
  let out = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) out += alphabet32[(value >> (bits - 5)) & 31];
    value &= 31;
  }
  if (bits > 0) out += alphabet32[(value << (5 - bits)) & 31];
  return out.padEnd(Math.ceil(out.length / 8) * 8, '=');
}

const alphabet32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** @see https://www.rfc-editor.org/rfc/rfc1950#section-9 */
function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
}
