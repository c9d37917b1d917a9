import { EVENT_ID, type Event, parseEvents, YAMLException } from 'js-yaml';
import { say } from '../model/message.ts';
import { type Effort, LimitExceeded, limits } from './limits.ts';
import { Unreadable } from './unreadable.ts';

/** The parser's events of one document. */
export interface Events {
  readonly events: readonly Event[];
  /** The text that the events' offsets count in: the document's, where need be with spaces put in. */
  readonly text: string;
  /** Another text of the document's length with the same spaces put in. */
  readonly like: (other: string) => string;
  /** The offset in the document of an offset in `text`. */
  readonly original: (offset: number) => number;
  /** Where text follows the document's only value that go-yaml never looks at. */
  readonly trailing: number | undefined;
}

/**
 * Parses one document.
 *
 * go-yaml lets the lines of flow collections and quoted scalars stand at any indentation, our parser wants them deeper
 * than their parent. Such a line gets the spaces that it lacks, which mean nothing there, and is parsed anew.
 *
 * @throws Unreadable at the first error
 * @throws LimitExceeded where it nests deeper than `limits.depth`
 */
export function parseDocument(document: string, effort: Effort): Events {
  const inserted: Inserted[] = [];
  let text = document;
  for (;;) {
    try {
      return parsed(text, text.length, inserted);
    } catch (error) {
      const { reason, position } = fault(error);
      if (reason === trailingText && position > 0) return parsed(text, position, inserted);
      const more = reason === lessIndented ? indentation(text, position, inserted) : undefined;
      effort.repairedCharacters -= text.length;
      if (more === undefined || effort.repairedCharacters < 0) throw refusal(reason, before(inserted, position));
      text = withSpaces(text, more);
      inserted.push(more);
    }
  }
}

const trailingText = 'end of the stream or a document separator is expected';
const lessIndented = 'deficient indentation';

/** Spaces at the start of a line: where they begin in the text that has them, and all that were put in up to their end. */
interface Inserted {
  readonly at: number;
  readonly width: number;
  readonly total: number;
}

function parsed(text: string, end: number, inserted: readonly Inserted[]): Events {
  const events = parseEvents(end === text.length ? text : text.slice(0, end), { maxDepth: limits.depth });
  const original = inserted.length === 0 ? (offset: number) => offset : (offset: number) => before(inserted, offset);
  return {
    events: firstDocument(events),
    text,
    like: (other) => inserted.reduce(withSpaces, other),
    original,
    trailing: end === text.length ? undefined : original(end),
  };
}

/** go-yaml decodes one document and never asks for the next. */
function firstDocument(events: readonly Event[]): readonly Event[] {
  const second = events.findIndex((event, index) => index > 0 && event.type === EVENT_ID.DOCUMENT);
  return second < 0 ? events : events.slice(0, second);
}

function fault(error: unknown): { readonly reason: string; readonly position: number } {
  if (!(error instanceof YAMLException) || error.mark === undefined) throw error;
  return { reason: error.reason, position: error.mark.position };
}

/**
 * The spaces that the line of `position` lacks, or undefined where it got them already. Our parser says the same of a
 * tab behind something on the line; spaces before that could move a key into the block text or the map above it.
 */
function indentation(text: string, position: number, inserted: readonly Inserted[]): Inserted | undefined {
  const at = Math.max(text.lastIndexOf('\n', position - 1), text.lastIndexOf('\r', position - 1)) + 1;
  if (/\S/.test(text.slice(at, position))) return undefined;
  const last = inserted.at(-1);
  if (inserted.length >= limits.repairs || (last !== undefined && at <= last.at)) return undefined;
  const width = deepest(text.slice(last === undefined ? 0 : last.at + last.width, at)) + 2;
  const enough = Math.min(Math.max(width, last?.width ?? 0), limits.repairIndent);
  return { at, width: enough, total: (last?.total ?? 0) + enough };
}

const withSpaces = (text: string, { at, width }: Inserted): string =>
  `${text.slice(0, at)}${' '.repeat(width)}${text.slice(at)}`;

/** The most spaces (and sequence dashes) that a line of `text` begins with. */
function deepest(text: string): number {
  let most = 0;
  for (const [lead] of text.matchAll(/^[ ?-]+/gm)) most = Math.max(most, lead.length);
  return most;
}

/** The offset that `offset` had before spaces were put in. */
function before(inserted: readonly Inserted[], offset: number): number {
  let low = 0;
  let high = inserted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((inserted[middle]?.at ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  const last = inserted[low - 1];
  if (last === undefined) return offset;
  return Math.max(offset - last.total, last.at - (last.total - last.width));
}

function refusal(reason: string, offset: number): Error {
  if (reason.startsWith('nesting exceeded'))
    return new LimitExceeded(say`it nests deeper than ${limits.depth} levels`, offset);
  // Some reasons quote the text, which may be a secret's.
  const said = reason.replace(/(characters): .*/s, '$1').replaceAll(/ ".*"/gs, '');
  return new Unreadable(say`not valid YAML: ${said}`, offset);
}
