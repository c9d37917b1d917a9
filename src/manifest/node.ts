import { say } from '../model/message.ts';
import type { Position } from '../model/source.ts';
import { LimitExceeded, limits } from './limits.ts';
import { positionIn, type Source } from './source.ts';

/** A value of a manifest with the place that it was read from. An alias is its anchor's node itself. */
export type Node = ScalarNode | MapNode | SequenceNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly source: Source;
  /** Into the source's text, in UTF-16 code units. */
  readonly offset: number;
  /** As Kubernetes reads it; a bigint where a 64-bit integer is past what a number holds exactly. */
  readonly value: Scalar;
}

export type Scalar = string | number | bigint | boolean | null;

export interface MapNode {
  readonly kind: 'map';
  readonly source: Source;
  readonly offset: number;
  /** Merge keys applied, the last of duplicate keys: one entry a key. */
  readonly entries: readonly MapEntry[];
}

export interface MapEntry {
  readonly key: string;
  readonly source: Source;
  readonly keyOffset: number;
  readonly value: Node;
}

export interface SequenceNode {
  readonly kind: 'sequence';
  readonly source: Source;
  readonly offset: number;
  readonly items: readonly Node[];
}

export const positionOf = (node: Node): Position => positionIn(node.source, node.offset);

export const keyPosition = (entry: MapEntry): Position => positionIn(entry.source, entry.keyOffset);

/** The value at `path`; undefined where a key is absent, its value is null, or something on the way is no map. */
export function field(node: Node | undefined, ...path: readonly string[]): Node | undefined {
  let at = node;
  for (const key of path) at = entry(at, key)?.value;
  return at?.kind === 'scalar' && at.value === null ? undefined : at;
}

/** The entry of `key`, whatever its value; undefined where `node` is no map or lacks it. */
export function entry(node: Node | undefined, key: string): MapEntry | undefined {
  if (node?.kind !== 'map') return undefined;
  for (const candidate of node.entries) if (candidate.key === key) return candidate;
  return undefined;
}

/** The items of a sequence; none where `node` is something else. */
export const items = (node: Node | undefined): readonly Node[] => (node?.kind === 'sequence' ? node.items : []);

/** The entries of a map; none where `node` is something else. */
export const entries = (node: Node | undefined): readonly MapEntry[] => (node?.kind === 'map' ? node.entries : []);

/** The value of a string scalar; undefined for a number, a boolean, null and everything else. */
export const text = (node: Node | undefined): string | undefined =>
  node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;

/** Any scalar but null as text: `30080` is "30080". */
export const scalarText = (node: Node | undefined): string | undefined =>
  node?.kind === 'scalar' && node.value !== null ? String(node.value) : undefined;

/**
 * The plain JSON value of a node; integers past 2^53 are rounded as JSON.parse does.
 * @throws LimitExceeded where aliases would make it unfold to more than `limits.valueNodes` nodes
 */
export function toValue(node: Node): unknown {
  const budget = { left: limits.valueNodes };
  return unfold(node, budget);
}

function unfold(node: Node, budget: { left: number }): unknown {
  budget.left -= 1;
  if (budget.left < 0) throw new LimitExceeded(say`aliases unfold to more than ${limits.valueNodes} values`);
  if (node.kind === 'scalar') return typeof node.value === 'bigint' ? Number(node.value) : node.value;
  if (node.kind === 'sequence') return node.items.map((item) => unfold(item, budget));
  const out: Record<string, unknown> = {};
  for (const { key, value } of node.entries) {
    // A plain assignment to `__proto__` would set the prototype and lose the key.
    if (key === '__proto__') Object.defineProperty(out, key, { value: unfold(value, budget), enumerable: true });
    else out[key] = unfold(value, budget);
  }
  return out;
}
