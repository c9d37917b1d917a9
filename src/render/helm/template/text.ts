import type { Position } from '../../../model/source.ts';

/**
 * Text that knows where it came from: what a template printed, or a value that was read, cut into pieces of one origin.
 * To a template it is an ordinary Go string; functions that keep text in shape (`indent`, `quote`, `trim` …) hand the
 * origins on, all others take it for what `toString` gives.
 */
export class Text {
  readonly pieces: readonly Piece[];
  #whole: string | undefined;

  constructor(pieces: readonly Piece[]) {
    this.pieces = pieces;
  }

  toString(): string {
    this.#whole ??=
      this.pieces.length === 1 ? (this.pieces[0]?.text ?? '') : this.pieces.map(({ text }) => text).join('');
    return this.#whole;
  }
}

/** A run of characters with one origin. */
export interface Piece {
  readonly text: string;
  readonly from: Origin | undefined;
}

/** Where text came from: the line of the template that printed it, and the values that were read on the way. */
export interface Origin {
  readonly template: Position | undefined;
  readonly values: readonly Position[];
}
