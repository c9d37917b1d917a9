/**
 * Go's strings are bytes, ours are UTF-16. A byte that is part of no valid UTF-8 (the half of a character that `trunc`
 * leaves, what `b64dec` decodes) is kept as a lone surrogate U+DC80…U+DCFF, which no valid text has, so that no byte is
 * ever lost between two functions.
 */
export function utf8(text: string): Uint8Array {
  if (!loneSurrogate.test(text)) return encoder.encode(text);
  const parts = text
    .split(/([\udc80-\udcff]+)/u)
    .map((part, index) => (index % 2 === 0 ? encoder.encode(part) : raw(part)));
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

// With the u flag a surrogate of a pair is no match.
const loneSurrogate = /[\udc80-\udcff]/u;

const encoder = new TextEncoder();

const raw = (part: string): Uint8Array => Uint8Array.from(part, (character) => character.charCodeAt(0) & 0xff);

/** The string of these bytes. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return withRawBytes(bytes);
    throw error;
  }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function withRawBytes(bytes: Uint8Array): string {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < bytes.length; ) {
    const width = characterAt(bytes, at);
    if (width > 0) {
      at += width;
      continue;
    }
    parts.push(strict.decode(bytes.subarray(start, at)), String.fromCharCode(0xdc00 | (bytes[at] ?? 0)));
    at += 1;
    start = at;
  }
  parts.push(strict.decode(bytes.subarray(start)));
  return parts.join('');
}

/** How many bytes the character at `at` has; 0 where there is no valid one. */
function characterAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const width = widthOf(first);
  if (width <= 1) return width;
  const second = bytes[at + 1] ?? 0;
  // No overlong forms, no surrogates, nothing past U+10FFFF.
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let more = 2; more < width; more += 1) if (((bytes[at + more] ?? 0) & 0xc0) !== 0x80) return 0;
  return width;
}

function widthOf(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
}

/** How many bytes a string has in Go. */
export const byteLength = (text: string): number => (isAscii(text) ? text.length : utf8(text).length);

/** `text[start:end]`, in bytes. */
export function byteSlice(text: string, start: number, end?: number): string {
  if (isAscii(text)) return text.slice(start, end);
  return fromUtf8(utf8(text).subarray(start, end));
}

export function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) >= 0x80) return false;
  return true;
}

/** The characters as Go's `range` over a string gives them: what is no character is U+FFFD. */
export const runes = (text: string): readonly string[] => Array.from(text.toWellFormed());
