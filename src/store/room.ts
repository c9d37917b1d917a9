import type { Received } from './inbox.ts';

/** How many more works may come until those that wait are to be counted again. */
export interface Room {
  isUsedUp(): boolean;
  /** So many wait now. */
  counted(waiting: number): void;
  take(works: number): void;
}

/**
 * Counting looks at every work that waits, so it is done once for a fiftieth of `limit`: that much is what each of
 * several processes may let in over it.
 */
export function roomUpTo(limit: number): Room {
  let left = 0;
  return {
    isUsedUp: () => left <= 0,
    counted: (waiting) => {
      left = Math.min(limit - waiting, Math.ceil(limit / 50));
    },
    take: (works) => {
      left -= works;
    },
  };
}

export const worksIn = (all: readonly Received[]): number => all.reduce((sum, { works }) => sum + works.length, 0);
