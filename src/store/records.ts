import type { GapReason } from '../model/gap.ts';
import type { Message } from '../model/message.ts';
import type { Conclusion } from '../report/report.ts';

/** What we wrote about one subject, so that it is found again without asking and never written twice. */
export interface SubjectRecord extends Subject {
  readonly headSha: string;
  readonly open: boolean;
  /** The branch that it was to be merged into; undefined for a merge group. */
  readonly baseRef: string | undefined;
  /** The verdict on this pull request alone, whatever others with the same head add to its check. */
  readonly conclusion: Conclusion | undefined;
  /** Its title, the reasons of the gaps that block, each once and sorted, and when it was reached (since 1970). */
  readonly title: string | undefined;
  readonly incomplete: readonly GapReason[];
  readonly judgedAt: number | undefined;
  /** Where the repository was when it was last heard of. */
  readonly place: Place | undefined;
  readonly check: CheckRecord | undefined;
  /** `id` is undefined where we looked and found no comment of ours; the whole is undefined where nobody looked. */
  readonly comment: { readonly id: number | undefined; readonly digest: string } | undefined;
  /**
   * What was about to be written, and since when (milliseconds since 1970). Where it is still here, nobody has heard
   * whether it was: the process has died, or GitHub did not answer.
   */
  readonly newCheck: NewCheck | undefined;
  readonly newComment: number | undefined;
  readonly newReview: number | undefined;
  /** True where its verdict waits for that of another pull request with the same head. */
  readonly waits: boolean | undefined;
  /** What its check has shown last to be accepted; only what was seen can be accepted. */
  readonly shown: Shown | undefined;
  /** The fingerprints of all that it introduces and that could block, decided or not, at `headSha`. */
  readonly introduced: readonly string[] | undefined;
  /** What people have asked for in vain, about which commit. */
  readonly refusals: readonly Refusal[] | undefined;
  /** The label that accepts what is open, as the configuration had it last. */
  readonly label: string | undefined;
  /** When the first of the decisions that its verdict rests on ends; undefined where none does. */
  readonly decidedUntil: number | undefined;
  /** Of a merge group: where it goes, what stands before it, and which pull request it ends with. */
  readonly group: GroupRecord | undefined;
  /** Our review comments, also those that somebody has deleted; undefined where nobody looked. */
  readonly reviewed: readonly ReviewedComment[] | undefined;
}

export interface Shown {
  readonly headSha: string;
  /** The check run. */
  readonly runId: number;
  /** Since when, in milliseconds since 1970. */
  readonly at: number;
  /** Of each finding and gap that was open, as far as it went. */
  readonly marks: readonly string[];
}

export interface Refusal {
  /** Of the command. */
  readonly id: string;
  readonly headSha: string;
  readonly message: Message;
}

export interface GroupRecord {
  readonly baseSha: string;
  readonly baseRef: string | undefined;
  readonly number: number | undefined;
}

/** What a repository is called now: it may be renamed, and change hands. */
export interface Place {
  readonly owner: string;
  readonly repo: string;
}

/** One review comment of ours. It has no id here: before it is edited, its thread is read anyway. */
export interface ReviewedComment {
  /** The fingerprints of the findings that it tells as open, and of those that it calls fixed. */
  readonly open: readonly string[];
  readonly fixed: readonly string[];
  /** True where somebody has answered, rewritten or deleted it: it is never edited again. */
  readonly leftAlone: boolean;
}

/** What tells a check run of ours from any other. */
export interface RunId {
  readonly name: string;
  readonly headSha: string;
  readonly externalId: string;
  readonly startedAt: number;
}

export interface NewCheck extends RunId {
  readonly at: number;
  /** As a check's record has it. */
  readonly digest: string;
}

export interface CheckRecord extends Omit<RunId, 'startedAt'> {
  readonly id: number;
  readonly completed: boolean;
  /** When it was written last, in milliseconds since 1970. */
  readonly at: number;
  /** Of the conclusion and the output; empty for a run that is in progress. */
  readonly digest: string;
  /** How many of its annotations it shows; undefined where that was all. */
  readonly shown?: number;
}

/** A pull request, `#12`, or a merge group, `@` and its head: as `workKey` has them after the repository. */
export interface Subject {
  readonly installationId: number;
  readonly repositoryId: number;
  readonly subject: string;
}

export interface Records {
  find(of: Subject): Promise<SubjectRecord | undefined>;
  /** Writes the fields of `change` over the record, or begins one. */
  save(of: Subject, change: Partial<Omit<SubjectRecord, keyof Subject>>): Promise<SubjectRecord>;
  /** The subjects that were open when they were last looked at. */
  open(repositoryId: number): Promise<readonly SubjectRecord[]>;
  /** The subjects that had this head when they were last looked at. */
  atHead(repositoryId: number, headSha: string): Promise<readonly SubjectRecord[]>;
  /** A repository has another name: all its records say so. */
  moved(repositoryId: number, place: Place): Promise<void>;
  /** Some of the pull requests of an `Overview`, by owner, repository and number: at most `limit`, behind `after`. */
  overview(
    of: Overview & { readonly after: OverviewCursor | undefined; readonly limit: number },
  ): Promise<readonly SubjectRecord[]>;
  /** How all of them stand. */
  tally(of: Pick<Overview, 'owner'>): Promise<readonly Tally[]>;
}

/** Pull requests that are open and whose place is known, but for those of installations that are suspended. */
export interface Overview {
  /** Only this one's, in lower case. */
  readonly owner: string | undefined;
  /** Only those that are blocked. */
  readonly failing: boolean;
}

/** A place in the order of an overview; the names are in lower case, by which they are sorted. */
export interface OverviewCursor extends Place {
  readonly repositoryId: number;
  readonly number: number;
}

/** So many pull requests have this verdict, or none yet, and could not be analyzed for just these reasons. */
export interface Tally {
  readonly conclusion: Conclusion | undefined;
  readonly incomplete: readonly GapReason[];
  readonly count: number;
}

/** A record of something that nothing was written about yet. */
export const blankRecord = ({ installationId, repositoryId, subject }: Subject): SubjectRecord => ({
  installationId,
  repositoryId,
  subject,
  headSha: '',
  open: true,
  baseRef: undefined,
  conclusion: undefined,
  title: undefined,
  incomplete: [],
  judgedAt: undefined,
  place: undefined,
  check: undefined,
  comment: undefined,
  newCheck: undefined,
  newComment: undefined,
  newReview: undefined,
  reviewed: undefined,
  waits: undefined,
  shown: undefined,
  introduced: undefined,
  refusals: undefined,
  label: undefined,
  decidedUntil: undefined,
  group: undefined,
});
