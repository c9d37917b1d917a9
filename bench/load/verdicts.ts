import type { GitHubProcess } from './processes.ts';
import { sendAll, type Webhook } from './webhooks.ts';

/** What happened to the pull requests that were announced; all in milliseconds, sorted. */
export interface Verdicts {
  /** From the moment at which the webhook was due to the end of the check run. */
  readonly latencies: readonly number[];
  /** From the first request about a pull request to the last. */
  readonly jobs: readonly number[];
  /** From the first webhook to the last verdict. */
  readonly spanMs: number;
}

interface Life {
  begun?: number;
  judged?: number;
  ended?: number;
}

/** The lives of pull requests, as the fake GitHub sees them. */
export class Observer {
  readonly #github: GitHubProcess;
  readonly #lives = new Map<string, Life>();

  constructor(github: GitHubProcess) {
    this.#github = github;
  }

  /** Announces pull requests on schedule, and resolves when each has its verdict. */
  async judged(
    to: { readonly url: string } | readonly string[],
    webhooks: readonly Webhook[],
    { perSecond, withinMs = 300_000 }: { readonly perSecond: number; readonly withinMs?: number },
  ): Promise<Verdicts> {
    const began = Date.now();
    const { acknowledged } = await sendAll('url' in to ? to.url : to, webhooks, { perSecond });
    if (acknowledged.length < webhooks.length) throw new Error('webhooks were refused');
    await this.#all(webhooks, withinMs);
    const lives = webhooks.map(({ headSha }, index) => {
      const { judged = 0 } = this.#lives.get(headSha) ?? {};
      return { due: began + (index * 1000) / perSecond, judged };
    });
    return {
      latencies: sorted(lives.map(({ due, judged }) => judged - due)),
      jobs: this.jobs(),
      spanMs: Math.max(...lives.map(({ judged }) => judged)) - began,
    };
  }

  /** How long each took that was begun and judged so far. */
  jobs(): readonly number[] {
    const ended = [...this.#lives.values()].filter(({ judged }) => judged !== undefined);
    return sorted(ended.map(({ begun = 0, ended: end = 0 }) => end - begun));
  }

  isJudged(headSha: string): boolean {
    return this.#lives.get(headSha)?.judged !== undefined;
  }

  async #all(webhooks: readonly Webhook[], withinMs: number): Promise<void> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      await this.look();
      const missing = webhooks.filter(({ headSha }) => !this.isJudged(headSha));
      if (missing.length === 0) return;
      if (Date.now() > deadline) throw new Error(`${missing.length} of ${webhooks.length} were not judged in time`);
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  async look(): Promise<void> {
    for (const { headSha, at, what } of await this.#github.observe()) {
      const life = this.#lives.get(headSha) ?? {};
      this.#lives.set(headSha, life);
      if (what === 'ended') life.ended = at;
      else life[what] ??= at;
    }
  }
}

const sorted = (numbers: number[]): readonly number[] => numbers.sort((a, b) => a - b);
