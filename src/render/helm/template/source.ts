import type { Position } from '../../../model/source.ts';
import { byteLength } from './bytes.ts';

/** The text of a template: a file of a chart, or a value that `tpl` was given. */
export class Source {
  /** What Go calls it in errors: `chart/templates/service.yaml`, or `gotpl` for what `tpl` is given. */
  readonly name: string;
  readonly text: string;
  readonly #place: Place;
  #starts: readonly number[] | undefined;

  constructor(name: string, text: string, place: Place) {
    this.name = name;
    this.text = text;
    this.#place = place;
  }

  /** Where a person finds what stands at `offset`. */
  position(offset: number): Position {
    const line = this.line(offset);
    return this.#place({ offset, line, column: offset - this.#start(line) + 1 });
  }

  line(offset: number): number {
    const starts = this.#lineStarts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** `name:line:column` as Go's errors have it: columns are bytes and count from 0. */
  location(offset: number): string {
    const line = this.line(offset);
    return `${this.name}:${line}:${byteLength(this.text.slice(this.#start(line), offset))}`;
  }

  #start(line: number): number {
    return this.#lineStarts()[line - 1] ?? 0;
  }

  #lineStarts(): readonly number[] {
    if (this.#starts !== undefined) return this.#starts;
    const starts = [0];
    for (let at = this.text.indexOf('\n'); at !== -1; at = this.text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
    return starts;
  }
}

/** Turns a place in the template's own text into one in a file. */
export type Place = (inText: { readonly offset: number; readonly line: number; readonly column: number }) => Position;

/** A file is its own place. */
export const placeInFile =
  (path: string): Place =>
  ({ line, column }) => ({ path, line, column });
