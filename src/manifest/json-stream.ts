import { say } from '../model/message.ts';
import { type FactCounts, hasRoom } from './fact-counts.ts';
import { type Effort, LimitExceeded, limits } from './limits.ts';
import { differs, emptyDraft, put } from './map-draft.ts';
import type { MapEntry, MapNode, Node, Scalar, SequenceNode } from './node.ts';
import { isPatchDirective } from './patch.ts';
import { goYamlScalar } from './scalar.ts';
import type { Source } from './source.ts';
import type { Tree } from './tree.ts';
import type { Note } from './tree-state.ts';
import { Unreadable } from './unreadable.ts';

/** One value of a stream and where the next one may begin. */
export interface JsonValue extends Tree {
  readonly end: number;
}

/** Where the next value of a JSON stream begins; -1 at its end. */
export function nextJsonValue(text: string, from: number): number {
  const at = skipSpace(text, from);
  return at < text.length ? at : -1;
}

/**
 * Reads the JSON value at `offset` as strictly as Go does, nodes and positions included.
 * @throws Unreadable with an offset into the source's text
 * @throws LimitExceeded
 */
export function readJsonValue(source: Source, offset: number, effort: Effort): JsonValue {
  const state: State = {
    source,
    text: source.text,
    at: offset,
    depth: 0,
    nodes: 0,
    path: [],
    notes: [],
    noteCounts: new Map(),
    effort,
    holdsPatch: false,
  };
  const root = readValue(state);
  return { root, notes: state.notes, hiddenBreaks: [], holdsPatch: state.holdsPatch, holdsAlias: false, end: state.at };
}

interface State {
  readonly source: Source;
  readonly text: string;
  at: number;
  depth: number;
  nodes: number;
  readonly path: (string | number)[];
  readonly notes: Note[];
  readonly noteCounts: FactCounts;
  readonly effort: Effort;
  holdsPatch: boolean;
}

function readValue(state: State): Node {
  state.nodes += 1;
  if (state.nodes > limits.separators)
    throw new LimitExceeded(say`the value has more than the ${limits.separators} parts that are read`, state.at);
  switch (state.text[state.at]) {
    case '{':
      return nested(state, readObject);
    case '[':
      return nested(state, readArray);
    case '"':
      return scalar(state, state.at, readString(state));
    default:
      return readWord(state);
  }
}

function nested(state: State, read: (state: State) => Node): Node {
  if (state.depth >= limits.depth) throw new LimitExceeded(say`it nests deeper than ${limits.depth} levels`, state.at);
  state.depth += 1;
  const node = read(state);
  state.depth -= 1;
  return node;
}

function readObject(state: State): MapNode {
  const offset = state.at;
  const draft = emptyDraft();
  for (let more = open(state, '}'); more; more = separated(state, '}')) readEntry(state, draft);
  return { kind: 'map', source: state.source, offset, entries: draft.entries };
}

function readEntry(state: State, draft: ReturnType<typeof emptyDraft>): void {
  const keyOffset = state.at;
  if (state.text[state.at] !== '"') throw unexpected(state, 'a quoted key');
  const key = readString(state);
  if (isPatchDirective(key)) state.holdsPatch = true;
  state.at = skipSpace(state.text, state.at);
  if (state.text[state.at] !== ':') throw unexpected(state, 'a colon');
  state.at = skipSpace(state.text, state.at + 1);
  state.path.push(key);
  const entry = { key, source: state.source, keyOffset, value: readValue(state) };
  const earlier = put(draft, entry);
  if (earlier !== undefined) noteTwice(state, entry, earlier);
  state.path.pop();
}

function noteTwice(state: State, entry: MapEntry, earlier: MapEntry): void {
  const isOther = differs(entry.value, earlier.value, state.effort);
  if (!hasRoom(state.noteCounts, { fact: 'duplicate-key', differs: isOther })) return;
  state.notes.push({
    fact: 'duplicate-key',
    at: entry.keyOffset,
    because: earlier.keyOffset,
    path: [...state.path],
    differs: isOther,
  });
}

function readArray(state: State): SequenceNode {
  const offset = state.at;
  const items: Node[] = [];
  for (let more = open(state, ']'); more; more = separated(state, ']')) {
    state.path.push(items.length);
    items.push(readValue(state));
    state.path.pop();
  }
  return { kind: 'sequence', source: state.source, offset, items };
}

/** Steps over the opening bracket; false where the closing one follows at once. */
function open(state: State, close: '}' | ']'): boolean {
  state.at = skipSpace(state.text, state.at + 1);
  if (state.text[state.at] !== close) return true;
  state.at += 1;
  return false;
}

/** Steps over a comma (true) or over the closing bracket (false). */
function separated(state: State, close: '}' | ']'): boolean {
  const at = skipSpace(state.text, state.at);
  state.at = at;
  if (state.text[at] !== close && state.text[at] !== ',') throw unexpected(state, `a comma or ${close}`);
  state.at = state.text[at] === ',' ? skipSpace(state.text, at + 1) : at + 1;
  return state.text[at] === ',';
}

function readString(state: State): string {
  const start = state.at;
  let end = state.text.indexOf('"', start + 1);
  while (end >= 0 && isEscaped(state.text, end, start)) end = state.text.indexOf('"', end + 1);
  if (end < 0) throw unexpected(state, 'a closing quote');
  state.at = end + 1;
  const inner = state.text.slice(start + 1, end);
  if (!/\\|[^ -\uffff]/.test(inner)) return inner;
  try {
    return JSON.parse(`"${inner}"`) as string; // a quoted text is a string wherever it parses
  } catch {
    // Whatever is wrong with it, an escape or a control character, the place to look at is the string.
    state.at = start;
    throw unexpected(state, 'a JSON string');
  }
}

function isEscaped(text: string, at: number, start: number): boolean {
  let before = at - 1;
  while (before > start && text.charCodeAt(before) === 0x5c) before -= 1;
  return (at - before) % 2 === 0;
}

const word = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;

function readWord(state: State): Node {
  word.lastIndex = state.at;
  const found = word.exec(state.text)?.[0];
  if (found === undefined) throw unexpected(state, 'a value');
  const offset = state.at;
  state.at += found.length;
  const value = goYamlScalar(found);
  if (typeof value !== 'string') return scalar(state, offset, value);
  throw new Unreadable(say`not valid JSON: a number is out of range`, offset);
}

const scalar = (state: State, offset: number, value: Scalar): Node => ({
  kind: 'scalar',
  source: state.source,
  offset,
  value,
});

function skipSpace(text: string, from: number): number {
  let at = from;
  for (
    let code = text.charCodeAt(at);
    code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
    code = text.charCodeAt(at)
  )
    at += 1;
  return at;
}

const unexpected = (state: State, wanted: string): Unreadable =>
  state.at >= state.text.length
    ? new Unreadable(say`not valid JSON: the file ends where ${wanted} should stand`, state.at)
    : new Unreadable(say`not valid JSON: ${wanted} should stand here`, state.at);
