/** A file's text as kubectl's reader sees it. */
export interface Decoded {
  /** The text that positions count in. */
  readonly text: string;
  /** The same length; U+0085, U+2028 and U+2029 are `\n`, because go-yaml breaks lines there and our parser does not. */
  readonly lines: string;
  /** True where the two differ. */
  readonly hidesBreaks: boolean;
  /** True where it holds a character that go-yaml accepts nowhere, see `forbiddenCharacter`. */
  readonly isForbidden: boolean;
}

/**
 * Bytes to text: a byte order mark decides between UTF-16 and UTF-8 and is dropped, and every byte that is no text
 * becomes U+FFFD, as kubectl's file visitor does.
 * @see https://github.com/kubernetes/cli-runtime/blob/master/pkg/resource/visitor.go (FileVisitor)
 */
export function decode(bytes: Uint8Array): Decoded {
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  if (!unusual.test(text)) return { text, lines: text, hidesBreaks: false, isForbidden: false };
  const lines = text.replace(hiddenBreaks, '\n');
  return { text, lines, hidesBreaks: lines !== text, isForbidden: forbiddenCharacter(text) >= 0 };
}

// One pass instead of two over the files that have neither.
const unusual = /[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ufffd]/;

const hiddenBreak = /[\u0085\u2028\u2029]/;
const hiddenBreaks = /[\u0085\u2028\u2029]/g;

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

/** True where the line break at `offset` is one that editors and reviews show as an ordinary character. */
export const isHiddenBreak = (text: string, offset: number): boolean => hiddenBreak.test(text[offset] ?? '');

/**
 * The first character that go-yaml accepts nowhere, not even in a comment; -1 where there is none.
 * @see https://github.com/go-yaml/yaml/blob/v2.4.0/readerc.go («control characters are not allowed»)
 */
export const forbiddenCharacter = (text: string): number => text.search(/[^\t\n\r\x20-\x7e\x85\xa0-\ufffd]/);

/**
 * True where the text carries the keys of a Kubernetes object, or letters written so that it might. Zero bytes are
 * passed over: UTF-16 without its mark is unreadable to kubectl as well, but may be meant as a manifest.
 */
export function looksLikeManifest(text: string): boolean {
  const plain = text.includes('\0') ? text.replaceAll('\0', '') : text;
  if (plain.includes('apiVersion') && plain.includes('kind')) return true;
  // Escapes count only in what YAML could be: encrypted and compressed files hold every sequence of characters.
  return forbiddenCharacter(text) < 0 && hidesWords(plain);
}

/** The same question of a file that is too large to be decoded at once. */
export function bytesLookLikeManifest(bytes: Uint8Array): boolean {
  const step = 1 << 20;
  const overlap = 64;
  const decoder = new TextDecoder('latin1');
  const seen = { apiVersion: false, kind: false };
  for (let start = 0; start < bytes.length; start += step) {
    const part = decoder.decode(bytes.subarray(start, start + step + overlap)).replaceAll('\0', '');
    seen.apiVersion ||= part.includes('apiVersion');
    seen.kind ||= part.includes('kind');
    if ((seen.apiVersion && seen.kind) || hidesWords(part)) return true;
  }
  return false;
}

/**
 * True where a word may stand in the text in other letters: escaped ones, a line continuation inside the word, base64.
 * The tag's pattern is bounded, because an unbounded one is quadratic on a run of `!`.
 */
export const hidesWords = (text: string): boolean =>
  /\\(?:x[4-7]|u00[4-7]|U000000[4-7])|\w\\[\r\n]|!\S{0,40}?(?:bin|%)/.test(text);
