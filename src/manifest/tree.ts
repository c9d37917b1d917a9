import { type AliasEvent, EVENT_ID, type MappingEvent, type ScalarEvent, type SequenceEvent } from 'js-yaml';
import { say } from '../model/message.ts';
import type { Events } from './events.ts';
import { noteHiddenBreak } from './hidden-breaks.ts';
import { LimitExceeded, limits } from './limits.ts';
import { add, emptyReading, finished, type MapReading, merge } from './map-reading.ts';
import type { MapNode, Node, Scalar, ScalarNode } from './node.ts';
import { isPatchDirective } from './patch.ts';
import { keyText } from './scalar.ts';
import { isMergeKey, keepsColon, scalarOffset, scalarValue, textOf } from './scalar-event.ts';
import type { HiddenBreak, Note, Placement, State } from './tree-state.ts';
import { Unreadable } from './unreadable.ts';

export interface Tree {
  readonly root: Node;
  readonly notes: readonly Note[];
  readonly hiddenBreaks: readonly HiddenBreak[];
  /** True where a key somewhere is a directive of a strategic merge patch. */
  readonly holdsPatch: boolean;
  /** True where a value stands in more than one place. */
  readonly holdsAlias: boolean;
}

/**
 * Events to nodes, as go-yaml decodes them: merge keys applied, the last of duplicate keys kept, aliases shared.
 * @throws Unreadable where kubectl refuses the value although it is YAML
 * @throws LimitExceeded
 */
export function buildTree(events: Events, placement: Placement): Tree {
  const state: State = {
    // Field by field: with spreads the object is a slow one, and every value of every file is read through it.
    events: events.events,
    text: events.text,
    like: events.like,
    original: events.original,
    trailing: events.trailing,
    source: placement.source,
    offset: placement.offset,
    masked: placement.masked,
    mergeKeys: placement.mergeKeys,
    hidesBreaks: placement.hidesBreaks,
    words: placement.words,
    effort: placement.effort,
    next: 1,
    here: placement.offset,
    anchors: new Map(),
    anchorCount: 0,
    aliasCount: 0,
    path: [],
    notes: [],
    noteCounts: new Map(),
    afterHiddenBreak: [],
    holdsPatch: false,
  };
  const root = readNode(state);
  return {
    root,
    notes: state.notes,
    hiddenBreaks: state.afterHiddenBreak,
    holdsPatch: state.holdsPatch,
    holdsAlias: state.aliasCount > 0,
  };
}

function readNode(state: State): Node {
  const event = state.events[state.next];
  state.next += 1;
  switch (event?.type) {
    case EVENT_ID.SCALAR:
      return anchored(state, event, readScalar(state, event));
    case EVENT_ID.ALIAS:
      return readAlias(state, event);
    case EVENT_ID.SEQUENCE:
      open(state, event);
      return anchored(state, event, readSequence(state, event));
    case EVENT_ID.MAPPING:
      open(state, event);
      return anchored(state, event, readMap(state, event));
    default:
      return { kind: 'scalar', source: state.source, offset: state.offset, value: null };
  }
}

type AnchorableEvent = ScalarEvent | SequenceEvent | MappingEvent;

/** Until its end is read, an anchor stands for something unfinished. */
function open(state: State, event: AnchorableEvent): void {
  if (event.anchorStart >= 0) state.anchors.set(state.text.slice(event.anchorStart, event.anchorEnd), 'open');
}

function anchored(state: State, event: AnchorableEvent, node: Node): Node {
  if (event.anchorStart < 0) return node;
  state.anchorCount += 1;
  if (state.anchorCount > limits.anchors)
    throw new LimitExceeded(say`it has more than ${limits.anchors} anchors`, state.original(event.anchorStart));
  state.anchors.set(state.text.slice(event.anchorStart, event.anchorEnd), node);
  return node;
}

