import type { TextFact } from '../model/fact.ts';
import { limits } from './limits.ts';

/**
 * Counts a fact, and answers whether it is still listed. Each sort has its own count: many harmless ones hide no other.
 */
export function hasRoom(counts: FactCounts, { fact, differs }: Pick<TextFact, 'fact' | 'differs'>): boolean {
  const sort = `${fact} ${differs}`;
  const count = (counts.get(sort) ?? 0) + 1;
  counts.set(sort, count);
  return count <= limits.facts;
}

/** How many there are of each sort so far. */
export type FactCounts = Map<string, number>;
