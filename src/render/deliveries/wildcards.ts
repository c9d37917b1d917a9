import { LimitExceeded } from '../../manifest/limits.ts';
import { say } from '../../model/message.ts';

/**
 * Answers whether a pattern of Argo CD's matches all of a text: `*` is a run of characters, `?` one, `[a-z]` and `[!a-z]`
 * one of a range, and a backslash takes the next character as it is. A pattern that is none matches nothing.
 *
 * Takes steps in proportion to the length of the text times that of the pattern at worst: going back to the last star is
 * enough, since what stood before it has been found as early as can be.
 *
 * @see https://pkg.go.dev/path#Match for folders, https://github.com/gobwas/glob for files of an Application
 */
export function wildcards(pattern: string, { starsPassSlashes }: WildcardOptions): (text: string) => boolean {
  const steps = stepsOf(pattern);
  const passes = (character: string | undefined): boolean => starsPassSlashes || character !== '/';
  return (text) => steps !== undefined && matches(steps, text, passes);
}

function matches(steps: readonly Step[], text: string, passes: (character: string | undefined) => boolean): boolean {
  let [step, at] = [0, 0];
  let [star, mark] = [-1, 0];
  while (at < text.length) {
    const next = steps[step];
    if (next === 'run') {
      [star, mark] = [step, at];
      step += 1;
    } else if (next?.(text[at] ?? '') === true && (passes(text[at]) || next === slash)) {
      step += 1;
      at += 1;
    } else {
      if (star < 0 || !passes(text[mark])) return false;
      mark += 1;
      [step, at] = [star + 1, mark];
    }
  }
  return steps.slice(step).every((one) => one === 'run');
}

interface WildcardOptions {
  readonly starsPassSlashes: boolean;
}

/** What one step of a pattern takes: a run, or a character that passes the test. */
type Step = 'run' | ((character: string) => boolean);

const slash = (character: string): boolean => character === '/';

/** Undefined where it is no pattern. */
function stepsOf(pattern: string): readonly Step[] | undefined {
  const tokens = pattern.match(/\*+|\?|\[(?:\\.|[^\\\]])+\]|\\.|[^\\[]/gsu) ?? [];
  return tokens.join('').length === pattern.length ? tokens.map(stepOf) : undefined;
}

function stepOf(token: string): Step {
  if (token.startsWith('*')) return 'run';
  if (token === '?') return () => true;
  if (token.length > 2) return rangeOf(token.slice(1, -1));
  if (token === '/') return slash;
  const literal = token.at(-1);
  return (character) => character === literal;
}

function rangeOf(inside: string): Step {
  const isNot = /^[!^]./s.test(inside);
  const ranges = [...inside.slice(isNot ? 1 : 0).matchAll(/(\\.|[^\\])(?:-(\\.|[^\\]))?/gsu)].map(
    ([, first, last = first]) => [first?.at(-1) ?? '', last?.at(-1) ?? ''] as const,
  );
  return (character) => ranges.some(([first, last]) => first <= character && character <= last) !== isNot;
}

const maxAlternatives = 200;

/**
 * The patterns that a pattern with braces stands for: `{a,b}.{yml,yaml}` is four.
 *
 * @throws LimitExceeded where it is more than anybody writes
 */
export function alternatives(pattern: string): readonly string[] {
  let all = [''];
  let at = 0;
  for (let open = pattern.indexOf('{'); open >= 0; open = pattern.indexOf('{', at)) {
    const close = closing(pattern, open);
    if (close === undefined) break;
    const before = pattern.slice(at, open);
    const inner = parts(pattern.slice(open + 1, close)).flatMap(alternatives);
    if (all.length * inner.length > maxAlternatives)
      throw new LimitExceeded(say`a pattern stands for more than ${maxAlternatives} others`);
    all = all.flatMap((one) => inner.map((part) => `${one}${before}${part}`));
    at = close + 1;
  }
  return all.map((one) => `${one}${pattern.slice(at)}`);
}

function closing(pattern: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < pattern.length; at += 1) {
    if (pattern[at] === '{') depth += 1;
    if (pattern[at] === '}') depth -= 1;
    if (depth === 0) return at;
    if (depth > maxNesting) throw new LimitExceeded(say`a pattern has braces in more than ${maxNesting} others`);
  }
  return undefined;
}

const maxNesting = 5;

/** What stands between the commas that no inner brace holds. */
function parts(inside: string): readonly string[] {
  const found = [''];
  let depth = 0;
  for (const character of inside) {
    depth += Number(character === '{') - Number(character === '}');
    if (character === ',' && depth === 0) found.push('');
    else found[found.length - 1] += character;
  }
  return found;
}
