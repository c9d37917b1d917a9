import { BudgetSpent } from './value.ts';

/** What one render may take, in all its templates together. */
export interface Limits {
  /** Nodes evaluated and values looked at. */
  readonly steps: number;
  /** Characters printed, and put together on the way, in UTF-16 code units. */
  readonly characters: number;
  /** Blocks (1), parentheses (2) and templates (3) inside each other, each counted by what it takes of the stack. */
  readonly depth: number;
}

/**
 * Over two hundred public charts, the most was 92,000 steps, 1.8 million characters and a depth of 31; but for one that
 * prints all that it knows into a key, in 1.2 million steps. Three million take some half a second. The depth is about
 * half of what JavaScript's stack of 1 MB has room for: 200 templates that include each other.
 */
export const defaultLimits: Limits = { steps: 3_000_000, characters: 64_000_000, depth: 600 };

/** Counts the work of one render down. */
export class Budget {
  readonly #limits: Limits;
  #steps: number;
  #characters: number;
  #depth = 0;

  constructor(limits: Limits = defaultLimits) {
    this.#limits = limits;
    this.#steps = limits.steps;
    this.#characters = limits.characters;
  }

  /** One unit is about one node, one value or 64 characters. */
  spend(units: number): void {
    this.#steps -= units;
    if (this.#steps < 0) throw new BudgetSpent(`more than ${this.#limits.steps} steps`);
  }

  print(characters: number): void {
    this.#characters -= characters;
    if (this.#characters < 0) throw new BudgetSpent(`more than ${this.#limits.characters} characters`);
  }

  enter(depth: number): void {
    this.#depth += depth;
    if (this.#depth > this.#limits.depth) throw new BudgetSpent('templates and blocks too deep inside each other');
  }

  leave(depth: number): void {
    this.#depth -= depth;
  }

  /** A render that was broken off has left nothing. */
  start(): void {
    this.#depth = 0;
  }
}
