import { EVENT_ID, type Event, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import type { Events } from './events.ts';

/** True where a text may be a template: Go's and Helm's actions, Jinja's statements, `@x@` and `%X%`. */
export const mayBeTemplate = (text: string): boolean => text.includes('{{') || text.includes('{%') || marked.test(text);

const marked = /@[A-Za-z_][\w.-]*@|%[A-Z_][A-Z0-9_]*%/;
const allMarked = /@[A-Za-z_][\w.-]{0,200}@|%[A-Z_][A-Z0-9_]{0,200}%/g;

/** Where an action stands that no quote or comment precedes on its line; -1 where there is none. */
export const firstAction = (text: string): number => {
  const found =
    /^[^"'#\n\r]*?\{[{%]/m.exec(text) ?? /(?:^|[:[,-])[ \t]*(?:@[A-Za-z_][\w.-]*@|%[A-Z_][A-Z0-9_]*%)/m.exec(text);
  return found === null ? -1 : found.index + Math.max(found[0].search(/[{@%]/), 0);
};

/**
 * The same text, character for character as long, with each placeholder that ends on its line covered by letters that
 * mean nothing to YAML. Positions stay, and the value that stands there can be read from the unmasked text.
 */
export function mask(text: string): string {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end } of actions(text)) {
    parts.push(text.slice(done, start), cover.repeat(end - start));
    done = end;
  }
  return (parts.join('') + text.slice(done)).replace(allMarked, (found) => cover.repeat(found.length));
}

/** A private-use character: no text of any manifest means something by it. */
const cover = '\ue000';

/** The `{{ … }}` that end on the line where they begin. Every character is looked at a bounded number of times. */
function* actions(text: string): Generator<{ readonly start: number; readonly end: number }> {
  let close = 0;
  let lineEnd = -1;
  for (let start = text.indexOf('{{'); start >= 0; ) {
    if (close < start + 2) close = text.indexOf('}}', start + 2);
    if (close < 0) return;
    if (lineEnd < start) lineEnd = endOfLine(text, start);
    if (close > lineEnd) {
      start = text.indexOf('{{', lineEnd);
      continue;
    }
    const end = text[start + 2] === '{' && text[close + 2] === '}' ? close + 3 : close + 2;
    yield { start, end };
    start = text.indexOf('{{', end);
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Go's and Jinja's control structures, comments and assignments that begin a line. */
const directive =
  /^[ \t]*\{(?:%|\{-?[ \t]*(?:(?:if|else|end|range|with|define|block|template)\b|\/\*|\$\w*[ \t]*:?=))/gm;

/**
 * Where a template steers what is there at all, not only which value: a control structure that begins a line, or a
 * placeholder on a line of its own in the middle of a value. -1 where there is none outside quotes, block texts and
 * comments, which hold templates as ordinary text.
 *
 * @returns an offset into the events' text
 */
export function blockDirective(events: Events, masked: boolean): number {
  const plain = events.events.filter(isPlain);
  let next = 0;
  for (const { index, 0: found } of events.text.matchAll(directive)) {
    const at = index + found.search(/\S/);
    while ((plain[next]?.valueEnd ?? at + 1) <= at) next += 1;
    const scalar = plain[next];
    if (scalar !== undefined && scalar.valueStart <= at) return at;
  }
  return masked ? loneAction(plain, events.text) : -1;
}

const isPlain = (event: Event): event is ScalarEvent =>
  event.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN && event.valueStart >= 0;

/**
 * An action on a line of its own: it makes structure, and YAML took it for a value or folded it into its neighbour.
 * Text of several lines that holds one is kubectl's as well, where nothing had to be masked.
 */
function loneAction(plain: readonly ScalarEvent[], text: string): number {
  for (const { fast, valueStart, valueEnd } of plain) {
    const found = text.slice(valueStart, valueEnd).indexOf('{{');
    if (found >= 0 && (!fast || beginsLine(text, valueStart + found))) return valueStart + found;
  }
  return -1;
}

function beginsLine(text: string, offset: number): boolean {
  let at = offset - 1;
  while (at >= 0 && (text[at] === ' ' || text[at] === '\t')) at -= 1;
  return at < 0 || text[at] === '\n' || text[at] === '\r';
}
