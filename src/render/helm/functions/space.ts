/** The characters of `unicode.IsSpace`, for a class of a regular expression. */
const spaces = '\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const oneSpace = new RegExp(`^[${spaces}]$`);

export const isSpace = (character: string): boolean => oneSpace.test(character);

/** How many code units of white space a text begins with. */
export function leadingSpaces(text: string): number {
  let at = 0;
  while (at < text.length && isSpace(text[at] ?? '')) at += 1;
  return at;
}

/** Where the white space that a text ends with begins. */
export function trailingSpaces(text: string): number {
  let at = text.length;
  while (at > 0 && isSpace(text[at - 1] ?? '')) at -= 1;
  return at;
}
