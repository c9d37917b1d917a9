import type { Store } from '../store/store.ts';
import type { Analyse } from './analyse.ts';
import type { MergeGroupWork, PullRequestWork } from './events.ts';
import type { Forge, OpenForge, PullRequest } from './forge.ts';
import type { Attempt } from './inbox.ts';

/** What reviews need of the world. */
export interface ReviewService {
  readonly openForge: OpenForge;
  readonly store: Store;
  readonly analyse: Analyse;
  readonly now: () => number;
  readonly log: (message: string, facts: Readonly<Record<string, string | number>>) => void;
  /** The version of Portcullis: another one may judge otherwise. */
  readonly engine: string;
  /** Where people read the repositories: `https://github.com`. */
  readonly server: string;
  /** After this long the check says that it is in progress. */
  readonly announceAfterMs: number;
  readonly deadlineMs: number;
  /** How long GitHub may need to list what was just written. */
  readonly lagMs: number;
}

/** One evaluation: two commits, and where its verdict goes. */
export interface Job {
  readonly work: PullRequestWork | MergeGroupWork;
  readonly attempt: Attempt;
  /** For writing: an aborted job still ends its check. */
  readonly forge: Forge;
  /** Undefined for a merge group. */
  readonly pullRequest: PullRequest | undefined;
  readonly headSha: string;
  readonly base: { readonly ref: string; readonly fallback: string };
}