function readAlias(state: State, event: AliasEvent): Node {
  const name = state.text.slice(event.anchorStart, event.anchorEnd);
  const node = state.anchors.get(name);
  const offset = state.original(event.anchorStart - 1);
  if (node === undefined) throw new Unreadable(say`unknown anchor`, offset);
  if (node === 'open') throw new Unreadable(say`anchor ${name} contains itself`, offset);
  state.aliasCount += 1;
  if (state.aliasCount > limits.aliases)
    throw new LimitExceeded(say`it has more than ${limits.aliases} aliases`, offset);
  state.here = state.offset + offset;
  if (state.hidesBreaks) noteHiddenBreak(state, state.here, state.path);
  return node;
}

function readScalar(state: State, event: ScalarEvent): ScalarNode {
  const offset = scalarOffset(state, event);
  state.here = offset;
  if (state.hidesBreaks) noteHiddenBreak(state, offset, state.path);
  const value = scalarValue(state, event);
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new Unreadable(say`JSON has no number for ${textOf(state, event)}`, offset - state.offset);
  return { kind: 'scalar', source: state.source, offset, value };
}

function readSequence(state: State, event: SequenceEvent): Node {
  const offset = state.offset + state.original(event.start);
  const items: Node[] = [];
  state.here = offset;
  while (state.events[state.next]?.type !== EVENT_ID.POP) {
    state.path.push(items.length);
    items.push(readNode(state));
    state.path.pop();
  }
  state.next += 1;
  return { kind: 'sequence', source: state.source, offset, items: exact(items) };
}

function readMap(state: State, event: MappingEvent): MapNode {
  const offset = state.offset + state.original(event.start);
  const reading = emptyReading();
  state.here = offset;
  while (state.events[state.next]?.type !== EVENT_ID.POP) readPair(state, reading);
  state.next += 1;
  return { kind: 'map', source: state.source, offset, entries: exact(finished(state, reading)) };
}

// An array that grew has room for a dozen more, and most maps have three entries.
const exact = <T>(grown: readonly T[]): readonly T[] => grown.slice();

function readPair(state: State, reading: MapReading): void {
  const event = state.events[state.next];
  const merges = event?.type === EVENT_ID.SCALAR && isMergeKey(state, event);
  const key = readKey(state);
  const keyOffset = state.here;
  state.path.push(key);
  const value = readNode(state);
  if (merges) merge(state, reading, { value, keyOffset });
  else add(state, reading, { key, source: state.source, keyOffset, value });
  state.path.pop();
}

/** The next key, which begins at `state.here`. */
function readKey(state: State): string {
  const event = state.events[state.next];
  if (event?.type === EVENT_ID.SCALAR) return scalarKey(state, event);
  const node = readNode(state);
  if (node.kind !== 'scalar')
    throw new Unreadable(say`a map's key cannot be a ${node.kind}`, node.offset - state.offset);
  return checkedKey(state, node.value, () => String(node.value));
}

function scalarKey(state: State, event: ScalarEvent): string {
  state.next += 1;
  const offset = scalarOffset(state, event);
  state.here = offset;
  const value = scalarValue(state, event);
  if (event.anchorStart >= 0) anchored(state, event, { kind: 'scalar', source: state.source, offset, value });
  const key = keyOf(state, event, value);
  if (state.hidesBreaks) noteHiddenBreak(state, offset, [...state.path, key]);
  if (isPatchDirective(key)) state.holdsPatch = true;
  return key;
}

function keyOf(state: State, event: ScalarEvent, value: Scalar): string {
  if (keepsColon(state, event)) return `${textOf(state, event)}:`;
  return typeof value === 'string' ? value : checkedKey(state, value, () => textOf(state, event));
}

function checkedKey(state: State, value: Scalar, text: () => string): string {
  const key = typeof value === 'string' ? value : keyText(value, text());
  if (key === undefined) throw new Unreadable(say`a map's key cannot be null`, state.here - state.offset);
  return key;
}
