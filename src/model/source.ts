/**
 * A place in a file as a person edits it. `line` and `column` count from 1; columns are UTF-16 code units,
 * lines end at `\n` alone, as GitHub counts them for annotations.
 */
export interface Position {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** Where the value comes from, where this line only prints it: keys of a values file. Undefined where it is written here. */
  readonly because?: readonly Position[];
}

/** Each place, and behind it those that its value comes from. */
export const withCauses = (places: readonly Position[]): readonly Position[] =>
  places.flatMap((place) => [place, ...(place.because ?? [])]);

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
