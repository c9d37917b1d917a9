import { eachOf } from '../app/each-of.ts';
import type { Conversation, Ledger } from '../app/forge.ts';
import { lagSince } from '../app/lag.ts';
import { RetryLater } from '../app/retry-later.ts';
import type { ReviewComment } from '../report/review-comments.ts';
import type { SubjectRecord } from '../store/records.ts';
import type { Place } from './place.ts';
import { fetchPullRequest } from './pull-request.ts';
import { planReview, writeReview } from './review.ts';
import { type CommentPlan, knownComment, planComment, writeComment } from './sticky-comment.ts';
import { asPosted, planThreads, type Thread, writeEdits } from './threads.ts';

/**
 * Writes what there is to say in the pull request besides its check: first the sticky comment, then one review, then
 * what the review comments of before are to say now. Each is recorded as soon as it stands, so a retry does not repeat it.
 */
export async function converse(place: Place, asked: Conversation, ledger: Ledger): Promise<void> {
  const { record, conversation } = await heard(place, asked, ledger);
  const writes: (() => Promise<void>)[] = [];
  await eachOf([
    async () => {
      const comment = await plannedComment(place, conversation, record, ledger);
      if (comment !== undefined) writes.push(() => writeInConversation(place, conversation, comment, ledger));
    },
    async () => {
      const review = await plannedReview(place, conversation, record, ledger);
      if (review !== undefined) writes.push(() => writeOnLines(place, conversation, review, ledger));
    },
    async () => {
      if (writes.length > 0 && !(await isOvertaken(place, conversation))) await eachOf(writes);
    },
  ]);
}

/** Where nobody has heard whether something was written, nothing that is known of it counts: GitHub is asked. */
async function heard(
  { lagMs }: Place,
  conversation: Conversation,
  ledger: Ledger,
): Promise<{ readonly record: SubjectRecord; readonly conversation: Conversation }> {
  const record = await ledger.read();
  const { newComment, newReview } = record;
  if (newComment === undefined && newReview === undefined) return { record, conversation };
  await lagSince(Math.max(newComment ?? 0, newReview ?? 0), { now: Date.now, lagMs });
  // GitHub's own counts may be older than what was created.
  const pullRequest = { ...conversation.pullRequest, comments: 1, reviewComments: 1 };
  const comment = newComment === undefined ? record.comment : undefined;
  const reviewed = newReview === undefined ? record.reviewed : undefined;
  return { record: { ...record, comment, reviewed }, conversation: { ...conversation, pullRequest } };
}

async function writeInConversation(
  place: Place,
  conversation: Conversation,
  plan: CommentPlan,
  ledger: Ledger,
): Promise<void> {
  await ledger.save({ newComment: Date.now() });
  await ledger.save({ comment: await writeComment(place, conversation, plan), newComment: undefined });
}

async function plannedComment(
  place: Place,
  conversation: Conversation,
  record: SubjectRecord,
  ledger: Ledger,
): Promise<CommentPlan | undefined> {
  if (conversation.comment === undefined && conversation.nothingLeft === undefined) return undefined;
  const comment = await knownComment(place, conversation, record.comment);
  await ledger.save({ comment, newComment: undefined });
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
  record: SubjectRecord,
  ledger: Ledger,
): Promise<ReviewPlan | undefined> {
  const threads = review && (await planThreads(place, pullRequest, review, record.reviewed));
  if (review === undefined || threads === undefined) return undefined;
  const known = threads.map(({ now }) => now);
  await ledger.save({ reviewed: known, newReview: undefined });
  const news = planReview(review, known);
  return news.length === 0 && threads.every(({ edit }) => edit === undefined) ? undefined : { threads, news };
}

async function writeOnLines(
  place: Place,
  conversation: Conversation,
  { threads, news }: ReviewPlan,
  ledger: Ledger,
): Promise<void> {
  if (news.length > 0) await ledger.save({ newReview: Date.now() });
  const written = news.length === 0 ? [] : await writeReview(place, conversation, news);
  const posted = written.map(({ remarks }) => asPosted(remarks.map(({ fingerprint }) => fingerprint)));
  await ledger.save({ reviewed: [...threads.map(({ now }) => now), ...posted], newReview: undefined });
  await ledger.save({ reviewed: [...(await writeEdits(place, conversation.pullRequest, threads)), ...posted] });
}

/** Nobody pushes and sees a word on it before that. */
const freshMs = 2_000;

/** A verdict on an old head must not be the last word in the conversation. */
async function isOvertaken(place: Place, { pullRequest, seenAt }: Conversation): Promise<boolean> {
  if (seenAt !== undefined && Date.now() - seenAt < freshMs) return false;
  const now = await fetchPullRequest(place, pullRequest.number);
  if (now === undefined) throw new RetryLater(`no pull request ${pullRequest.number}`);
  return !now.open || now.headSha !== pullRequest.headSha;
}
