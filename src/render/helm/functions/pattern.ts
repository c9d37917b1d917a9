import { type Matcher, RE2JS, RE2JSException } from 're2js';
import { BudgetSpent, type CallContext, NotSupported, TemplateError } from '../template/value.ts';

/** A pattern that is ready to be matched. */
export interface Pattern {
  readonly re: RE2JS;
  readonly names: Readonly<Record<string, number>>;
  /** What looking at a character costs, in units of the budget. */
  readonly cost: number;
  /** Whether one match may look at all that follows it, so that many of them take time in the square of the text. */
  readonly looksAhead: boolean;
}

/** One match; code units of the text. */
export interface Found {
  readonly start: number;
  readonly end: number;
  /** The whole match, then its groups; undefined where a group took no part. */
  readonly groups: readonly (string | undefined)[];
}

/**
 * @throws TemplateError with Go's words where it is no pattern
 * @throws BudgetSpent where it is larger than any that people write
 */
export function compiled(pattern: string): Pattern {
  const before = known.get(pattern);
  if (before !== undefined) return before;
  if (!pattern.isWellFormed()) throw new TemplateError(`error parsing regexp: invalid UTF-8: \`${pattern}\``);
  if (pattern.length > maxPatternLength) throw new BudgetSpent(`a pattern has ${pattern.length} characters`);
  const made = compile(pattern);
  if (known.size >= maxKnown) known.clear();
  known.set(pattern, made);
  return made;
}

const maxPatternLength = 1_000;
const maxProgramSize = 10_000;

/** The same pattern is matched for each item of a list; it is the same whoever made it. */
const known = new Map<string, Pattern>();
const maxKnown = 100;

function compile(pattern: string): Pattern {
  try {
    const re = RE2JS.compile(pattern);
    const size = re.programSize();
    if (size > maxProgramSize) throw new BudgetSpent(`a pattern has ${size} steps`);
    // A character moves every thread of the machine; there may be as many as the program has steps.
    return { re, names: re.namedGroups(), cost: 0.2 + size / 100, looksAhead: looksAhead(pattern) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    // Go allows that.
    if (error.message.includes('duplicate capture group name')) throw new NotSupported('two groups of one name');
    throw new TemplateError(error.message);
  }
}

/**
 * Something repeated without end that something has to follow, as in `x.*y`: at the end of a pattern or of an alternative
 * it reads no further than it matches.
 */
function looksAhead(pattern: string): boolean {
  const bare = pattern.replaceAll(/\\./gs, 'a').replaceAll(/\[(?:\[:\^?\w+:\]|[^\]])+\]/g, 'a');
  return /(?:[*+]|\{\d+,\})\??(?!\)*(?:\||$))/.test(bare);
}

/** Up to `count` matches as Go finds them: an empty one never right behind another. */
export function matches(context: CallContext, pattern: Pattern, text: string, count: number): readonly Found[] {
  const found: Found[] = [];
  const matcher = pattern.re.matcher(text);
  let at = 0;
  let previousEnd = -1;
  while (found.length < count && at <= text.length) {
    if (pattern.looksAhead) context.spend(2 + (text.length - at) * pattern.cost);
    const isFound = matcher.find(at);
    const end = isFound ? matcher.end() : text.length;
    if (!pattern.looksAhead) context.spend(2 + (end - at) * pattern.cost);
    if (!isFound) break;
    if (end > matcher.start() || end !== previousEnd) found.push(foundAt(matcher, text));
    previousEnd = end;
    at = end > at ? end : end + widthAt(text, end);
  }
  return found;
}

function foundAt(matcher: Matcher, text: string): Found {
  const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, index) => {
    const start = matcher.start(index);
    return start < 0 ? undefined : text.slice(start, matcher.end(index));
  });
  return { start: matcher.start(), end: matcher.end(), groups };
}

const widthAt = (text: string, at: number): number => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

/**
 * A replacement with `$1`, `${1}`, `$name` and `$$` filled in; a name is as long as it can be, an unknown one is empty.
 * @see https://pkg.go.dev/regexp#Regexp.Expand
 */
export function expand(template: string, { groups }: Found, { names }: Pattern): string {
  return template.replaceAll(reference, (_, dollar, braced: string | undefined, bare: string | undefined) => {
    if (dollar !== undefined) return '$';
    const name = braced ?? bare ?? '';
    const index = /^\d+$/.test(name) ? Number(name) : Object.hasOwn(names, name) ? names[name] : undefined;
    return index === undefined ? '' : (groups[index] ?? '');
  });
}

const reference = /\$(\$)|\$\{([\p{L}\p{Nd}_]+)\}|\$([\p{L}\p{Nd}_]+)/gu;
