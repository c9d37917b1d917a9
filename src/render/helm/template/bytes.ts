/**
 * Go's strings are bytes, ours are UTF-16. A byte that belongs to no valid UTF-8 (half a character that was cut off) is
 * kept as a lone surrogate U+DC80…U+DCFF, which no text that was read has, so that no byte is lost on the way.
 */
export function bytesOf(text: string): Uint8Array {
  if (!loneSurrogate.test(text)) return encoder.encode(text);
  const bytes: number[] = [];
  for (const character of text) {
    const rune = character.codePointAt(0) ?? 0;
    if (isRawByte(rune)) bytes.push(rune & 0xff);
    else bytes.push(...encoder.encode(character));
  }
  return Uint8Array.from(bytes);
}

// With the u flag, the surrogate of a pair is no match.
const loneSurrogate = /[\udc80-\udcff]/u;

const encoder = new TextEncoder();

/** Whether this code unit stands for one byte that is no part of a character. */
export const isRawByte = (rune: number): boolean => rune >= 0xdc80 && rune <= 0xdcff;

/** The string that these bytes are. */
export function textOf(bytes: Uint8Array): string {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < bytes.length; ) {
    const width = widthAt(bytes, at);
    if (width === 0) {
      parts.push(decoder.decode(bytes.subarray(start, at)), String.fromCharCode(0xdc00 | (bytes[at] ?? 0)));
      start = at + 1;
    }
    at += Math.max(width, 1);
  }
  parts.push(decoder.decode(bytes.subarray(start)));
  return parts.join('');
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** How many bytes the character at `at` has; 0 where there is no valid one. */
function widthAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const width = widthAfter(first);
  if (width === 0 || !isSecond(first, bytes[at + 1] ?? 0)) return 0;
  for (let more = 2; more < width; more += 1) if (((bytes[at + more] ?? 0) & 0xc0) !== 0x80) return 0;
  return width;
}

function widthAfter(first: number): number {
  if (first >= 0xf5 || first < 0xc2) return 0;
  return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
}

/** No overlong forms, no surrogates, nothing past U+10FFFF. */
function isSecond(first: number, second: number): boolean {
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  return second >= low && second <= high;
}

/** `len(text)` in Go. */
export function byteLength(text: string): number {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) >= 0x80) return bytesOf(text).length;
  return text.length;
}

/** `text[start:end]` in Go. */
export function byteSlice(text: string, start: number, end: number): string {
  return byteLength(text) === text.length ? text.slice(start, end) : textOf(bytesOf(text).subarray(start, end));
}

/** How many code points, as Go counts runes. */
export function runeCount(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
