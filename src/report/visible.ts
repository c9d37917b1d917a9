/**
 * `value` with everything that a reader could not see, or that could move what he sees, written out as `\u{202e}`:
 * controls and line breaks, bidirectional overrides, zero-width and other ignorable characters, spaces that are not
 * the space, lone surrogates. What a manifest says stays recognisable and cannot act.
 *
 * @see https://trojansource.codes/ for what bidirectional overrides do to a reviewer
 */
export const visible = (value: string): string =>
  value.replace(unseen, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}}`);

// Unassigned code points (Cn) are left alone: which they are depends on the Unicode version of the runtime.
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

/** At most `most` code points of `value`; the middle is left out, because names differ at either end. */
export function shortened(value: string, most: number): string {
  // Cut before counting: a value of megabytes is not spread into an array.
  if (value.length <= most) return value;
  const points = Array.from(value.length > most * 4 ? value.slice(0, most * 2) + value.slice(-most * 2) : value);
  if (points.length <= most) return value;
  const tail = Math.floor(most / 3);
  return `${points.slice(0, most - tail - 1).join('')}…${points.slice(-tail).join('')}`;
}
