/**
 * The size that GitHub's limits apply to, in characters: a body may have 65,536 characters, and bodies of more than
 * about 200,000 bytes were refused as well, so three bytes count as one character.
 *
 * Sizes of parts add up to no less than the size of the whole.
 */
export const size = (text: string): number => Math.max(text.length, utf8Length(text) / 3);

/** What one body may have by {@link size}: 60,000 characters and 180,000 bytes, below GitHub's 65,536. */
export const bodyBudget = 60_000;

/** As many whole `rows`, each on a line of its own, as have room. */
export function fitting(rows: readonly string[], room: number, most = Number.POSITIVE_INFINITY): Fitted {
  let left = room;
  let count = 0;
  for (const row of rows) {
    left -= size(row) + 1;
    if (left < 0 || count === most) break;
    count += 1;
  }
  return { rows: rows.slice(0, count), omitted: rows.length - count };
}

export interface Fitted {
  readonly rows: readonly string[];
  readonly omitted: number;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    // A surrogate pair is two units and four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || isSurrogate(unit) ? 2 : 3;
  }
  return bytes;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
