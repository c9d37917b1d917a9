import { say } from '../model/message.ts';
import { hasRoom } from './fact-counts.ts';
import { LimitExceeded, limits } from './limits.ts';
import { differs, emptyDraft, has, type MapDraft, put } from './map-draft.ts';
import type { MapEntry, MapNode, Node } from './node.ts';
import type { Note, State } from './tree-state.ts';
import { Unreadable } from './unreadable.ts';

/** A map while its pairs are read. */
export interface MapReading {
  readonly draft: MapDraft;
  /** The keys that the map itself writes; kept from its first merge key on, before that it is all of them. */
  explicit: Set<string> | undefined;
  readonly merges: MapNode[];
}

export const emptyReading = (): MapReading => ({ draft: emptyDraft(), explicit: undefined, merges: [] });

/** Takes a pair that the map itself writes; of the same key twice the last stays, and that is noted. */
export function add(state: State, reading: MapReading, entry: MapEntry): void {
  const isAgain = reading.explicit === undefined || reading.explicit.has(entry.key);
  reading.explicit?.add(entry.key);
  const earlier = put(reading.draft, entry);
  if (earlier !== undefined && isAgain) note(state, 'duplicate-key', entry, earlier);
}

/** Later writes win in kubectl's decoder, so a merge key overrides what stands before it; in a list, the first map wins. */
export function merge(
  state: State,
  reading: MapReading,
  pair: { readonly value: Node; readonly keyOffset: number },
): void {
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

/** The entries of a map whose pairs are all read. */
export function finished(state: State, reading: MapReading): readonly MapEntry[] {
  for (const map of reading.merges) fill(state, reading, map);
  return reading.draft.entries;
}

/** Kustomize's reading: what the map itself says stays, and the first map that has a key gives it. */
function fill(state: State, reading: MapReading, map: MapNode): void {
  charge(state, map, map.offset);
  for (const entry of map.entries) if (!has(reading.draft, entry.key)) put(reading.draft, entry);
}

function charge(state: State, map: MapNode, offset: number): void {
  state.effort.mergedEntries -= map.entries.length;
  if (state.effort.mergedEntries < 0)
    throw new LimitExceeded(say`merge keys copy more than ${limits.mergedEntries} entries`, offset - state.offset);
}

function note(state: State, fact: Note['fact'], entry: MapEntry, earlier: MapEntry): void {
  const isOther = differs(entry.value, earlier.value, state.effort);
  if (!hasRoom(state.noteCounts, { fact, differs: isOther })) return;
  state.notes.push({
    fact,
    at: entry.keyOffset,
    because: earlier.keyOffset,
    path: fact === 'duplicate-key' ? [...state.path] : [...state.path.slice(0, -1), entry.key],
    differs: isOther,
  });
}
