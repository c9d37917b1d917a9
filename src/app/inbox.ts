import type { Work } from './events.ts';

/** What a handler is told about the attempt that it makes. */
export interface Attempt {
  /** Aborted when a newer head arrived (`Superseded`) or the process ends (`ShuttingDown`). */
  readonly signal: AbortSignal;
  /** True where nobody will try again: the work must be brought to an end now. */
  readonly last: boolean;
  /** When the work was asked for, in milliseconds since 1970: what was done later was done by an earlier attempt. */
  readonly since: number;
}

/**
 * Does the work; what it returns is dirty next.
 * @throws RetryLater where it is to be tried again; any other error ends the work
 */
export type Handler = (work: Work, attempt: Attempt) => Promise<readonly Work[]>;

/**
 * What is dirty. Works about the same thing (`workKey`) coalesce: one runs, at most one waits, and a newer head ends
 * the run of an older one.
 */
export interface Inbox {
  /** Resolves when the work is recorded, not when it is done. */
  add(work: Work): Promise<void>;
  /** Begins to work. */
  start(handler: Handler): void;
  /** Resolves when nothing runs and nothing waits, retries included. */
  idle(): Promise<void>;
  /** Takes nothing more, lets what runs finish for `graceMs`, then aborts it. */
  stop(options: { readonly graceMs: number }): Promise<void>;
}

/** A push made the work pointless. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

export class ShuttingDown extends Error {
  override readonly name = 'ShuttingDown';
}

/** As much waits as may wait. Nothing of what was added is recorded; whoever delivered it has to deliver it again. */
export class InboxFull extends Error {
  override readonly name = 'InboxFull';
}
