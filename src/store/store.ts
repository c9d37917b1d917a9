import type { Forgotten } from '../app/events.ts';
import type { Cache } from './cache.ts';
import type { Inbox } from './inbox.ts';
import type { Records } from './records.ts';
import type { Waivers } from './waivers.ts';

/**
 * What Portcullis keeps: in one file of SQLite for one process, or in PostgreSQL for any number of them. Every method
 * is atomic, and what it resolves for survives the death of the process. Nothing in the store decides a verdict; without
 * it everything but the waivers would be found again by asking GitHub.
 */
export interface Store {
  readonly inbox: Inbox;
  readonly records: Records;
  readonly waivers: Waivers;
  readonly cache: Cache;
  readonly turns: Turns;
  readonly suspensions: Suspensions;
  /** Removes everything about these repositories, or about all of an installation. */
  forget(of: Forgotten): Promise<void>;
  /** Removes what is of no use any more: deliveries that GitHub no longer repeats, records that nobody has touched for months. */
  tidy(): Promise<void>;
  /** @throws where nothing can be written */
  probe(): Promise<void>;
  close(): Promise<void>;
}

/** What several processes do once in a while, and only one of them each time. */
export interface Turns {
  /** True for the one caller whose turn it is: nobody had it in the last `everyMs`. */
  take(name: string, everyMs: number): Promise<boolean>;
}

/** Installations that their owner has suspended: what is kept of them stays, and is not shown. */
export interface Suspensions {
  begin(installationId: number): Promise<void>;
  end(installationIds: readonly number[]): Promise<void>;
}

export interface StoreOptions {
  /** How many works may wait before deliveries are refused. */
  readonly inboxLimit?: number;
  readonly cacheBytes?: number;
  readonly now?: () => number;
  /** Told of what goes wrong while nobody asks for anything. */
  readonly onError?: (error: Error) => void;
}

export const storeDefaults = {
  inboxLimit: 50_000,
  cacheBytes: 512 * 1024 * 1024,
  now: () => Date.now(),
  onError: () => {},
} as const satisfies Required<StoreOptions>;

/** The tables that know installations and their repositories; `cache` knows repositories only. */
export const ownedTables = ['work', 'dead', 'command', 'waiver', 'audit', 'record'] as const;

const day = 24 * 3_600_000;
/**
 * For how long the rows of a table are kept. GitHub repeats deliveries for three days:
 * https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks
 */
export const kept = { delivery: 4 * day, record: 180 * day } as const;
