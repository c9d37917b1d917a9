import type { CheckRunOutput } from '../report/check-run.ts';
import type { Standing } from '../report/remarks.ts';
import type { Conclusion } from '../report/report.ts';
import type { ReviewComment } from '../report/review-comments.ts';
import type { RunId, SubjectRecord } from '../store/records.ts';
import type { Where } from './events.ts';
import type { RepositoryAt } from './repository-at.ts';

/**
 * One repository of a forge, as the app needs it.
 *
 * Every method throws RetryLater where the forge is down or asks for patience.
 */
export interface Forge {
  /** The pull request as it is now; undefined where there is none. */
  pullRequest(number: number): Promise<PullRequest | undefined>;
  /** The tip of the branch `base` and where `headSha` left it; `fallback` is the tip where the branch is gone. */
  mergeBase(base: { readonly ref: string; readonly fallback: string }, headSha: string): Promise<MergeBase>;
  at(commit: string): RepositoryAt;
  /** What pull requests there are about a commit: open ones that have it as their head, or those that brought it. */
  pullRequestsOn(sha: string): Promise<readonly ListedPullRequest[]>;
  /** Undefined for a login that nobody has, `unknown` where the app may not ask. */
  person(login: string): Promise<Person | 'unknown' | undefined>;
  /** `unknown` where the app may not ask. */
  isMember(team: string, login: string): Promise<boolean | 'unknown'>;
  /** Does a review or a comment still say what it said at first? */
  said(nodeId: string): Promise<'as-written' | 'edited' | 'gone'>;
  /** Tells the author of a review or a comment at a glance. */
  react(nodeId: string, answer: 'done' | 'refused'): Promise<void>;
  /** The file at `path` on the default branch of another repository of the same owner. */
  neighbour(repository: string, path: string): Promise<NeighbourFile>;
  /** The `external_id` of every check run that this app has on the commit. */
  reported(headSha: string): Promise<readonly string[]>;
  /** The check run that was created without an answer. */
  createdCheck(check: RunId): Promise<FoundCheck | undefined>;
  /** Says that a verdict is on its way, and returns the check run's id. */
  startCheck(check: CheckTarget): Promise<number>;
  /**
   * Writes the verdict: over `run`, else as a new run. What an earlier attempt has left (`isLeft`) may have it already.
   */
  completeCheck(
    check: CompletedCheck,
    run: { readonly id: number; readonly isLeft: boolean } | undefined,
  ): Promise<WrittenCheck>;
  /** Adds the annotations beyond the first `shown`; undefined: beyond those that are there. */
  annotate(check: CompletedCheck, id: number, shown: number | undefined): Promise<void>;
  /** Comment and review, in this order; nothing is written where nothing changed or a newer head has arrived. */
  converse(conversation: Conversation, ledger: Ledger): Promise<void>;
}

/** `bytes` is undefined for what is no file of readable size; `not-visible` is what the app may not read. */
export type NeighbourFile =
  | { readonly blob: string; readonly bytes: Uint8Array | undefined }
  | 'no-file'
  | 'not-visible';

export interface PullRequest {
  readonly number: number;
  readonly open: boolean;
  readonly draft: boolean;
  /** GitHub's id; undefined where the account is gone. */
  readonly authorId: number | undefined;
  /** Whoever wrote it may not write in this repository. */
  readonly fromFork: boolean;
  readonly headSha: string;
  readonly baseRef: string;
  /** What the forge says of the base's tip; it may lag behind the branch. */
  readonly baseSha: string;
  readonly comments: number;
  readonly reviewComments: number;
}

/** As much of a pull request as a list tells. */
export type ListedPullRequest = Pick<PullRequest, 'number' | 'open' | 'headSha' | 'baseRef'>;

/** Who somebody is in the repository. */
export interface Person {
  readonly id: number;
  /** `maintain`, or one that the organisation made up. */
  readonly role: string;
  /** What that role gives at least: `admin`, `write`, `read` or `none`. */
  readonly permission: string;
}

export interface MergeBase {
  readonly tip: string;
  /** Undefined for histories without a common commit. */
  readonly mergeBase: string | undefined;
}

/** A check run with its verdict, which shows the first `shown` of its annotations. */
export interface WrittenCheck {
  readonly id: number;
  readonly shown: number;
}

export interface FoundCheck extends WrittenCheck {
  readonly completed: boolean;
}

export interface CheckTarget extends RunId {
  /** The pull request's number; undefined for a merge group. */
  readonly number: number | undefined;
}

/** `cancelled` is what a newer push overtook, `timed_out` what took us too long; neither lets a merge through. */
export type CheckConclusion = Conclusion | 'cancelled' | 'timed_out';

/** What people can press in the check. */
export type Button = 'accept' | 'revoke';

export interface CompletedCheck extends CheckTarget {
  readonly conclusion: CheckConclusion;
  readonly output: CheckRunOutput;
  readonly buttons?: readonly Button[];
  readonly completedAt: number;
}

/** What there is to say in the pull request besides the verdict. */
export interface Conversation {
  readonly pullRequest: PullRequest;
  /** When the forge was seen to have this head still, in milliseconds since 1970. */
  readonly seenAt?: number | undefined;
  readonly checkName: string;
  /** The sticky comment; undefined where none is wanted. */
  readonly comment: string | undefined;
  /** What an existing comment becomes where none is wanted any more; undefined leaves it alone. */
  readonly nothingLeft: string | undefined;
  /** Undefined where review comments are neither written nor edited now. */
  readonly review: ReviewWanted | undefined;
}

export interface ReviewWanted {
  /** Worst first; those that were told before are among them. */
  readonly comments: readonly ReviewComment[];
  /** How many comments a pull request may have in all. */
  readonly max: number;
  /** What the comments of before may say now. */
  readonly standing: Standing;
}

/** The record of one pull request: what it says is true, what is written to it is kept. */
export interface Ledger {
  read(): Promise<SubjectRecord>;
  save(change: Partial<Pick<SubjectRecord, 'comment' | 'newComment' | 'reviewed' | 'newReview'>>): Promise<void>;
}

/** A forge for one repository; `signal` ends its requests. */
export type OpenForge = (where: Where, signal?: AbortSignal) => Promise<Forge>;
