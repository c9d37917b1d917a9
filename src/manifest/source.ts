import type { Position } from '../model/source.ts';

/** The text that nodes point into by offset; two nodes of one file share one. */
export interface Source {
  readonly path: string;
  readonly text: string;
  /** For a text that was made of others: the place from which it has what stands at `offset`. */
  readonly origin?: (offset: number) => Position;
}

/** The place of `offset` in the file as a person edits it; lines end at `\n` alone. */
export function positionIn(source: Source, offset: number): Position {
  if (source.origin !== undefined) return source.origin(offset);
  if (offset < nearStart && !tables.has(source)) return positionNearStart(source, offset);
  const starts = lineStarts(source);
  const line = lastAtOrBefore(starts, offset);
  return { path: source.path, line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
}

/** Most objects begin on a file's first lines, and most files are asked for no other place. */
const nearStart = 2_048;

function positionNearStart({ path, text }: Source, offset: number): Position {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', start)) {
    line += 1;
    start = at + 1;
  }
  return { path, line, column: offset - start + 1 };
}

const tables = new WeakMap<Source, readonly number[]>();

/** Offsets at which lines begin; made when the first position of a file is asked for. */
function lineStarts(source: Source): readonly number[] {
  const known = tables.get(source);
  if (known !== undefined) return known;
  const starts = lineStartsOf(source.text);
  tables.set(source, starts);
  return starts;
}

export function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The index of the last of `sorted` that is not past `value`; 0 where all are. */
export function lastAtOrBefore(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
