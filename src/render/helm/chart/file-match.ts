/**
 * Go's `filepath.Match` on a path with slashes: `*` and `?` stand for no slash, `[…]` is a class, a backslash takes the
 * next character as it stands. Steps grow with the product of both lengths at most.
 * @returns undefined where the pattern is malformed
 * @see https://pkg.go.dev/path/filepath#Match
 */
export function fileMatcher(pattern: string): ((name: string) => boolean) | undefined {
  if (!/[*?[\\]/.test(pattern)) return (name) => name === pattern;
  const steps = stepsOf(Array.from(pattern));
  return steps && ((name) => matches(steps, Array.from(name)));
}

type Step = 'run' | ((character: string) => boolean);

function stepsOf(pattern: readonly string[]): readonly Step[] | undefined {
  const steps: Step[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] ?? '';
    if (character === '*') steps.push('run');
    else if (character === '?') steps.push((one) => one !== '/');
    else if (character === '[') {
      const found = classAt(pattern, at + 1);
      if (found === undefined) return undefined;
      steps.push(found.step);
      at = found.end;
    } else {
      if (character === '\\') at += 1;
      const literal = pattern[at];
      if (literal === undefined) return undefined;
      steps.push((one) => one === literal);
    }
  }
  return steps;
}

/** `[^a-z\]]` from behind its bracket on; `end` is that of the closing one. */
function classAt(pattern: readonly string[], start: number): { readonly step: Step; readonly end: number } | undefined {
  const isNegated = pattern[start] === '^';
  const ranges: (readonly [string, string])[] = [];
  let at = isNegated ? start + 1 : start;
  while (pattern[at] !== ']' || ranges.length === 0) {
    const low = characterAt(pattern, at);
    const high = low && pattern[low.end] === '-' ? characterAt(pattern, low.end + 1) : low;
    if (low === undefined || high === undefined) return undefined;
    ranges.push([low.character, high.character]);
    at = high.end;
  }
  const step = (one: string): boolean =>
    one !== '/' && ranges.some(([low, high]) => low <= one && one <= high) !== isNegated;
  return { step, end: at };
}

function characterAt(
  pattern: readonly string[],
  start: number,
): { readonly character: string; readonly end: number } | undefined {
  const at = pattern[start] === '\\' ? start + 1 : start;
  const character = pattern[at];
  if (character === undefined || (at === start && (character === '-' || character === ']'))) return undefined;
  return at + 1 >= pattern.length ? undefined : { character, end: at + 1 };
}

/**
 * What a run may take is tried from nothing on. Only the latest run is tried again: it reaches all that an earlier one
 * could, since neither takes a slash.
 */
function matches(steps: readonly Step[], name: readonly string[]): boolean {
  let step = 0;
  let at = 0;
  let run: { readonly step: number; readonly end: number } | undefined;
  while (at < name.length || step < steps.length) {
    const wanted = steps[step];
    const character = name[at];
    if (wanted === 'run') {
      run = { step, end: at };
      step += 1;
    } else if (wanted !== undefined && character !== undefined && wanted(character)) {
      step += 1;
      at += 1;
    } else {
      const taken = run && name[run.end];
      if (run === undefined || taken === undefined || taken === '/') return false;
      run = { step: run.step, end: run.end + 1 };
      step = run.step + 1;
      at = run.end;
    }
  }
  return true;
}
