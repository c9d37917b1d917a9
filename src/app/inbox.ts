import type { Work } from './events.ts';

/** What a handler is told about the attempt that it makes. */
export interface Attempt {
  /** Aborted when a newer head arrived (`Superseded`) or the process ends (`ShuttingDown`). */
  readonly signal: AbortSignal;
  /** True where an attempt before this one was put off: whoever waits has waited already. */
  readonly again: boolean;
  /** True where nobody will try again: the work must be brought to an end now. */
  readonly last: boolean;
  /** True where the work has ended several processes: it must be brought to an end without another try. */
  readonly poisonous: boolean;
  /**
   * Holds the work for a while longer, which is what a write has to be sure of.
   * @throws ShuttingDown where another process has taken it over: this one seemed to have died
   */
  readonly confirm: () => Promise<void>;
  /** When the work was asked for, in milliseconds since 1970: what was done later was done by an earlier attempt. */
  readonly since: number;
}

/** How a work came out. */
export interface Handled {
  /** What is dirty now. */
  readonly next: readonly Work[];
  /** Why an operator should know of it; undefined where all went well. */
  readonly failed?: string | undefined;
}

/**
 * Does the work.
 * @throws RetryLater where it is to be tried again; any other error ends the work
 */
export type Handler = (work: Work, attempt: Attempt) => Promise<Handled>;

/** A push made the work pointless. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

export class ShuttingDown extends Error {
  override readonly name = 'ShuttingDown';
}

/** So much waits that nothing more is taken; GitHub can deliver it again later. */
export class InboxFull extends Error {
  override readonly name = 'InboxFull';
}
