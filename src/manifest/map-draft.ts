import type { Effort } from './limits.ts';
import type { MapEntry, Node } from './node.ts';

/** A map while it is read: one entry a key, in the order of first appearance. */
export interface MapDraft {
  readonly entries: MapEntry[];
  /** By key, once there are too many to look through. */
  index: Map<string, number> | undefined;
}

export const emptyDraft = (): MapDraft => ({ entries: [], index: undefined });

/** Sets the entry of its key and returns the one that it replaces. Linear over all keys of a map. */
export function put(draft: MapDraft, entry: MapEntry): MapEntry | undefined {
  const { entries } = draft;
  const at = find(draft, entry.key);
  const earlier = at < 0 ? undefined : entries[at];
  if (at >= 0) entries[at] = entry;
  else {
    draft.index?.set(entry.key, entries.length);
    entries.push(entry);
  }
  return earlier;
}

export const has = (draft: MapDraft, key: string): boolean => find(draft, key) >= 0;

const fewKeys = 12;

function find(draft: MapDraft, key: string): number {
  const { entries } = draft;
  if (entries.length <= fewKeys) {
    for (let at = 0; at < entries.length; at += 1) if (entries[at]?.key === key) return at;
    return -1;
  }
  draft.index ??= new Map(entries.map((entry, at) => [entry.key, at]));
  return draft.index.get(key) ?? -1;
}

type Budget = Pick<Effort, 'comparedNodes'>;

/** Whether two values differ for Kubernetes; said to where the budget, which aliases can exhaust, does not suffice to tell. */
export function differs(a: Node, b: Node, budget: Budget): boolean {
  if (a === b) return false;
  budget.comparedNodes -= 1;
  if (budget.comparedNodes < 0 || a.kind !== b.kind) return true;
  if (a.kind === 'scalar') return b.kind !== 'scalar' || a.value !== b.value;
  if (a.kind === 'sequence')
    return (
      b.kind !== 'sequence' ||
      a.items.length !== b.items.length ||
      a.items.some((item, at) => itemDiffers(item, b.items[at], budget))
    );
  return b.kind !== 'map' || entriesDiffer(a.entries, b.entries, budget);
}

const itemDiffers = (item: Node, other: Node | undefined, budget: Budget): boolean =>
  other === undefined || differs(item, other, budget);

function entriesDiffer(a: readonly MapEntry[], b: readonly MapEntry[], budget: Budget): boolean {
  if (a.length !== b.length || a.length > budget.comparedNodes) return true;
  budget.comparedNodes -= a.length;
  const others = new Map(b.map((entry) => [entry.key, entry.value]));
  return a.some(({ key, value }) => itemDiffers(value, others.get(key), budget));
}
