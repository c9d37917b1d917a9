import type { Position } from '../../../model/source.ts';
import type { Origin, Piece } from '../template/text.ts';
import type { Printer } from './yaml-writer.ts';

/**
 * What was written so far, and what libyaml's emitter knows of it.
 * @see https://github.com/kubernetes-sigs/yaml/blob/v1.4.0/goyaml.v2/emitterc.go
 */
export interface Output {
  readonly printer: Printer;
  /** From here on, text comes from the value that is written there. */
  from(place: Position | undefined): void;
  /** Goes on at this column: on a line of its own, unless only indicators stand on this one and before it. */
  startLine(indent: number): void;
  /** `-`, `?` or `:` before a value that may go on on the same line. */
  dash(indicator: string): void;
  /** The colon right behind a key. */
  mark(indicator: string): void;
  /** A space if need be, and this. */
  word(text: string): void;
  /** Characters of a scalar. */
  put(text: string): void;
  lineBreak(): void;
  /** A character that breaks a line and is no line feed. */
  hiddenBreak(character: string): void;
  /** Says that what follows may be indented, as after the header of a block. */
  openLine(): void;
  isAtIndent(): boolean;
  column(): number;
  pieces(): readonly Piece[];
}

export function output(printer: Printer): Output {
  const written: Piece[] = [];
  let parts: string[] = [];
  let origin: Origin | undefined;
  let column = 0;
  let afterSpace = true;
  let onlyIndent = true;

  const add = (text: string): void => {
    parts.push(text);
    column += isShort.test(text) ? text.length : Array.from(text).length;
  };
  const flush = (): void => {
    if (parts.length > 0) written.push({ text: parts.join(''), from: origin });
    parts = [];
  };
  const lineBreak = (): void => {
    parts.push('\n');
    column = 0;
  };
  const indicator = (text: string, needsSpace: boolean, keepsIndent: boolean): void => {
    if (needsSpace && !afterSpace) add(' ');
    add(text);
    afterSpace = false;
    onlyIndent &&= keepsIndent;
  };
  return {
    printer,
    from(place) {
      if (place === origin?.values[0]) return;
      flush();
      origin = place && { template: undefined, values: [place] };
    },
    startLine(indent) {
      if (!onlyIndent || column > indent || (column === indent && !afterSpace)) lineBreak();
      if (column < indent) add(' '.repeat(indent - column));
      afterSpace = true;
      onlyIndent = true;
    },
    dash: (text) => indicator(text, true, true),
    mark: (text) => indicator(text, false, false),
    word: (text) => indicator(text, true, false),
    put(text) {
      add(text);
      afterSpace = false;
      onlyIndent = false;
    },
    lineBreak,
    hiddenBreak(character) {
      parts.push(character);
      column = 0;
    },
    openLine() {
      afterSpace = true;
      onlyIndent = true;
    },
    isAtIndent: () => onlyIndent,
    column: () => column,
    pieces() {
      flush();
      return written;
    },
  };
}

const isShort = /^[\x20-\x7e]*$/;
