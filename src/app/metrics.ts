import type { GapReason } from '../model/gap.ts';
import type { Counts } from '../store/inbox.ts';
import type { CheckConclusion } from './forge.ts';

/**
 * What is counted of a running Portcullis. Nothing that a repository or a pull request could have written is handed
 * over: what is counted by name has the names of a written list.
 */
export interface Metrics {
  /** A webhook got its answer, `ms` after it began to arrive. */
  webhook(event: string, outcome: WebhookOutcome, ms: number): void;
  /** Work begins `ageMs` after it was asked for. */
  began(ageMs: number): void;
  /** An analysis has ended, with these reasons for what it could not see. */
  analyzed(ms: number, incomplete: readonly GapReason[]): void;
  /** A check run was told its verdict. */
  concluded(conclusion: CheckConclusion): void;
  /** Something that people see was written, or was not. */
  posted(kind: Post, outcome: PostOutcome): void;
  /** GitHub answered a request that costs so many points; `status` is undefined where it did not. */
  requested(of: { readonly points: number; readonly status: number | undefined }): void;
  /** What is left of an installation's requests in this hour. */
  remaining(installationId: number, requests: number): void;
  /** Deliveries that GitHub was asked to send again. */
  redelivered(count: number): void;
  /** Work was given up and kept for an operator. */
  buried(): void;
  /** From now on `look` tells the queue whenever somebody asks. */
  watch(look: () => Counts | Promise<Counts>): void;
}

/** Taken, of no concern to us, or dropped and why. */
export type WebhookOutcome =
  | 'accepted'
  | 'ignored'
  | 'too-large'
  | 'unsigned'
  | 'busy'
  | 'bad-signature'
  | 'malformed'
  | 'inbox-full'
  | 'broken-off'
  | 'error';

export type Post = 'check' | 'comment' | 'review' | 'review-comment';

/** `refused` by GitHub; `lost`: nobody knows whether it was done. */
export type PostOutcome = 'created' | 'updated' | 'refused' | 'lost';
