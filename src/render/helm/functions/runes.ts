/** The characters as Go's `range` over a string gives them: what is no character is U+FFFD. */
export const runes = (text: string): readonly string[] => Array.from(text.toWellFormed());

export function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) >= 0x80) return false;
  return true;
}
