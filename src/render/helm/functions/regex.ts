import { canBackquote, quote } from '../template/quote.ts';
import { BudgetSpent, type CallContext, type GoFunction, known, type List, TemplateError } from '../template/value.ts';
import { strval } from './cast.ts';
import { type Family, fn } from './define.ts';
import { compiled, expand, type Found, matches, type Pattern } from './pattern.ts';
import { mapText, type Rope, replaced } from './rope.ts';

/**
 * On RE2, in time linear in the text. The forms without `must` panic where those return an error, and a template turns
 * both into one; only `regexMatch` takes a pattern that is none for one that matches nothing.
 * @see https://github.com/Masterminds/sprig/blob/v3.3.0/regex.go
 */
export const regex: Family = {
  regexMatch: fn(['string', 'string'], (context, pattern, text) => {
    try {
      return first(context, pattern, text) !== undefined;
    } catch (error) {
      if (error instanceof TemplateError) return false;
      throw error;
    }
  }),
  mustRegexMatch: fn(['string', 'string'], (context, pattern, text) => first(context, pattern, text) !== undefined),
  ...both(
    'Find',
    fn(['string', 'string'], (context, pattern, text) => first(context, pattern, text)?.groups[0] ?? ''),
  ),
  ...both(
    'FindAll',
    fn(['string', 'string', 'int'], (context, pattern, text, count) => {
      const found = all(context, pattern, text, count < 0 ? Number.POSITIVE_INFINITY : count);
      const texts = found.map(({ groups }) => groups[0] ?? '');
      return known(texts, { elements: 'string', ...(texts.length === 0 && { isNil: true }) });
    }),
  ),
  ...both(
    'ReplaceAll',
    fn(['string', 'string', 'string'], (context, pattern, text, by) => {
      const re = ready(context, pattern, text);
      return replaceAll(context, re, text, (found) => expand(String(by), found, re));
    }),
  ),
  ...both(
    'ReplaceAllLiteral',
    fn(['string', 'string', 'string'], (context, pattern, text, by) =>
      replaceAll(context, ready(context, pattern, text), text, () => String(by)),
    ),
  ),
  ...both(
    'Split',
    fn(['string', 'string', 'int'], (context, pattern, text, count) => split(context, pattern, text, count)),
  ),
  regexQuoteMeta: fn(['string'], (_, text) => mapText(text, (part) => part.replaceAll(/[\\.+*?()|[\]{}^$]/g, '\\$&'))),
};

function both(name: string, call: GoFunction): Family {
  return { [`mustRegex${name}`]: call, [`regex${name}`]: { ...call, call: panicking(call) } };
}

/** `regexp.MustCompile` says in its own words what is wrong with a pattern, which is the first argument. */
function panicking(must: GoFunction): GoFunction['call'] {
  return (args, context) => {
    try {
      return must.call(args, context);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const pattern = String(strval(context, args[0] ?? ''));
      throw new TemplateError(
        `regexp: Compile(${canBackquote(pattern) ? `\`${pattern}\`` : quote(pattern)}): ${error.message}`,
      );
    }
  };
}

/** A text of this length takes a tenth of a second with a large pattern. */
const maxTextLength = 1_000_000;

function ready(context: CallContext, pattern: Rope, text: Rope): Pattern {
  const { length } = String(text);
  if (length > maxTextLength) throw new BudgetSpent(`a pattern is matched with ${length} characters`);
  const re = compiled(String(pattern));
  context.spend(1 + String(pattern).length);
  return re;
}

const first = (context: CallContext, pattern: Rope, text: Rope): Found | undefined =>
  matches(context, ready(context, pattern, text), String(text), 1)[0];

function all(context: CallContext, pattern: Rope, text: Rope, count: number): readonly Found[] {
  const found = matches(context, ready(context, pattern, text), String(text), count);
  context.spend(found.length);
  return found;
}

function replaceAll(context: CallContext, re: Pattern, rope: Rope, by: (found: Found) => string): Rope {
  const text = String(rope);
  const parts: string[] = [];
  let at = 0;
  for (const found of matches(context, re, text, Number.POSITIVE_INFINITY)) {
    const replacement = by(found);
    context.spend(1 + replacement.length / 64);
    parts.push(text.slice(at, found.start), replacement);
    at = found.end;
  }
  return parts.length === 0 ? rope : replaced(rope, parts.join('') + text.slice(at));
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
