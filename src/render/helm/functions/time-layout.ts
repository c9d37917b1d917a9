/**
 * The parts of a layout: text as it stands, and the pieces of Go's reference time, `Mon Jan 2 15:04:05 MST 2006`.
 * @see https://github.com/golang/go/blob/go1.23.7/src/time/format.go (nextStdChunk)
 */
export function partsOf(layout: string): readonly LayoutPart[] {
  const parts: LayoutPart[] = [];
  let at = 0;
  for (const match of layout.matchAll(standard)) {
    const prefix = layout.slice(at, match.index);
    if (prefix !== '') parts.push({ kind: 'text', text: prefix });
    parts.push({ kind: 'standard', text: match[0] });
    at = match.index + match[0].length;
  }
  if (at < layout.length) parts.push({ kind: 'text', text: layout.slice(at) });
  return parts;
}

export interface LayoutPart {
  readonly kind: 'text' | 'standard';
  readonly text: string;
}

// `Jan` and `Mon` before a small letter begin another word; a fraction's digits are all of them.
const standard =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|002|0[1-6]|15|1|2006|2|__2|_2(?!006)|[345]|PM|pm|-070000|-07:00:00|-0700|-07:00|-07|Z070000|Z07:00:00|Z0700|Z07:00|Z07|[.,](?:0+|9+)(?!\d)/g;

export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

export const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
