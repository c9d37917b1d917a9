import type { Output } from './yaml-output.ts';
import { allowed, isPrintable, type Style } from './yaml-style.ts';

interface ScalarPlace {
  /** Of the lines after the first. */
  readonly indent: number;
  readonly isKey: boolean;
}

/** A scalar in the style that is wanted, or in the next one that can hold it. */
export function writeScalar(out: Output, text: string, wanted: Style, place: ScalarPlace): void {
  writers[possible(out, text, wanted, place)](out, text, place);
}

const writers: Readonly<Record<Style, (out: Output, text: string, place: ScalarPlace) => void>> = {
  plain: writePlain,
  single: writeSingle,
  double: writeDouble,
  literal: writeLiteral,
};

function possible({ printer }: Output, text: string, wanted: Style, { isKey }: ScalarPlace): Style {
  const can = allowed(text, printer === 'pretty');
  let style = wanted;
  if (isKey && can.multiline) style = 'double';
  if (style === 'plain' && (!can.plain || (text === '' && isKey))) style = 'single';
  if (style === 'single' && !can.single) style = 'double';
  return style === 'literal' && (!can.block || isKey) ? 'double' : style;
}

/** go-yaml 2 folds at the first single space past this column; go-yaml 3 never does. */
const width = 80;

const folds = (out: Output, { isKey }: ScalarPlace): boolean =>
  out.printer === 'json' && !isKey && out.column() > width;

function writePlain(out: Output, text: string, place: ScalarPlace): void {
  out.word('');
  writeFolded(out, text, place, (_, index) => index >= 0);
}

function writeSingle(out: Output, text: string, place: ScalarPlace): void {
  out.word("'");
  if (allowed(text, false).multiline) writeSingleLines(out, text, place);
  else writeFolded(out, text.replaceAll("'", "''"), place, (whole, index) => index > 0 && index < whole.length - 1);
  out.put("'");
}

/** Word for word; where the line is full, one space becomes a line break. */
function writeFolded(
  out: Output,
  text: string,
  place: ScalarPlace,
  mayBreak: (text: string, index: number) => boolean,
): void {
  let start = 0;
  for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) {
    out.put(text.slice(start, at));
    start = at;
    if (folds(out, place) && text[at - 1] !== ' ' && text[at + 1] !== ' ' && mayBreak(text, at)) {
      out.startLine(place.indent);
      start = at + 1;
    }
  }
  out.put(text.slice(start));
}

/** Breaks that are no line feed stay as they are, and what follows them is indented. */
function writeSingleLines(out: Output, text: string, place: ScalarPlace): void {
  let afterBreak = false;
  for (const character of text) {
    if (isBreak.test(character)) {
      if (!afterBreak && character === '\n') out.lineBreak();
      if (character === '\n') out.lineBreak();
      else out.hiddenBreak(character);
      out.openLine();
      afterBreak = true;
      continue;
    }
    if (afterBreak) out.startLine(place.indent);
    out.put(character === "'" ? "''" : character);
    afterBreak = false;
  }
}

const isBreak = /^[\r\n\u0085\u2028\u2029]$/;

function writeDouble(out: Output, text: string, place: ScalarPlace): void {
  out.word('"');
  const characters = Array.from(text);
  // The emitter looks for a byte order mark at the start of the text, whatever character it is at.
  const isMarked = text.startsWith('\ufeff');
  let afterSpace = false;
  for (const [index, character] of characters.entries()) {
    const isSpace = character === ' ' && !isMarked;
    if (isSpace && !afterSpace && folds(out, place) && index > 0 && index < characters.length - 1) {
      out.startLine(place.indent);
      if (characters[index + 1] === ' ') out.put('\\');
    } else out.put(isMarked || needsEscape(character, out) ? escaped(character) : character);
    afterSpace = isSpace;
  }
  out.put('"');
}

const needsEscape = (character: string, { printer }: Output): boolean =>
  !isPrintable(character, printer === 'pretty') || isBreak.test(character) || /^["\\\t\ufeff]$/.test(character);

function escaped(character: string): string {
  const short = shortEscapes[character];
  if (short !== undefined) return `\\${short}`;
  const digits = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  if (digits.length <= 2) return `\\x${digits.padStart(2, '0')}`;
  return digits.length <= 4 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

const shortEscapes: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u00a0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

function writeLiteral(out: Output, text: string, { indent }: ScalarPlace): void {
  out.word(`|${/^[ \r\n\u0085\u2028\u2029]/.test(text) ? '2' : ''}${chomping(text)}`);
  out.lineBreak();
  out.openLine();
  for (const line of text.split(/([\n\u0085\u2028\u2029])/)) {
    if (line === '\n') {
      out.lineBreak();
      out.openLine();
    } else if (isBreak.test(line)) {
      out.hiddenBreak(line);
      out.openLine();
    } else if (line !== '') {
      out.startLine(indent);
      out.put(line);
    }
  }
}

/** Whether the break at the end is kept: one is, none (`-`), all of them (`+`). */
function chomping(text: string): '' | '-' | '+' {
  const ends = /[\r\n\u0085\u2028\u2029]*$/.exec(text)?.[0].length ?? 0;
  if (ends === 0) return '-';
  return ends === 1 && text.length > 1 ? '' : '+';
}
