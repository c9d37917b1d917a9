import type { Question } from '../analyse.ts';
import type { Judgement } from '../judgement.ts';
import type { Lane } from './lane.ts';

export interface Waiting {
  readonly question: Question;
  readonly settle: PromiseWithResolvers<Judgement>;
}

/** Whose lane has been busy with one question for longer goes to another: it is not to wait for somebody's bomb. */
export const patienceMs = 2_000;

/** How many repositories keep their place. */
const maxHomes = 10_000;

/** Who waits for which lane: a repository stays with the process that remembers it, as long as that answers in time. */
export class WaitingRoom {
  readonly #waiting: Waiting[] = [];
  // A map's order is that of insertion: the longest unused come first.
  readonly #homes = new Map<number, Lane>();
  readonly #tenants = new Map<Lane, number>();
  /** The repository that each lane has served last. */
  readonly #served = new Map<Lane, number>();

  get size(): number {
    return this.#waiting.length;
  }

  /** How many repositories stay with the lane. */
  tenants(lane: Lane): number {
    return this.#tenants.get(lane) ?? 0;
  }

  add(waiting: Waiting): void {
    this.#waiting.push(waiting);
  }

  /** Who has many questions waits for the others, not they for all of these. */
  nextFor(lane: Lane): Waiting | undefined {
    const welcome = this.#waiting.filter(({ question }) => this.#isWelcome(question.repositoryId, lane));
    const next = welcome.find(({ question }) => question.repositoryId !== this.#served.get(lane)) ?? welcome[0];
    if (next === undefined) return undefined;
    this.#waiting.splice(this.#waiting.indexOf(next), 1);
    this.#settle(next.question.repositoryId, lane);
    return next;
  }

  #isWelcome(repositoryId: number, lane: Lane): boolean {
    const home = this.#homes.get(repositoryId);
    return home === undefined || home === lane || (home.busyMs ?? 0) > patienceMs;
  }

  #settle(repositoryId: number, lane: Lane): void {
    this.#served.set(lane, repositoryId);
    this.#leave(repositoryId);
    this.#homes.set(repositoryId, lane);
    this.#tenants.set(lane, this.tenants(lane) + 1);
    for (const oldest of this.#homes.keys()) {
      if (this.#homes.size <= maxHomes) break;
      this.#leave(oldest);
    }
  }

  #leave(repositoryId: number): void {
    const home = this.#homes.get(repositoryId);
    if (home === undefined) return;
    this.#homes.delete(repositoryId);
    this.#tenants.set(home, this.tenants(home) - 1);
  }
}
