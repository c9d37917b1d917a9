import type { Conversation, Ledger } from '../app/forge.ts';
import type { PullRequestRecord } from '../store/store.ts';
import type { Place } from './place.ts';
import { fetchPullRequest } from './pull-request.ts';
import { knownFindings, planReview, writeReview } from './review.ts';
import { type CommentPlan, knownComment, planComment, writeComment } from './sticky-comment.ts';

/**
 * Writes what there is to say in the pull request besides its check: first the sticky comment, then one review.
 * Each is recorded as soon as it stands, so a retry does not repeat it.
 */
export async function converse(place: Place, conversation: Conversation, ledger: Ledger): Promise<void> {
  const record = await ledger.read();
  const edit = await plannedComment(place, conversation, record, ledger);
  const told = await toldFindings(place, conversation, record, ledger);
  const review = planReview(conversation, told);
  if (edit === undefined && review.length === 0) return;
  if (await isOvertaken(place, conversation)) return;
  if (edit !== undefined) await ledger.save({ comment: await writeComment(place, conversation, edit) });
  if (review.length === 0) return;
  const written = await writeReview(place, conversation, review);
  await ledger.save({ reviewed: [...told, ...written.flatMap(({ fingerprints }) => fingerprints)] });
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

async function toldFindings(
  place: Place,
  conversation: Conversation,
  record: PullRequestRecord,
  ledger: Ledger,
): Promise<readonly string[]> {
  if (conversation.reviewComments.length === 0) return [];
  const told = await knownFindings(place, conversation, record.reviewed);
  await ledger.save({ reviewed: told });
  return told;
}

/** A verdict on an old head must not be the last word in the conversation. */
async function isOvertaken(place: Place, { pullRequest }: Conversation): Promise<boolean> {
  const now = await fetchPullRequest(place, pullRequest.number);
  return now === undefined || !now.open || now.headSha !== pullRequest.headSha;
}
