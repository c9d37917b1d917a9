import { mulberry32 } from '../../test/support/mulberry32.ts';

/** Chance that can be repeated: the same seed gives the same answers on every machine. */
export interface Random {
  /** A whole number from 0 up to, without, `below`. */
  int(below: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
}

/** @param seeds mixed together, so that each file of a run has its own sequence */
export function random(...seeds: readonly number[]): Random {
  const next = mulberry32(seeds.reduce((sum, seed) => Math.imul(sum ^ seed, 0x9e3779b1) + 0x7f4a7c15, 0x243f6a88));
  const int = (below: number): number => Math.floor(next() * below);
  return {
    int,
    chance: (probability) => next() < probability,
    pick: (list) => list[int(list.length)] ?? list[0],
  };
}
