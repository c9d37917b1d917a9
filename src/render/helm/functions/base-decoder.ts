/**
 * Base64 or base32 as Go's standard encodings decode it: padded, line breaks passed over.
 * @returns the bytes, or Go's words for where the text is none
 * @see https://github.com/golang/go/blob/go1.23.7/src/encoding/base64/base64.go (decodeQuantum)
 */
export function decodeBase(text: string, encoding: 'base64' | 'base32'): Uint8Array | string {
  const { alphabet, bits, quantum, padding } = encodings[encoding];
  const out: number[] = [];
  let value = 0;
  let held = 0;
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '\n' || character === '\r') continue;
    if (character === '=') {
      const wrong = wrongPadding(text, at, { quantum, count: count % quantum, allowed: padding });
      return wrong === undefined ? Uint8Array.from(out) : corrupt(encoding, text, wrong);
    }
    const digit = alphabet.indexOf(character);
    if (digit < 0) return corrupt(encoding, text, at);
    value = ((value << bits) | digit) & 0xff_ff;
    held += bits;
    count += 1;
    if (held >= 8) {
      held -= 8;
      out.push((value >> held) & 0xff);
    }
  }
  return count % quantum === 0 ? Uint8Array.from(out) : corrupt(encoding, text, text.length - (count % quantum));
}

const encodings = {
  base64: {
    alphabet: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
    bits: 6,
    quantum: 4,
    padding: [2, 3],
  },
  base32: { alphabet: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', bits: 5, quantum: 8, padding: [2, 4, 5, 7] },
} as const;

interface Quantum {
  readonly quantum: number;
  /** Digits before the padding. */
  readonly count: number;
  /** How many of them there may be. */
  readonly allowed: readonly number[];
}

/** Where the padding that begins at `at` is wrong; undefined where it ends the text as it should. */
function wrongPadding(text: string, at: number, { quantum, count, allowed }: Quantum): number | undefined {
  if (!allowed.includes(count)) return at;
  let next = at;
  for (let left = quantum - count; left > 0; next += 1) {
    if (next >= text.length) return text.length;
    if (text[next] === '=') left -= 1;
    else if (text[next] !== '\n' && text[next] !== '\r') return next - 1;
  }
  const more = text.slice(next).search(/[^\r\n]/);
  return more < 0 ? undefined : next + more;
}

const corrupt = (encoding: string, text: string, at: number): string =>
  `illegal ${encoding} data at input byte ${new TextEncoder().encode(text.slice(0, at)).length}`;
