import type { Claim, Inbox, Received } from '../store/inbox.ts';
import { isNewer, workKey } from './events.ts';
import { type Handled, type Handler, ShuttingDown, Superseded } from './inbox.ts';
import { RetryLater } from './retry-later.ts';

export interface DispatcherOptions {
  readonly concurrency?: number;
  /** How many of these may be one installation's. */
  readonly share?: number;
  /** True while webhooks have to wait for what the process does already: little is begun then. */
  readonly isLate?: () => boolean;
  readonly attempts?: number;
  /** How long to wait after attempt 1, 2, …; used where the error does not say. */
  readonly backoffMs?: (attempt: number) => number;
  /** How often to look for what came due, or what another process has recorded. */
  readonly pollMs?: number;
  /** Of what an error says when it is kept for an operator. */
  readonly redact?: (text: string) => string;
  /** Told of each work that is given up. */
  readonly buried?: () => void;
  readonly log?: (message: string, facts: Readonly<Record<string, string | number>>) => void;
}

interface Running {
  readonly claim: Claim;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** Soon at first, for a replica that lags; then as long as an outage of GitHub usually takes. */
const patience = [5_000, 30_000, 120_000, 600_000];
const growing = (attempt: number): number => patience[attempt - 1] ?? 600_000;

/**
 * A work that was under way when a process died may be what killed it. After this many it is not tried again; fewer
 * would give up on what was only there when a node was drained.
 */
const maxCrashes = 10;

const defaults = {
  // Most of a work's time is waiting: for GitHub, for an analysis, and for the next write that GitHub allows. What an
  // installation may write in a minute is soon used up, and then its works wait for that, each in its place.
  concurrency: 12,
  share: 4,
  isLate: () => false,
  attempts: 5,
  backoffMs: growing,
  pollMs: 1_000,
  redact: (text) => text,
  buried: () => {},
  log: () => {},
} as const satisfies Required<DispatcherOptions>;

/** GitHub waits ten seconds for an answer, and a review may wait longer; but a little goes on at all times. */
const concurrencyWhenLate = 2;

/** Works off an inbox: so many at once, again where something failed, and none longer than a newer head allows. */
export class Dispatcher {
  readonly #inbox: Inbox;
  readonly #options: Required<DispatcherOptions>;
  readonly #running = new Map<string, Running>();
  #handler: Handler | undefined;
  #stopped = false;
  #timers: NodeJS.Timeout[] = [];
  /** One search for work at a time; asked for meanwhile, it is repeated. */
  #pumping: Promise<void> | undefined;
  #again = false;

  constructor(inbox: Inbox, options: DispatcherOptions = {}) {
    this.#inbox = inbox;
    this.#options = { ...defaults, ...options };
  }

