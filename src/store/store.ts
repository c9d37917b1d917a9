import type { Conclusion } from '../report/report.ts';

/** What we wrote about one pull request, so that it is found again without asking and never written twice. */
export interface PullRequestRecord {
  readonly repositoryId: number;
  readonly number: number;
  readonly headSha: string;
  readonly open: boolean;
  /** The verdict on this pull request alone, whatever others with the same head add to its check. */
  readonly conclusion: Conclusion | undefined;
  readonly check: CheckRecord | undefined;
  /** `id` is undefined where we looked and found no comment of ours; the whole is undefined where nobody looked. */
  readonly comment: { readonly id: number | undefined; readonly digest: string } | undefined;
  /** Our review comments, also those that somebody has deleted; undefined where nobody looked. */
  readonly reviewed: readonly ReviewedComment[] | undefined;
}

/** One review comment of ours. It has no id here: before it is edited, its thread is read anyway. */
export interface ReviewedComment {
  /** The fingerprints of the findings that it tells as open, and of those that it calls fixed. */
  readonly open: readonly string[];
  readonly fixed: readonly string[];
  /** True where somebody has answered, rewritten or deleted it: it is never edited again. */
  readonly leftAlone: boolean;
}

export interface CheckRecord {
  readonly id: number;
  readonly name: string;
  readonly headSha: string;
  readonly externalId: string;
  readonly completed: boolean;
  /** When it was written last, in milliseconds since 1970. */
  readonly at: number;
  /** Of the conclusion and the output. */
  readonly digest: string;
}

/** The ledger. Every method is atomic; nothing in it decides a verdict. */
export interface Store {
  find(repositoryId: number, number: number): Promise<PullRequestRecord | undefined>;
  /** Writes the fields of `change` over the record, or begins one. */
  save(
    key: { readonly repositoryId: number; readonly number: number },
    change: Partial<Omit<PullRequestRecord, 'repositoryId' | 'number'>>,
  ): Promise<PullRequestRecord>;
  /** The pull requests that had this head when they were last looked at. */
  atHead(repositoryId: number, headSha: string): Promise<readonly PullRequestRecord[]>;
  close(): Promise<void>;
}
