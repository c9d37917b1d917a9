import type { Memo } from '../kinds/memo.ts';
import type { Config } from '../model/config.ts';
import type { Gap } from '../model/gap.ts';
import { literal } from '../model/message.ts';
import { conclude } from '../report/conclude.ts';
import type { ReportContext } from '../report/context.ts';
import type { Acceptance } from '../report/decisions.ts';
import type { Report } from '../report/report.ts';
import { changedLines } from '../review/hunks.ts';
import { review } from '../review.ts';
import type { Budget } from './budget.ts';
import { type Comparison, compareMerge, compareTrees } from './compare.ts';
import { type Judgement, judgementOf } from './judgement.ts';
import { type MemoShelf, memoShelf } from './memo-shelf.ts';
import type { RepositoryAt } from './repository-at.ts';

/** What is to be judged: commits, and by which configuration. */
export interface Question {
  /** What is remembered of one repository never serves another. */
  readonly repositoryId: number;
  readonly tip: RepositoryAt;
  readonly head: RepositoryAt;
  /** Where head left the base branch; `none` for unrelated histories, `as-they-are` compares the two trees. */
  readonly from: RepositoryAt | 'none' | 'as-they-are';
  readonly config: Config;
  /** One that differs only in what a verdict is made of, to be told what it would be. */
  readonly proposed: Config | undefined;
  /** What could not be seen besides manifests. */
  readonly gaps: readonly Gap[];
  /** What people have accepted of this pull request, also what has ended. */
  readonly acceptances: readonly Acceptance[];
  /** What the texts say of the pull request. */
  readonly context: ReportContext;
  /** `2026-01-31` */
  readonly today: string;
  readonly signal: AbortSignal;
  /** What is left of the evaluation's time; it stands still while the question waits for its turn. */
  readonly time: Budget;
}

/** Reads what is to be compared, judges it and writes the texts. */
export type Analyse = (question: Question) => Promise<Judgement>;

/** Analyses where it is called, which is busy until the judgement is there. */
export const analyseHere =
  (memos: MemoShelf = memoShelf()): Analyse =>
  (question) =>
    memos.use(question.repositoryId, async (memo) => {
      const { config, proposed, acceptances, context, today } = question;
      const report = await reportOn(question, memo);
      const other = proposed && conclude(report, proposed, acceptances, today);
      return judgementOf(conclude(report, config, acceptances, today), context, other);
    });

async function reportOn(question: Question, memo: Memo): Promise<Report> {
  const { config, signal } = question;
  const { base, head, problems } = await compare(question, memo);
  signal.throwIfAborted();
  const report = review(base, head, config, memo);
  const conflicts = problems.map((problem): Gap => ({ ...problem, side: 'head', blocks: false }));
  const unrelated = question.from === 'none' ? [noMergeBase] : [];
  const gaps = [...question.gaps, ...unrelated, ...report.gaps, ...conflicts];
  // Of these files the review knows nothing, and people are pointed at their lines too.
  const changes = changedLines(
    base,
    head,
    question.gaps.map(({ at }) => at.path),
  );
  return { ...report, changes: new Map([...report.changes, ...changes]), gaps };
}

function compare({ tip, head, from }: Question, memo: Memo): Promise<Comparison> {
  return typeof from === 'string' ? compareTrees(tip, head, memo) : compareMerge({ mergeBase: from, tip, head }, memo);
}

/** GitHub cannot merge such a pull request; the trees are compared all the same, so that nothing passes by this way. */
const noMergeBase: Gap = {
  at: { path: '.', line: 1, column: 1 },
  side: 'head',
  reason: 'merge-conflict',
  blocks: false,
  message: literal('base and head have no commit in common: their files were compared as they are'),
};