  /** Resolves when all of it is recorded, not when it is done; false where the delivery was known. */
  async append(received: Received): Promise<boolean> {
    if (this.#stopped) throw new ShuttingDown('the inbox is closed');
    const isNew = await this.#inbox.append(received);
    if (!isNew) return false;
    for (const work of received.works) {
      const running = this.#running.get(workKey(work));
      if (running !== undefined && isNewer(work, running.claim.work)) overtake(running);
    }
    const busy = new Set(this.#busy());
    if (received.works.some(({ installationId }) => !busy.has(installationId))) void this.#pump();
    return true;
  }

  /** Begins to work. */
  start(handler: Handler): void {
    this.#handler = handler;
    const { pollMs } = this.#options;
    this.#timers = [
      setInterval(() => void this.#pump(), pollMs),
      setInterval(() => void this.#renew(), this.#inbox.leaseMs / 3),
    ];
    void this.#pump();
  }

  /** Resolves when nothing runs and nothing waits, retries included. */
  async idle(): Promise<void> {
    for (;;) {
      await this.#pump();
      const { waiting, active } = await this.#inbox.counts();
      if (waiting + active + this.#running.size === 0) return;
      await Promise.race([
        ...[...this.#running.values()].map(({ done }) => done),
        new Promise((turn) => setTimeout(turn, 10)),
      ]);
    }
  }

  /** Takes nothing more, lets what runs finish for `graceMs`, then aborts it. What waits stays recorded. */
  async stop({ graceMs }: { readonly graceMs: number }): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    const timer = setTimeout(() => {
      for (const { abort } of this.#running.values()) abort.abort(new ShuttingDown('the process ends'));
    }, graceMs);
    await this.#pumping;
    await Promise.all([...this.#running.values()].map(({ done }) => done));
    clearTimeout(timer);
  }

  async #pump(): Promise<void> {
    this.#again = true;
    this.#pumping ??= this.#claimAll();
    await this.#pumping;
  }

  async #claimAll(): Promise<void> {
    // Until the next turn, so that the caller has noted that this goes on.
    await Promise.resolve();
    while (this.#again) {
      this.#again = false;
      await this.#claimWhatFits();
    }
    this.#pumping = undefined;
  }

  async #claimWhatFits(): Promise<void> {
    while (this.#handler !== undefined && !this.#stopped && this.#running.size < this.#places()) {
      const claim = await this.#claim();
      if (claim === undefined) return;
      this.#run(claim, this.#handler);
    }
  }

  /** A store that fails is asked again at the next turn. */
  async #claim(): Promise<Claim | undefined> {
    try {
      return await this.#inbox.claim(this.#busy());
    } catch (error) {
      this.#options.log('could not take work from the inbox', { error: String(error) });
      return undefined;
    }
  }

  #places(): number {
    const { concurrency, isLate } = this.#options;
    return isLate() ? Math.min(concurrency, concurrencyWhenLate) : concurrency;
  }

  /** The installations that have their share. */
  #busy(): readonly number[] {
    const running = [...this.#running.values()].map(({ claim }) => claim.work.installationId);
    const counts = Map.groupBy(running, (id) => id);
    return [...counts].filter(([, { length }]) => length >= this.#options.share).map(([id]) => id);
  }

  #run(claim: Claim, handler: Handler): void {
    const abort = new AbortController();
    const { work, attempt, crashes, since } = claim;
    const poisonous = crashes >= maxCrashes;
    const last = poisonous || attempt >= this.#options.attempts;
    const confirm = async (): Promise<void> => {
      if ((await this.#inbox.renew(claim)) === 'lost') throw takenOver();
    };
    const done = handler(work, { signal: abort.signal, again: attempt > 1, last, poisonous, since, confirm })
      .then(
        (handled) => this.#finished(claim, handled),
        (error: unknown) => this.#failed(claim, error, abort.signal),
      )
      .catch((error: unknown) =>
        this.#options.log('could not record how a work ended', { work: claim.key, error: String(error) }),
      )
      .finally(() => {
        this.#running.delete(claim.key);
        void this.#pump();
      });
    this.#running.set(claim.key, { claim, abort, done });
  }

  async #finished(claim: Claim, { next, failed }: Handled): Promise<void> {
    if (failed === undefined) await this.#inbox.finish(claim, next);
    else await this.#bury(claim, failed);
  }

  async #failed(claim: Claim, error: unknown, signal: AbortSignal): Promise<void> {
    const { key, attempt } = claim;
    // What the end of the process broke off is for the next one, and no attempt.
    if (signal.reason instanceof ShuttingDown || error instanceof ShuttingDown)
      return this.#inbox.retry({ ...claim, attempt: attempt - 1 }, 0);
    const again = error instanceof RetryLater && attempt < this.#options.attempts;
    this.#options.log(again ? 'will try again' : 'gave up', { work: key, attempt, error: String(error) });
    if (!again) return this.#bury(claim, String(error));
    const askedFor = error instanceof RetryLater ? error.retryAfterMs : 0;
    await this.#inbox.retry(claim, askedFor ?? this.#options.backoffMs(attempt));
  }

  async #bury(claim: Claim, reason: string): Promise<void> {
    await this.#inbox.bury(claim, this.#options.redact(reason));
    this.#options.buried();
  }

  /** Another process may have recorded a newer head, or have taken over what this one seemed to have left. */
  async #renew(): Promise<void> {
    for (const running of this.#running.values()) {
      const held = await this.#inbox.renew(running.claim).catch(() => 'held' as const);
      if (held === 'overtaken') overtake(running);
      if (held === 'lost') running.abort.abort(takenOver());
    }
  }
}

const takenOver = (): ShuttingDown => new ShuttingDown('another process has taken the work over');

const overtake = ({ abort }: Running): void => abort.abort(new Superseded('a newer head arrived'));
