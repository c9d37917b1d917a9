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

/**
 * The hidden break that begins the line of `offset`, where only indentation, the signs of collections and a node's
 * anchor and tag stand between; -1 where there is none. Looks back at most as far as the value before.
 */
function breakBefore(text: string, offset: number): number {
  let at = offset - 1;
  for (;;) {
    while (at >= 0 && ' \t-?:,[]{}'.includes(text[at] ?? '')) at -= 1;
    const before = beforeProperty(text, at);
    if (before === at) return isHiddenBreak(text, at) ? at : -1;
    at = before;
  }
}

/** What stands before the anchor or tag whose last character is at `end`; `end` itself where it is none. */
function beforeProperty(text: string, end: number): number {
  let start = end;
  while (start >= 0 && !/[\s\x85,[\]{}]/.test(text[start] ?? ' ')) start -= 1;
  return start < end && '&!'.includes(text[start + 1] ?? ' ') ? start : end;
}
