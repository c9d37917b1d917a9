import { type Piece, parsePattern } from './pattern-syntax.ts';
import type { Effort } from './refusal.ts';

/** True where the pattern is found in the text. */
export type Matcher = (text: string, effort: Effort) => boolean;

const known = new Map<string, Matcher | undefined>();

/**
 * A regular expression in RE2's syntax as a matcher whose time grows with text times pattern, whatever the pattern is:
 * patterns come from strangers. Undefined where RE2 would refuse it, or it has what this matcher lacks.
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function compilePattern(pattern: string): Matcher | undefined {
  if (known.has(pattern)) return known.get(pattern);
  const piece = parsePattern(pattern);
  const matcher = piece && matcherOf(piece);
  if (known.size > 1_000) known.clear();
  known.set(pattern, matcher);
  return matcher;
}

/** A step of the machine: reads a character, asks for a place, goes two ways, or is the end. */
type Step =
  | { readonly does: 'read'; readonly reads: (code: number) => boolean; readonly next: number }
  | { readonly does: 'assert'; readonly holds: (text: readonly number[], at: number) => boolean; readonly next: number }
  | { readonly does: 'fork'; readonly first: number; readonly second: number }
  | { readonly does: 'match' };

const maxSteps = 20_000;

function matcherOf(piece: Piece): Matcher | undefined {
  const steps: Step[] = [{ does: 'match' }];
  const start = build(piece, 0, steps);
  return start === undefined ? undefined : (text, effort) => run(steps, start, text, effort);
}

/** Builds from the end: returns the step with which `piece` begins where `next` follows it. */
function build(piece: Piece, next: number, steps: Step[]): number | undefined {
  if (steps.length > maxSteps) return undefined;
  switch (piece.is) {
    case 'read':
      return steps.push({ does: 'read', reads: piece.reads, next }) - 1;
    case 'assert':
      return steps.push({ does: 'assert', holds: piece.holds, next }) - 1;
    case 'sequence':
      return piece.pieces.reduceRight<number | undefined>(
        (after, one) => (after === undefined ? undefined : build(one, after, steps)),
        next,
      );
    case 'choice':
      return piece.pieces
        .map((one) => build(one, next, steps))
        .reduceRight((second, first) =>
          first === undefined || second === undefined ? undefined : steps.push({ does: 'fork', first, second }) - 1,
        );
    case 'repeat':
      return buildRepeat(piece.piece, piece.least, piece.most, next, steps);
  }
}

function buildRepeat(piece: Piece, least: number, most: number, next: number, steps: Step[]): number | undefined {
  let start: number | undefined = next;
  if (most === Number.POSITIVE_INFINITY) {
    const fork = steps.push({ does: 'fork', first: next, second: next }) - 1;
    const first = build(piece, fork, steps);
    if (first === undefined) return undefined;
    steps[fork] = { does: 'fork', first, second: next };
    start = fork;
  } else
    for (let count = least; count < most && start !== undefined; count += 1) {
      const first = build(piece, start, steps);
      start = first === undefined ? undefined : steps.push({ does: 'fork', first, second: next }) - 1;
    }
  for (let count = 0; count < least && start !== undefined; count += 1) start = build(piece, start, steps);
  return start;
}

function run(steps: readonly Step[], start: number, text: string, effort: Effort): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  let current: number[] = [];
  for (let at = 0; at <= codes.length; at += 1) {
    const seen = new Set<number>();
    const reached: number[] = [];
    for (const step of [...current, start]) if (follow(steps, step, codes, at, seen, reached)) return true;
    effort.take(1 + seen.size);
    const code = codes[at];
    if (code === undefined) return false;
    current = reached.flatMap((index) => {
      const step = steps[index];
      return step?.does === 'read' && step.reads(code) ? [step.next] : [];
    });
  }
  return false;
}

/** Walks what needs no character; true at the end of the pattern. */
function follow(
  steps: readonly Step[],
  from: number,
  codes: readonly number[],
  at: number,
  seen: Set<number>,
  reached: number[],
): boolean {
  const open = [from];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (seen.has(index)) continue;
    seen.add(index);
    const step = steps[index];
    if (step?.does === 'match') return true;
    if (step?.does === 'read') reached.push(index);
    if (step?.does === 'fork') open.push(step.second, step.first);
    if (step?.does === 'assert' && step.holds(codes, at)) open.push(step.next);
  }
  return false;
}
