import type { Conversation, Ledger } from '../app/forge.ts';
import type { ReviewComment } from '../report/review-comments.ts';
import type { PullRequestRecord } from '../store/store.ts';
import type { Place } from './place.ts';
import { fetchPullRequest } from './pull-request.ts';
import { planReview, writeReview } from './review.ts';
import { type CommentPlan, knownComment, planComment, writeComment } from './sticky-comment.ts';
import { asPosted, planThreads, type Thread, writeEdits } from './threads.ts';

/**
 * Writes what there is to say in the pull request besides its check: first the sticky comment, then one review, then
 * what the review comments of before are to say now. Each is recorded as soon as it stands, so a retry does not repeat it.
 */
export async function converse(place: Place, conversation: Conversation, ledger: Ledger): Promise<void> {
  const record = await ledger.read();
  const comment = await plannedComment(place, conversation, record, ledger);
  const review = await plannedReview(place, conversation, record, ledger);
  if (comment === undefined && review === undefined) return;
  if (await isOvertaken(place, conversation)) return;
  if (comment !== undefined) await ledger.save({ comment: await writeComment(place, conversation, comment) });
  if (review !== undefined) await writeOnLines(place, conversation, review, ledger);
}

async function plannedComment(
  place: Place,
  conversation: Conversation,
  record: PullRequestRecord,
  ledger: Ledger,
): Promise<CommentPlan | undefined> {
  if (conversation.comment === undefined && conversation.nothingLeft === undefined) return undefined;
  const comment = await knownComment(place, conversation, record.comment);
  await ledger.save({ comment });
  return planComment(conversation, comment);
}

/** What is to be done on lines: edits of what stands there, and comments that are new. */
interface ReviewPlan {
  readonly threads: readonly Thread[];
  readonly news: readonly ReviewComment[];
}

async function plannedReview(
  place: Place,
  { pullRequest, review }: Conversation,
  record: PullRequestRecord,
  ledger: Ledger,
): Promise<ReviewPlan | undefined> {
  const threads = review && (await planThreads(place, pullRequest, review, record.reviewed));
  if (review === undefined || threads === undefined) return undefined;
  const known = threads.map(({ now }) => now);
  await ledger.save({ reviewed: known });
  const news = planReview(review, known);
  return news.length === 0 && threads.every(({ edit }) => edit === undefined) ? undefined : { threads, news };
}

async function writeOnLines(
  place: Place,
  conversation: Conversation,
  { threads, news }: ReviewPlan,
  ledger: Ledger,
): Promise<void> {
  const written = news.length === 0 ? [] : await writeReview(place, conversation, news);
  const posted = written.map(({ remarks }) => asPosted(remarks.map(({ fingerprint }) => fingerprint)));
  await ledger.save({ reviewed: [...threads.map(({ now }) => now), ...posted] });
  await ledger.save({ reviewed: [...(await writeEdits(place, threads)), ...posted] });
}

/** A verdict on an old head must not be the last word in the conversation. */
async function isOvertaken(place: Place, { pullRequest }: Conversation): Promise<boolean> {
  const now = await fetchPullRequest(place, pullRequest.number);
  return now === undefined || !now.open || now.headSha !== pullRequest.headSha;
}
