import { BudgetSpent } from '../template/value.ts';

/**
 * Whether a path matches a pattern as `.Files.Glob` reads it: `*` and `?` stand for no slash, `**` for anything, `[a-c]`
 * and `[!abc]` for one character, `{a,b*}` for any of its alternatives, a backslash takes the next character as it stands.
 * @returns undefined where the pattern is malformed: Helm then takes every file
 * @throws BudgetSpent where it nests deeper than anybody writes
 * @see https://github.com/gobwas/glob
 */
export function globMatcher(pattern: string): ((path: string) => boolean) | undefined {
  const reader = { characters: Array.from(pattern), next: 0, depth: 0 };
  const steps = readSteps(reader, false);
  if (steps === undefined || reader.next < reader.characters.length) return undefined;
  return (path) => {
    const text = Array.from(path);
    return after(steps, text, new Set([0])).has(text.length);
  };
}

type Step =
  | { readonly step: 'one'; readonly takes: (character: string) => boolean }
  | { readonly step: 'run'; readonly takes: (character: string) => boolean }
  | { readonly step: 'any of'; readonly choices: readonly (readonly Step[])[] };

interface Reader {
  readonly characters: readonly string[];
  next: number;
  depth: number;
}

const maxDepth = 10;
const noSlash = (character: string): boolean => character !== '/';
const everything = (): boolean => true;

/** Up to the end, or inside of braces up to `,` or `}`. */
function readSteps(reader: Reader, isInside: boolean): readonly Step[] | undefined {
  const steps: Step[] = [];
  for (;;) {
    const character = reader.characters[reader.next];
    if (character === undefined) return steps;
    if (isInside && (character === ',' || character === '}')) return steps;
    reader.next += 1;
    const step = readStep(reader, character);
    if (step === undefined) return undefined;
    steps.push(step);
  }
}

function readStep(reader: Reader, character: string): Step | undefined {
  if (character === '?') return { step: 'one', takes: noSlash };
  if (character === '*') {
    if (reader.characters[reader.next] !== '*') return { step: 'run', takes: noSlash };
    while (reader.characters[reader.next] === '*') reader.next += 1;
    return { step: 'run', takes: everything };
  }
  if (character === '[') return readClass(reader);
  if (character === '{') return readChoices(reader);
  if (character !== '\\') return { step: 'one', takes: (one) => one === character };
  const literal = reader.characters[reader.next];
  reader.next += 1;
  return literal === undefined ? undefined : { step: 'one', takes: (one) => one === literal };
}

function readClass(reader: Reader): Step | undefined {
  const end = reader.characters.indexOf(']', reader.next + 1);
  if (end < 0) return undefined;
  const isNegated = reader.characters[reader.next] === '!';
  const members = reader.characters.slice(reader.next + (isNegated ? 1 : 0), end);
  reader.next = end + 1;
  const [low = '', dash, high = ''] = members;
  const isIn =
    members.length === 3 && dash === '-'
      ? (one: string): boolean => low <= one && one <= high
      : (one: string): boolean => members.includes(one);
  return members.length === 0 ? undefined : { step: 'one', takes: (one) => isIn(one) !== isNegated };
}

function readChoices(reader: Reader): Step | undefined {
  if (reader.depth >= maxDepth) throw new BudgetSpent(`a pattern with braces deeper than ${maxDepth} in each other`);
  const choices: (readonly Step[])[] = [];
  reader.depth += 1;
  for (;;) {
    const steps = readSteps(reader, true);
    if (steps === undefined) return undefined;
    choices.push(steps);
    reader.next += 1;
    // Braces that nothing closes end with the pattern.
    if (reader.characters[reader.next - 1] !== ',') break;
  }
  reader.depth -= 1;
  return { step: 'any of', choices };
}

/** Where in `text` one may be after `steps`, starting from any of `places`. */
function after(steps: readonly Step[], text: readonly string[], places: ReadonlySet<number>): ReadonlySet<number> {
  let here = places;
  for (const step of steps) {
    if (here.size === 0) return here;
    here = afterOne(step, text, here);
  }
  return here;
}

function afterOne(step: Step, text: readonly string[], places: ReadonlySet<number>): ReadonlySet<number> {
  if (step.step === 'any of') return new Set(step.choices.flatMap((choice) => [...after(choice, text, places)]));
  const reached = new Set<number>(step.step === 'run' ? places : []);
  // A Set that grows while it is walked is walked to its new end.
  for (const place of step.step === 'run' ? reached : places) {
    const character = text[place];
    if (character !== undefined && step.takes(character)) reached.add(place + 1);
  }
  return reached;
}
