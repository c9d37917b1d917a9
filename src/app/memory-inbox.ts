import { type Work, workKey } from './events.ts';
import { type Handler, type Inbox, ShuttingDown, Superseded } from './inbox.ts';
import type { QueueState } from './metrics.ts';
import { RetryLater } from './retry-later.ts';

export interface MemoryInboxOptions {
  readonly concurrency?: number;
  readonly attempts?: number;
  /** How long to wait after attempt 1, 2, …; used where the error does not say. */
  readonly backoffMs?: (attempt: number) => number;
  readonly log?: (message: string, facts: Readonly<Record<string, string | number>>) => void;
}

interface Job {
  readonly key: string;
  readonly work: Work;
  readonly attempt: number;
  readonly since: number;
}

interface Running extends Job {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** Soon at first, for a replica that lags; then as long as an outage of GitHub usually takes. */
const patience = [5_000, 30_000, 120_000, 600_000];
const growing = (attempt: number): number => patience[attempt - 1] ?? 600_000;

/** An inbox that the end of the process empties. */
export class MemoryInbox implements Inbox {
  readonly #options: Required<MemoryInboxOptions>;
  /** By key, in the order of arrival. */
  readonly #waiting = new Map<string, Job>();
  readonly #running = new Map<string, Running>();
  readonly #retries = new Map<string, { readonly job: Job; readonly timer: NodeJS.Timeout }>();
  readonly #idlers: (() => void)[] = [];
  #handler: Handler | undefined;
  #stopped = false;
  /** The installation that was served last. */
  #served = -1;

  constructor(options: MemoryInboxOptions = {}) {
    this.#options = { concurrency: 4, attempts: 5, backoffMs: growing, log: () => {}, ...options };
  }

  async add(work: Work): Promise<void> {
    if (this.#stopped) throw new ShuttingDown('the inbox is closed');
    this.#add(work);
  }

  state(): QueueState {
    const oldest = Math.min(...[...this.#waiting.values()].map(({ since }) => since));
    return {
      waiting: this.#waiting.size + this.#retries.size,
      active: this.#running.size,
      dead: 0,
      oldestMs: this.#waiting.size === 0 ? 0 : Date.now() - oldest,
    };
  }

  start(handler: Handler): void {
    this.#handler = handler;
    this.#pump();
  }

  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idlers.push(resolve);
      this.#pump();
    });
  }

  async stop({ graceMs }: { readonly graceMs: number }): Promise<void> {
    this.#stopped = true;
    for (const key of Array.from(this.#retries.keys())) this.#takeRetry(key);
    const timer = setTimeout(() => {
      for (const { abort } of this.#running.values()) abort.abort(new ShuttingDown('the process ends'));
    }, graceMs);
    await Promise.all([...this.#running.values()].map(({ done }) => done));
    clearTimeout(timer);
  }

  #add(work: Work): void {
    const key = workKey(work);
    const before = this.#waiting.get(key) ?? this.#takeRetry(key);
    const all = before === undefined ? work : together(before.work, work);
    this.#waiting.set(key, { key, work: all, attempt: 1, since: Date.now() });
    const running = this.#running.get(key);
    if (running !== undefined && isNewer(work, running.work))
      running.abort.abort(new Superseded('a newer head arrived'));
    this.#pump();
  }

  #takeRetry(key: string): Job | undefined {
    const retry = this.#retries.get(key);
    clearTimeout(retry?.timer);
    this.#retries.delete(key);
    return retry?.job;
  }

  #pump(): void {
    while (this.#handler !== undefined && !this.#stopped && this.#running.size < this.#options.concurrency) {
      const job = this.#choose();
      if (job === undefined) break;
      this.#waiting.delete(job.key);
      this.#served = job.work.installationId;
      this.#run(job, this.#handler);
    }
    const left = this.#running.size + this.#waiting.size + this.#retries.size;
    if (left === 0) for (const resolve of this.#idlers.splice(0)) resolve();
  }

  /** The oldest job of the installation whose turn it is: a noisy one waits for the others, not they for it. */
  #choose(): Job | undefined {
    const free = [...this.#waiting.values()].filter(({ key }) => !this.#running.has(key));
    const installations = [...new Set(free.map(({ work }) => work.installationId))].sort((a, b) => a - b);
    const turn = installations.find((id) => id > this.#served) ?? installations[0];
    return free.find(({ work }) => work.installationId === turn);
  }

  #run(job: Job, handler: Handler): void {
    const abort = new AbortController();
    const last = job.attempt >= this.#options.attempts;
    const done = handler(job.work, { signal: abort.signal, last, since: job.since })
      .then((next) => {
        for (const work of next) this.#add(work);
      })
      .catch((error: unknown) => this.#failed(job, error))
      .finally(() => {
        this.#running.delete(job.key);
        this.#pump();
      });
    this.#running.set(job.key, { ...job, abort, done });
  }

  #failed(job: Job, error: unknown): void {
    const { key, attempt } = job;
    const again = error instanceof RetryLater && attempt < this.#options.attempts && !this.#stopped;
    this.#options.log(again ? 'will try again' : 'gave up', { work: key, attempt, error: String(error) });
    // What waits is newer, and will be done anyway.
    if (!again || this.#waiting.has(key)) return;
    const next = { ...job, attempt: attempt + 1 };
    const timer = setTimeout(() => {
      this.#retries.delete(key);
      this.#waiting.set(key, next);
      this.#pump();
    }, error.retryAfterMs ?? this.#options.backoffMs(attempt));
    this.#retries.set(key, { job: next, timer });
  }
}

/** Of two works about the same thing, the newer one with what either of them asks for. */
const together = (older: Work, newer: Work): Work => ({
  ...newer,
  rerun: older.rerun || newer.rerun,
  retargeted: older.retargeted || newer.retargeted,
});

const isNewer = (work: Work, running: Work): boolean =>
  work.headSha !== undefined && running.headSha !== undefined && work.headSha !== running.headSha;
