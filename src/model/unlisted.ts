import { everywhere, intersectCidrs, oddityOf } from './cidr.ts';
import type { Placed } from './source.ts';

/** Clients that stand in no manifest: those whom another object or a cloud's own settings admit. */
export const unlisted = (whose: string, { at }: Placed<unknown>): Placed<string> => ({
  value: `${thoseOf}${whose}`,
  at,
});
const thoseOf = 'those of ';
export const isUnlisted = (source: string): boolean => source.startsWith(thoseOf);
/** Whose clients an unlisted source stands for. */
export const namedBy = (source: string): string => source.slice(thoseOf.length);

/**
 * Who passes both lists. What no manifest lists may hold anybody, so together with another list it is a text of its own
 * that compares with nothing else; nobody is not everybody.
 */
export function passingBoth(one: readonly string[], other: readonly string[]): readonly string[] {
  if (one.length === 0 || one === everywhere) return other;
  if (other.length === 0 || other.join() === one.join()) return one;
  const lists = [one, other];
  if (lists.every(isReadable)) {
    const both = intersectCidrs(one, other);
    return both.length > 0 ? both : [`${thoseOf}nobody`];
  }
  return [`${thoseOf}${lists.map(called).sort().join(' within ')}`];
}

const isReadable = (list: readonly string[]): boolean => list.every((text) => oddityOf(text) !== 'no-cidr');

const called = (list: readonly string[]): string =>
  list.map((text) => (isUnlisted(text) ? namedBy(text) : text)).join(' or ');
