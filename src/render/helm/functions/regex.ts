import { BudgetSpent, type CallContext, known, type List } from '../template/value.ts';
import { type Family, fn } from './define.ts';
import { compiled, expand, type Found, matches, type Pattern } from './pattern.ts';
import type { Rope } from './rope.ts';

/**
 * On RE2, in time linear in the text. The forms without `must` panic where those return an error, and a template turns
 * both into one.
 * @see https://github.com/Masterminds/sprig/blob/v3.3.0/regex.go
 */
export const regex: Family = {
  ...both('Match', (name) => ({
    [name]: fn(['string', 'string'], (context, pattern, text) => first(context, pattern, text) !== undefined),
  })),
  ...both('Find', (name) => ({
    [name]: fn(['string', 'string'], (context, pattern, text) => first(context, pattern, text)?.groups[0] ?? ''),
  })),
  ...both('FindAll', (name) => ({
    [name]: fn(['string', 'string', 'int'], (context, pattern, text, count) => {
      const found = all(context, pattern, text, count < 0 ? Number.POSITIVE_INFINITY : count);
      const texts = found.map(({ groups }) => groups[0] ?? '');
      return known(texts, { elements: 'string', ...(texts.length === 0 && { isNil: true }) });
    }),
  })),
  ...both('ReplaceAll', (name) => ({
    [name]: fn(['string', 'string', 'string'], (context, pattern, text, by) => {
      const re = ready(context, pattern, text);
      return replaceAll(context, re, String(text), (found) => expand(String(by), found, re));
    }),
  })),
  ...both('ReplaceAllLiteral', (name) => ({
    [name]: fn(['string', 'string', 'string'], (context, pattern, text, by) =>
      replaceAll(context, ready(context, pattern, text), String(text), () => String(by)),
    ),
  })),
  ...both('Split', (name) => ({
    [name]: fn(['string', 'string', 'int'], (context, pattern, text, count) => split(context, pattern, text, count)),
  })),
  regexQuoteMeta: fn(['string'], (_, text) => String(text).replaceAll(/[\\.+*?()|[\]{}^$]/g, '\\$&')),
};

function both(name: string, make: (name: string) => Family): Family {
  return { ...make(`regex${name}`), ...make(`mustRegex${name}`) };
}

/** A text of this length takes a tenth of a second with a large pattern. */
const maxTextLength = 1_000_000;

function ready(context: CallContext, pattern: Rope, text: Rope): Pattern {
  const { length } = String(text);
  if (length > maxTextLength) throw new BudgetSpent(`a pattern is matched with ${length} characters`);
  const re = compiled(String(pattern));
  context.spend(1 + String(pattern).length + (length * re.cost) / 64);
  return re;
}

const first = (context: CallContext, pattern: Rope, text: Rope): Found | undefined =>
  matches(context, ready(context, pattern, text), String(text), 1)[0];

function all(context: CallContext, pattern: Rope, text: Rope, count: number): readonly Found[] {
  const found = matches(context, ready(context, pattern, text), String(text), count);
  context.spend(found.length);
  return found;
}

function replaceAll(context: CallContext, re: Pattern, text: string, by: (found: Found) => string): string {
  const parts: string[] = [];
  let at = 0;
  for (const found of matches(context, re, text, Number.POSITIVE_INFINITY)) {
    const replacement = by(found);
    context.spend(1 + replacement.length / 64);
    parts.push(text.slice(at, found.start), replacement);
    at = found.end;
  }
  return parts.join('') + text.slice(at);
}

/** `Regexp.Split`. @see https://pkg.go.dev/regexp#Regexp.Split */
function split(context: CallContext, pattern: Rope, rope: Rope, count: number): List {
  const text = String(rope);
  const re = ready(context, pattern, rope);
  if (count === 0) return known([], { elements: 'string', isNil: true });
  if (String(pattern) !== '' && text === '') return known([''], { elements: 'string' });
  const parts: string[] = [];
  let begin = 0;
  let end = 0;
  for (const { start, end: after } of matches(context, re, text, count < 0 ? Number.POSITIVE_INFINITY : count)) {
    if (count > 0 && parts.length === count - 1) break;
    end = start;
    if (after !== 0) parts.push(text.slice(begin, end));
    begin = after;
  }
  if (end !== text.length) parts.push(text.slice(begin));
  context.spend(parts.length);
  return known(parts, { elements: 'string' });
}
