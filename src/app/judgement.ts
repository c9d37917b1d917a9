import type { GapReason } from '../model/gap.ts';
import type { Acceptable } from '../report/acceptance.ts';
import { type CheckRunOutput, checkRunOutput } from '../report/check-run.ts';
import { commentBody, noChangeBody } from '../report/comment.ts';
import type { ReportContext } from '../report/context.ts';
import { openTo } from '../report/decided.ts';
import { decidedUntil } from '../report/decisions.ts';
import { type Outlook, outlookOf } from '../report/proposed.ts';
import type { Standing } from '../report/remarks.ts';
import type { Conclusion, Verdict } from '../report/report.ts';
import { type ReviewComment, reviewComments, standingOf } from '../report/review-comments.ts';

/**
 * All that is to be posted of a verdict, and nothing else of it: a verdict holds the whole graph, this a few texts.
 * Plain data, so that it can come from another process.
 */
export interface Judgement {
  readonly conclusion: Conclusion;
  readonly output: CheckRunOutput;
  /** The sticky comment; undefined where none is wanted. */
  readonly comment: string | undefined;
  /** What an existing comment becomes where none is wanted any more; undefined leaves it alone. */
  readonly nothingLeft: string | undefined;
  readonly review: { readonly comments: readonly ReviewComment[]; readonly standing: Standing };
  /** The reasons of the gaps that block. */
  readonly incomplete: readonly GapReason[];
  /** What somebody may accept and nobody has. */
  readonly open: readonly Acceptable[];
  /** True where people have accepted something, which can be taken back. */
  readonly accepted: boolean;
  /** The fingerprints of everything that the change introduces and that could block, decided or not. */
  readonly introduced: readonly string[];
  /** When the first of the decisions that it rests on ends, in milliseconds since 1970. */
  readonly decidedUntil: number | undefined;
  readonly outlook: Outlook;
  /** By the configuration that the question proposes. */
  readonly proposed: Outlook | undefined;
}

export const judgementOf = (verdict: Verdict, context: ReportContext, proposed?: Verdict): Judgement => ({
  conclusion: verdict.conclusion,
  output: checkRunOutput(verdict, context),
  comment: commentBody(verdict, context),
  nothingLeft: context.comment === 'never' ? undefined : noChangeBody(context),
  review: { comments: reviewComments(verdict, context), standing: standingOf(verdict, context) },
  incomplete: verdict.gaps.filter(({ blocks }) => blocks).map(({ reason }) => reason),
  open: openTo(verdict),
  accepted: [...verdict.decisions.made.values()].some(({ source }) => source === 'person'),
  introduced: verdict.acceptables.map(({ fingerprint }) => fingerprint),
  decidedUntil: decidedUntil(verdict.decisions),
  outlook: outlookOf(verdict),
  proposed: proposed && outlookOf(proposed),
});
