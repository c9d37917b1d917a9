import type { PullRequest, ReviewWanted } from '../app/forge.ts';
import { RetryLater } from '../app/retry-later.ts';
import { restated, type Standing, type Told, toldIn } from '../report/remarks.ts';
import type { ReviewedComment } from '../store/records.ts';
import { named, type Place } from './place.ts';
import { toldInReviews } from './review.ts';
import { isStatus } from './status.ts';

/** A review comment of ours, and the edit that makes it true again. */
export interface Thread {
  readonly now: ReviewedComment;
  readonly edit: Edit | undefined;
}

interface Edit {
  readonly id: number;
  readonly body: string;
}

/**
 * Our review comments, from the ledger where none of them can be in need of an edit, else by asking GitHub; undefined
 * where nobody has looked and nothing depends on it.
 */
export async function planThreads(
  place: Place,
  pullRequest: PullRequest,
  { comments, standing }: ReviewWanted,
  record: readonly ReviewedComment[] | undefined,
): Promise<readonly Thread[] | undefined> {
  if (record === undefined && comments.length === 0 && pullRequest.reviewComments === 0) return undefined;
  if (record?.some((known) => isOutdated(known, standing)) === false) return record.map(unedited);
  const told = record ?? (await toldInReviews(place, pullRequest)).map(asPosted);
  const threads = (await ownComments(place, pullRequest, told)).map((comment) => threadOf(comment, standing));
  const deleted = missing(
    told,
    threads.map(({ now }) => now),
  );
  // Whoever deleted it did not want to read it, and does not get it again.
  return [...threads, ...deleted.map((comment) => unedited({ ...comment, leftAlone: true }))];
}

/** Edits what is to be edited, and returns what the ledger is to know then. */
export async function writeEdits(
  place: Place,
  pullRequest: PullRequest,
  threads: readonly Thread[],
): Promise<readonly ReviewedComment[]> {
  const written: ReviewedComment[] = [];
  const unknown: number[] = [];
  for (const { now, edit } of threads) {
    const then = edit === undefined ? now : await write(place, now, edit);
    if (then === undefined && edit !== undefined) unknown.push(edit.id);
    written.push(then ?? { ...now, leftAlone: true });
  }
  const listed = unknown.length === 0 ? [] : await listOwn(place, pullRequest);
  const denied = listed.find(({ id }) => unknown.includes(id));
  if (denied !== undefined) throw new RetryLater(`GitHub lists review comment ${denied.id} and does not know it`);
  return written;
}

/** What the ledger knows of a comment that tells these findings and was just written. */
export const asPosted = (open: readonly string[]): ReviewedComment => ({ open, fixed: [], leftAlone: false });

const unedited = (now: ReviewedComment): Thread => ({ now, edit: undefined });

const isOutdated = ({ open, fixed, leftAlone }: ReviewedComment, standing: Standing): boolean =>
  !leftAlone &&
  (fixed.some((print) => standing.open.has(print)) ||
    (standing.complete && open.some((print) => !standing.open.has(print))));

interface OwnComment {
  readonly id: number;
  readonly body: string;
  readonly told: Told;
  readonly isAnswered: boolean;
}

/** Our comments that are there. What should be and is not is looked for twice: GitHub's replicas may lag behind. */
async function ownComments(
  place: Place,
  pullRequest: PullRequest,
  told: readonly ReviewedComment[],
): Promise<readonly OwnComment[]> {
  // The pull request was just read: where it has no review comment at all, none is ours.
  if (told.length === 0 && pullRequest.reviewComments === 0) return [];
  const own = await listOwn(place, pullRequest);
  const expected = told.filter(({ leftAlone }) => !leftAlone);
  if (
    missing(
      expected,
      own.map(({ told: says }) => says),
    ).length === 0
  )
    return own;
  await new Promise((done) => setTimeout(done, place.lagMs));
  return listOwn(place, pullRequest);
}

type Findings = Pick<ReviewedComment, 'open' | 'fixed'>;
const findingsOf = ({ open, fixed }: Findings): readonly string[] => [...open, ...fixed];

function missing(told: readonly ReviewedComment[], there: readonly Findings[]): readonly ReviewedComment[] {
  const prints = new Set(there.flatMap(findingsOf));
  return told.filter((comment) => !findingsOf(comment).some((print) => prints.has(print)));
}

/** Ours is what our login wrote and what carries our marker; the marker alone anybody can write. */
async function listOwn(place: Place, { number }: PullRequest): Promise<readonly OwnComment[]> {
  const login = await place.botLogin();
  const all = await place.octokit.paginate(place.octokit.rest.pulls.listReviewComments, {
    ...named(place),
    pull_number: number,
    per_page: 100,
  });
  const answers = all.filter(({ user }) => user?.login !== login);
  const answered = new Set(answers.map(({ in_reply_to_id: to }) => to));
  return all.flatMap(({ id, body, user }) => {
    const told = user?.login === login ? toldIn(body) : undefined;
    return told === undefined ? [] : [{ id, body, told, isAnswered: answered.has(id) }];
  });
}

function threadOf({ id, body, told, isAnswered }: OwnComment, standing: Standing): Thread {
  const { open, fixed, asWritten } = told;
  const leftAlone = isAnswered || !asWritten;
  const next = leftAlone ? undefined : restated(body, standing);
  return { now: { open, fixed, leftAlone }, edit: next === undefined ? undefined : { id, body: next } };
}

/** Undefined where GitHub does not know it: deleted since it was listed. */
async function write(place: Place, now: ReviewedComment, { id, body }: Edit): Promise<ReviewedComment | undefined> {
  try {
    await place.octokit.rest.pulls.updateReviewComment({ ...named(place), comment_id: id, body });
  } catch (error) {
    if (isStatus(error, 404) || isStatus(error, 410)) return undefined;
    throw error;
  }
  const { open, fixed } = toldIn(body) ?? now;
  return { open, fixed, leftAlone: false };
}
