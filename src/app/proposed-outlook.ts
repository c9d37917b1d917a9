import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../model/config.ts';
import type { ReportContext } from '../report/context.ts';
import { noteComment, type Outlook, proposalNote, withNote } from '../report/proposed.ts';
import type { Analyse, Question } from './analyse.ts';
import { Budget } from './budget.ts';
import { endedBy } from './ended-by.ts';
import type { Judgement } from './judgement.ts';

/**
 * The judgement by the configuration that is in force, which also says what the proposed one would make of the same
 * change. That one is a stranger's: it is asked about after the verdict, in time of its own, and whatever comes of it is
 * told and has no effect.
 */
export async function judgedWithOutlook(
  analyse: Analyse,
  question: Omit<Question, 'proposed'>,
  proposed: Config | undefined,
): Promise<Judgement> {
  const { signal, config, context } = question;
  const isConcludedOnly = proposed !== undefined && !isReviewedOtherwise(config, proposed);
  const asked = analyse({ ...question, proposed: isConcludedOnly ? proposed : undefined });
  const judgement = await endedBy(signal, asked);
  if (proposed === undefined) return judgement;
  const then = isConcludedOnly ? judgement.proposed : await outlookWith(analyse, question, proposed);
  return told(judgement, then, context);
}

/** What of a configuration the verdict and the texts are made of, and no review. */
const unreviewed: ReadonlySet<string> = new Set(
  'version mode checkName failOn onIncomplete allow waivers comment review drafts'.split(' '),
);

const isReviewedOtherwise = (before: Config, after: Config): boolean =>
  !isDeepStrictEqual(reviewedPart(before), reviewedPart(after));

const reviewedPart = (config: Config): readonly unknown[] =>
  Object.entries(config).filter(([key]) => !unreviewed.has(key));

/** How long the verdict may wait for what is only told. */
const outlookMs = 10_000;

async function outlookWith(
  analyse: Analyse,
  question: Omit<Question, 'proposed'>,
  config: Config,
): Promise<Outlook | undefined> {
  const signal = AbortSignal.any([question.signal, AbortSignal.timeout(outlookMs)]);
  question.time.hold();
  try {
    const asked = analyse({ ...question, config, gaps: [], proposed: undefined, signal, time: new Budget(outlookMs) });
    return (await endedBy(signal, asked)).outlook;
  } catch {
    // Too much, too long, or GitHub is down: the verdict is there without it.
    question.signal.throwIfAborted();
    return undefined;
  } finally {
    question.time.spend();
  }
}

function told(judgement: Judgement, then: Outlook | undefined, context: ReportContext): Judgement {
  const { output, comment, outlook } = judgement;
  const note = proposalNote(outlook, then);
  const alone = note.isNews && context.comment === 'changes' ? noteComment(note, outlook, context) : undefined;
  return {
    ...judgement,
    output: { ...output, summary: withNote(output.summary, note) },
    comment: comment === undefined ? alone : withNote(comment, note),
  };
}
