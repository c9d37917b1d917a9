import type { Conversation, PullRequest, ReviewWanted } from '../app/forge.ts';
import { markersIn, remarksBody } from '../report/remarks.ts';
import { type ReviewComment, reviewBody } from '../report/review-comments.ts';
import type { ReviewedComment } from '../store/records.ts';
import { createOnce } from './create-once.ts';
import { linesIn } from './patch-lines.ts';
import { named, type Place } from './place.ts';
import { isStatus } from './status.ts';

/** What is still to be said: a finding is told once in a pull request, however often it is pushed. */
export function planReview(
  { comments, max }: ReviewWanted,
  told: readonly ReviewedComment[],
): readonly ReviewComment[] {
  const known = new Set(told.flatMap(({ open, fixed }) => [...open, ...fixed]));
  const news = comments
    .map((comment) => ({ ...comment, remarks: comment.remarks.filter(({ fingerprint }) => !known.has(fingerprint)) }))
    .filter(({ remarks }) => remarks.length > 0);
  return news.slice(0, Math.max(0, max - told.length));
}

/** Posts one review and returns the comments that stand in it. */
export async function writeReview(
  place: Place,
  conversation: Conversation,
  comments: readonly ReviewComment[],
): Promise<readonly ReviewComment[]> {
  const { pullRequest } = conversation;
  const post = (kept: readonly ReviewComment[]): Promise<unknown> =>
    createOnce({
      create: () => create(place, conversation, kept),
      find: async () => ((await stands(place, pullRequest, kept)) ? true : undefined),
      lagMs: place.lagMs,
    });
  try {
    await post(comments);
    return comments;
  } catch (error) {
    if (!isStatus(error, 422)) throw error;
    // One line outside of GitHub's own diff, and the whole review is refused.
    const kept = await insideDiff(place, pullRequest, comments);
    if (kept.length === comments.length) throw error;
    if (kept.length > 0) await post(kept);
    return kept;
  }
}

/**
 * The fingerprints that each comment of our reviews was posted with. A review stays when its comments are deleted, so
 * what somebody has deleted is not told again.
 */
export async function toldInReviews(place: Place, { number }: PullRequest): Promise<readonly (readonly string[])[]> {
  const own = await place.botLogin();
  const reviews = await place.octokit.paginate(place.octokit.rest.pulls.listReviews, {
    ...named(place),
    pull_number: number,
    per_page: 100,
  });
  return reviews.filter(({ user }) => user?.login === own).flatMap(({ body }) => markersIn(body));
}

async function create(
  place: Place,
  { pullRequest, checkName }: Conversation,
  comments: readonly ReviewComment[],
): Promise<unknown> {
  return place.octokit.rest.pulls.createReview({
    ...named(place),
    pull_number: pullRequest.number,
    commit_id: pullRequest.headSha,
    event: 'COMMENT',
    body: reviewBody(checkName, comments),
    comments: comments.map(({ path, line, side, remarks }) => ({ path, line, side, body: remarksBody(remarks) })),
  });
}

/** True where a review whose answer was lost is there nevertheless. */
async function stands(place: Place, pullRequest: PullRequest, comments: readonly ReviewComment[]): Promise<boolean> {
  const told = new Set((await toldInReviews(place, pullRequest)).flat());
  return comments.every(({ remarks }) => remarks.every(({ fingerprint }) => told.has(fingerprint)));
}

async function insideDiff(
  place: Place,
  { number }: PullRequest,
  comments: readonly ReviewComment[],
): Promise<readonly ReviewComment[]> {
  const files = await place.octokit.paginate(place.octokit.rest.pulls.listFiles, {
    ...named(place),
    pull_number: number,
    per_page: 100,
  });
  const patches = new Map(files.map(({ filename, patch }) => [filename, patch ?? '']));
  return comments.filter(({ path, line, side }) =>
    linesIn(patches.get(path) ?? '', side).some(([from, to]) => from <= line && line <= to),
  );
}
