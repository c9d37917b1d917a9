import {
  type AliasEvent,
  EVENT_ID,
  getScalarValue,
  type MappingEvent,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';
import { say } from '../model/message.ts';
import type { Events } from './events.ts';
import { LimitExceeded, limits } from './limits.ts';
import { type Budget, comparisons, differs, emptyDraft, has, type MapDraft, put } from './map-draft.ts';
import type { MapEntry, MapNode, Node, Scalar, ScalarNode } from './node.ts';
import { isPatchDirective } from './patch.ts';
import type { Repeated } from './repeated.ts';
import { goYamlScalar, keyText, taggedScalar } from './scalar.ts';
import type { Source } from './source.ts';
import { shortTag } from './tag.ts';
import { Unreadable } from './unreadable.ts';

/** The keys and indices from a document's root to a value. */
export type Path = readonly (string | number)[];

/** Something that two keys of one map tell; offsets count in the source. */
export interface Note {
  readonly fact: 'duplicate-key' | 'ambiguous-yaml';
  readonly at: number;
  readonly because: number;
  readonly path: Path;
  readonly differs: boolean;
}

export interface Tree {
  readonly root: Node;
  readonly notes: readonly Note[];
  /** Where keys and values begin, with their paths; empty unless `starts` was asked for. */
  readonly starts: ReadonlyMap<number, Path>;
  /** True where a key somewhere is a directive of a strategic merge patch. */
  readonly holdsPatch: boolean;
}

/** Where a document stands and how its text is read. */
export interface Placement {
  readonly source: Source;
  /** Of the document's first character in the source. */
  readonly offset: number;
  /** True where the parser saw other text than the events' `text` says, see template.ts. */
  readonly masked: boolean;
  /** kubectl lets a merge key override what stands before it, Kustomize never. */
  readonly mergeKeys: 'override' | 'fill';
  readonly starts: boolean;
  readonly words: Repeated;
}

/**
 * Events to nodes, as go-yaml decodes them: merge keys applied, the last of duplicate keys kept, aliases shared.
 * @throws Unreadable where kubectl refuses the value although it is YAML
 * @throws LimitExceeded
 */
export function buildTree(events: Events, placement: Placement): Tree {
  const state: State = {
    ...events,
    ...placement,
    next: 1,
    here: placement.offset,
    anchors: new Map(),
    anchorCount: 0,
    aliasCount: 0,
    mergedCount: 0,
    budget: comparisons(),
    path: [],
    notes: [],
    startsAt: new Map(),
    holdsPatch: false,
  };
  const root = readNode(state);
  return { root, notes: state.notes, starts: state.startsAt, holdsPatch: state.holdsPatch };
}

interface State extends Events, Placement {
  /** The index of the next event; the first opens the document. */
  next: number;
  /** Where the last key or value began: the place of a value that is not written. */
  here: number;
  readonly anchors: Map<string, Node | 'open'>;
  anchorCount: number;
  aliasCount: number;
  mergedCount: number;
  readonly budget: Budget;
  readonly path: (string | number)[];
  readonly notes: Note[];
  readonly startsAt: Map<number, Path>;
  holdsPatch: boolean;
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
  if (node === undefined) throw new Unreadable(say`unknown anchor ${name}`, offset);
  if (node === 'open') throw new Unreadable(say`anchor ${name} contains itself`, offset);
  state.aliasCount += 1;
  if (state.aliasCount > limits.aliases)
    throw new LimitExceeded(say`it has more than ${limits.aliases} aliases`, offset);
  state.here = state.offset + offset;
  return node;
}

function readScalar(state: State, event: ScalarEvent): ScalarNode {
  const offset = scalarOffset(state, event);
  state.here = offset;
  if (state.starts) state.startsAt.set(offset, [...state.path]);
  const value = scalarValue(state, event);
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new Unreadable(say`JSON has no number for ${textOf(state, event)}`, offset - state.offset);
  return { kind: 'scalar', source: state.source, offset, value };
}

/** Of the quote, of a plain value's first character, of a block's first line; of what stands before it where it is empty. */
function scalarOffset(state: State, event: ScalarEvent): number {
  if (event.valueStart < 0) {
    const property = event.tagStart >= 0 ? event.tagStart : event.anchorStart - 1;
    return property >= 0 ? state.offset + state.original(property) : state.here;
  }
  const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  let at = quoted ? event.valueStart - 1 : event.valueStart;
  if (event.style >= SCALAR_STYLE.LITERAL_BLOCK)
    while (at < event.valueEnd && isSpace(state.text.charCodeAt(at))) at += 1;
  return state.offset + state.original(at);
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d;

function scalarValue(state: State, event: ScalarEvent): Scalar {
  const text = textOf(state, event);
  if (event.tagStart >= 0) return tagged(state, event, text);
  return event.style === SCALAR_STYLE.PLAIN ? goYamlScalar(text) : text;
}

function tagged(state: State, event: ScalarEvent, text: string): Scalar {
  const tag = shortTag(state.text.slice(event.tagStart, event.tagEnd));
  const value = taggedScalar(tag, text);
  if (value === undefined) throw new Unreadable(say`${text} is no ${tag}`, state.original(event.tagStart));
  return value;
}

/** `fast` says that the text is the value, which does not hold of the quotes behind a mask. */
const textOf = (state: State, event: ScalarEvent): string => {
  if (!event.fast) return getScalarValue(state.text, event);
  if (!state.masked || event.style === SCALAR_STYLE.PLAIN)
    return state.words.take(state.text, event.valueStart, event.valueEnd);
  return getScalarValue(state.text, { ...event, fast: false });
};

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
  const reading: MapReading = { draft: emptyDraft(), explicit: undefined, merges: [] };
  state.here = offset;
  while (state.events[state.next]?.type !== EVENT_ID.POP) readPair(state, reading);
  state.next += 1;
  if (state.mergeKeys === 'fill') for (const merge of reading.merges) fill(state, reading, merge);
  return { kind: 'map', source: state.source, offset, entries: exact(reading.draft.entries) };
}

// An array that grew has room for a dozen more, and most maps have three entries.
const exact = <T>(grown: readonly T[]): readonly T[] => grown.slice();

interface MapReading {
  readonly draft: MapDraft;
  /** The keys that the map itself writes; kept from its first merge key on, before that it is all of them. */
  explicit: Set<string> | undefined;
  readonly merges: MapNode[];
}

function readPair(state: State, reading: MapReading): void {
  const event = state.events[state.next];
  const merges = event?.type === EVENT_ID.SCALAR && isMergeKey(state, event);
  const { key, keyOffset } = readKey(state);
  state.path.push(key);
  const value = readNode(state);
  if (merges) merge(state, reading, { value, keyOffset });
  else add(state, reading, { key, source: state.source, keyOffset, value });
  state.path.pop();
}

function isMergeKey(state: State, event: ScalarEvent): boolean {
  if (event.valueEnd - event.valueStart !== 2 || state.text.slice(event.valueStart, event.valueEnd) !== '<<')
    return false;
  if (event.tagStart >= 0) return shortTag(state.text.slice(event.tagStart, event.tagEnd)) === 'merge';
  return event.style === SCALAR_STYLE.PLAIN;
}

function readKey(state: State): { readonly key: string; readonly keyOffset: number } {
  const event = state.events[state.next];
  if (event?.type === EVENT_ID.SCALAR) return scalarKey(state, event);
  const node = readNode(state);
  if (node.kind !== 'scalar')
    throw new Unreadable(say`a map's key cannot be a ${node.kind}`, node.offset - state.offset);
  return { key: checkedKey(state, node.value, String(node.value)), keyOffset: state.here };
}

function scalarKey(state: State, event: ScalarEvent): { readonly key: string; readonly keyOffset: number } {
  state.next += 1;
  const offset = scalarOffset(state, event);
  state.here = offset;
  const value = scalarValue(state, event);
  if (event.anchorStart >= 0) anchored(state, event, { kind: 'scalar', source: state.source, offset, value });
  const key = typeof value === 'string' ? value : checkedKey(state, value, textOf(state, event));
  if (state.starts) state.startsAt.set(offset, [...state.path, key]);
  if (isPatchDirective(key)) state.holdsPatch = true;
  return { key, keyOffset: offset };
}

function checkedKey(state: State, value: Scalar, text: string): string {
  const key = typeof value === 'string' ? value : keyText(value, text);
  if (key === undefined) throw new Unreadable(say`a map's key cannot be null`, state.here - state.offset);
  return key;
}

function add(state: State, reading: MapReading, entry: MapEntry): void {
  const isAgain = reading.explicit === undefined || reading.explicit.has(entry.key);
  reading.explicit?.add(entry.key);
  const earlier = put(reading.draft, entry);
  if (earlier !== undefined && isAgain) note(state, 'duplicate-key', entry, earlier);
}

/** Later writes win in kubectl's decoder, so a merge key overrides what stands before it; in a list, the first map wins. */
function merge(state: State, reading: MapReading, pair: { readonly value: Node; readonly keyOffset: number }): void {
  reading.explicit ??= new Set(reading.draft.entries.map((entry) => entry.key));
  const maps = mergedMaps(state, pair);
  if (state.mergeKeys === 'fill') {
    reading.merges.push(...maps);
    return;
  }
  for (const map of maps.toReversed()) {
    charge(state, map, pair.keyOffset);
    for (const entry of map.entries) {
      const earlier = put(reading.draft, entry);
      if (earlier !== undefined && reading.explicit.has(entry.key))
        note(state, 'ambiguous-yaml', { ...entry, keyOffset: pair.keyOffset }, earlier);
    }
  }
}

function mergedMaps(
  state: State,
  { value, keyOffset }: { readonly value: Node; readonly keyOffset: number },
): readonly MapNode[] {
  const maps = value.kind === 'sequence' ? value.items : [value];
  if (maps.every((map) => map.kind === 'map')) return maps;
  throw new Unreadable(say`a merge key takes a map or a list of maps`, keyOffset - state.offset);
}

/** Kustomize's reading: what the map itself says stays, and the first map that has a key gives it. */
function fill(state: State, reading: MapReading, map: MapNode): void {
  charge(state, map, map.offset);
  for (const entry of map.entries) if (!has(reading.draft, entry.key)) put(reading.draft, entry);
}

function charge(state: State, map: MapNode, offset: number): void {
  state.mergedCount += map.entries.length;
  if (state.mergedCount > limits.mergedEntries)
    throw new LimitExceeded(say`merge keys copy more than ${limits.mergedEntries} entries`, offset - state.offset);
}

function note(state: State, fact: Note['fact'], entry: MapEntry, earlier: MapEntry): void {
  if (state.notes.length >= limits.facts) return;
  state.notes.push({
    fact,
    at: entry.keyOffset,
    because: earlier.keyOffset,
    path: fact === 'duplicate-key' ? [...state.path] : [...state.path.slice(0, -1), entry.key],
    differs: differs(entry.value, earlier.value, state.budget),
  });
}
