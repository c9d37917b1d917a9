/**
 * Gives the same string for the same words of a file: manifests say `metadata` and `name` over and over, and what is
 * read stays in memory.
 */
export interface Repeated {
  take(text: string, start: number, end: number): string;
}

/** A table of the last words with the same length and ends; a miss costs nothing but the slice that is due anyway. */
export function repeatedWords(): Repeated {
  const table = noWords.slice();
  return {
    take(text, start, end) {
      const length = end - start;
      if (length > longest || length === 0) return text.slice(start, end);
      const slot = (length * 37 + text.charCodeAt(start) * 7 + text.charCodeAt(end - 1)) % slots;
      const known = table[slot] ?? '';
      if (known.length === length && text.startsWith(known, start)) return known;
      const word = text.slice(start, end);
      table[slot] = word;
      return word;
    },
  };
}

const slots = 251;
const longest = 32;

// Copied, because filling a table anew cost a small file more than its parsing.
const noWords: readonly string[] = Array.from({ length: slots }, () => '');
