/**
 * A place in a file as a person edits it. `line` and `column` count from 1; columns are UTF-16 code units,
 * lines end at `\n` alone, as GitHub counts them for annotations.
 */
export interface Position {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** A value together with the place that it was read from. */
export interface Placed<T> {
  readonly value: T;
  readonly at: Position;
}

/** Code unit order, never the locale's: the same input gives the same bytes on every machine. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By path, then line, then column. */
export const byPosition = (a: Position, b: Position): number =>
  byText(a.path, b.path) || a.line - b.line || a.column - b.column;
