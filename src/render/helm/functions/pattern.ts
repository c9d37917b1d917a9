import { RE2JS, RE2JSException } from 're2js';
import { BudgetSpent, type CallContext, TemplateError } from '../template/value.ts';

/** A pattern that is ready to be matched. */
export interface Pattern {
  readonly re: RE2JS;
  readonly names: Readonly<Record<string, number>>;
  /** Steps that a character may take. */
  readonly cost: number;
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
    const cost = re.programSize();
    if (cost > maxProgramSize) throw new BudgetSpent(`a pattern has ${cost} steps`);
    return { re, names: re.namedGroups(), cost };
  } catch (error) {
    if (error instanceof RE2JSException) throw new TemplateError(error.message);
    throw error;
  }
}

/** Up to `count` matches as Go finds them: an empty one never right behind another. */
export function matches(context: CallContext, { re }: Pattern, text: string, count: number): readonly Found[] {
  const found: Found[] = [];
  const matcher = re.matcher(text);
  let at = 0;
  let previousEnd = -1;
  while (found.length < count && at <= text.length) {
    context.spend(1 + (text.length - at) / 64);
    if (!matcher.find(at)) break;
    const [start, end] = [matcher.start(), matcher.end()];
    if (end > start || start !== previousEnd) {
      const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? undefined);
      found.push({ start, end, groups });
    }
    previousEnd = end;
    at = end > at ? end : end + widthAt(text, end);
  }
  return found;
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
