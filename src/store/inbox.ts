import type { Work } from '../app/events.ts';

/**
 * What is dirty, and what people have ordered. Works about the same thing (`workKey`) coalesce: one is worked on, at
 * most one waits. Commands never coalesce.
 *
 * Installations take turns: a work waits for what others have asked for before, and for no more than one of each noisy
 * installation's.
 */
export interface Inbox {
  /**
   * Records all of it or nothing; false where this delivery has been recorded before.
   * @throws InboxFull
   */
  append(received: Received): Promise<boolean>;
  /** For how long a claim is its holder's alone, if nothing more is heard of it. */
  readonly leaseMs: number;
  /** Takes the work whose turn it is, of any installation but those; undefined where none is due. */
  claim(except?: readonly number[]): Promise<Claim | undefined>;
  /** Holds a claim for `leaseMs` more. */
  renew(claim: Claim): Promise<Held>;
  /** The work is done; `next` is dirty now. */
  finish(claim: Claim, next?: readonly Work[]): Promise<void>;
  /** Puts the work off, unless the same waits again already. */
  retry(claim: Claim, afterMs: number): Promise<void>;
  /** The work is given up: it is kept for an operator to look at, and to replay. */
  bury(claim: Claim, reason: string): Promise<void>;
  /** What nobody works on any more is to be done again: the process that did has died. */
  recover(): Promise<void>;
  counts(): Promise<Counts>;
  dead(): Promise<readonly DeadLetter[]>;
  /** Makes dead letters dirty again, all or those with these keys; returns how many. */
  replay(keys: readonly string[] | 'all'): Promise<number>;
  /** Commands about a pull request that nobody has settled, in the order of arrival. */
  commands(repositoryId: number, number: number): Promise<readonly Command[]>;
  settle(command: Command): Promise<void>;
}

export interface Received {
  /** GitHub's id of the delivery; undefined for what we found out ourselves. */
  readonly delivery?: string;
  readonly works: readonly Work[];
  readonly commands?: readonly Command[];
}

/** What a person has ordered about a pull request: a button, a line in a review, a label. */
export interface Command {
  /** Of the delivery that brought it: the same command is recorded once. */
  readonly id: string;
  readonly installationId: number;
  readonly repositoryId: number;
  readonly number: number;
  readonly name: string;
  /** What else the command says, as JSON. */
  readonly body: unknown;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/** A work that this process works on, until its lease ends. */
export interface Claim {
  readonly key: string;
  readonly work: Work;
  /** 1 for the first; works that coalesce begin anew. */
  readonly attempt: number;
  /** How many processes have died of it, or with it; another head is another work. */
  readonly crashes: number;
  /** When it was asked for last, in milliseconds since 1970. */
  readonly since: number;
  /** Tells this claim from any later one of the same work. */
  readonly token: string;
}

/** `overtaken`: a newer head waits; `lost`: the lease has ended and somebody else may work on it. */
export type Held = 'held' | 'overtaken' | 'lost';

export interface Counts {
  readonly waiting: number;
  readonly active: number;
  readonly dead: number;
  /** How long the oldest work that is due has waited; 0 where none is. */
  readonly oldestMs: number;
}

export interface DeadLetter {
  readonly key: string;
  readonly work: Work;
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}
