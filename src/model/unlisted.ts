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
