import { isHiddenBreak } from './decode.ts';
import { limits } from './limits.ts';
import type { Path, State } from './tree-state.ts';

/**
 * Notes a line break that go-yaml sees and no editor shows, where the key or value at `offset` begins the line after
 * it: to a reviewer it is part of the line before, of a comment perhaps.
 */
export function noteHiddenBreak(state: State, offset: number, path: Path): void {
  const at = breakBefore(state.source.text, offset);
  if (at >= 0 && state.afterHiddenBreak.length < limits.facts) state.afterHiddenBreak.push({ at, path: [...path] });
}

/** The hidden break that begins the line of `offset`, with only indentation and dashes between; -1 where there is none. */
function breakBefore(text: string, offset: number): number {
  let at = offset - 1;
  while (at >= 0 && ' \t-?'.includes(text[at] ?? '')) at -= 1;
  return isHiddenBreak(text, at) ? at : -1;
}
