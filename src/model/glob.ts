/**
 * True where `pattern` matches all of `text`: `*` is a run of characters without a slash, `?` one of them, `**` any
 * run, and a `**` that is a whole segment also stands for no segment at all. A slash at the end means everything below.
 * All other characters are themselves.
 *
 * Takes steps in proportion to the length of the text, times that of the pattern at worst: patterns may come from a
 * pull request, and a regular expression made of one could take forever.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const steps = stepsOf(pattern.replace(/^\//, '').replace(/\/$/, '/**'));
  let states = reachable(new Set([0]), steps);
  for (const character of text) {
    states = reachable(after(states, steps, character), steps);
    if (states.size === 0) return false;
  }
  return states.has(steps.length);
}

/** What one state of the matcher does; state i + 1 stands behind step i. */
type Step =
  | { readonly step: 'character'; readonly character: string }
  | { readonly step: 'one' } // ?
  | { readonly step: 'run' } // *
  | { readonly step: 'any' } // **
  | { readonly step: 'folders' } // **/ where a segment begins …
  | { readonly step: 'folder' }; // … and inside of one

function stepsOf(pattern: string): readonly Step[] {
  const steps: Step[] = [];
  const tokens = pattern.match(/\*\*|./gsu) ?? [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] ?? '';
    const beginsSegment = index === 0 || tokens[index - 1] === '/';
    if (token === '**' && beginsSegment && tokens[index + 1] === '/') {
      steps.push({ step: 'folders' }, { step: 'folder' });
      index += 1;
    } else steps.push(stepOf(token));
  }
  return steps;
}

const wildcards: ReadonlyMap<string, Step> = new Map([
  ['?', { step: 'one' }],
  ['*', { step: 'run' }],
  ['**', { step: 'any' }],
]);

const stepOf = (token: string): Step => wildcards.get(token) ?? { step: 'character', character: token };

/** `states` and those that can be had without another character. */
function reachable(states: ReadonlySet<number>, steps: readonly Step[]): ReadonlySet<number> {
  const all = new Set(states);
  // A Set that grows while it is walked is walked to its new end.
  for (const state of all) {
    const step = steps[state]?.step;
    if (step === 'run' || step === 'any') all.add(state + 1);
    if (step === 'folders') all.add(state + 2);
  }
  return all;
}

function after(states: ReadonlySet<number>, steps: readonly Step[], character: string): ReadonlySet<number> {
  const next = new Set<number>();
  for (const state of states) {
    const step = steps[state];
    const to = step === undefined ? undefined : target(step, state, character);
    if (to !== undefined) next.add(to);
  }
  return next;
}

function target(step: Step, state: number, character: string): number | undefined {
  const isSlash = character === '/';
  if (step.step === 'character') return step.character === character ? state + 1 : undefined;
  if (step.step === 'one') return isSlash ? undefined : state + 1;
  if (step.step === 'run') return isSlash ? undefined : state;
  if (step.step === 'any') return state;
  if (step.step === 'folders') return isSlash ? state : state + 1;
  return isSlash ? state - 1 : state;
}
