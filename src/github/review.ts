import type { Conversation } from '../app/forge.ts';
import { fingerprintsIn, type ReviewComment } from '../report/review-comments.ts';
import { createOnce } from './create-once.ts';
import { linesIn } from './patch-lines.ts';
import { named, type Place } from './place.ts';
import { isStatus } from './status.ts';

/** The findings that have had a review comment, from the ledger, else by asking GitHub. */
export async function knownFindings(
  place: Place,
  { pullRequest }: Conversation,
  record: readonly string[] | undefined,
): Promise<readonly string[]> {
  if (record !== undefined) return record;
  return pullRequest.reviewComments === 0 ? [] : findFindings(place, pullRequest.number);
}

/** What is still to be said: a finding is told once in a pull request, however often it is pushed. */
export function planReview(conversation: Conversation, told: readonly string[]): readonly ReviewComment[] {
  const { reviewComments, maxReviewComments } = conversation;
  const news = reviewComments.filter(({ fingerprints }) => fingerprints.some((print) => !told.includes(print)));
  return news.slice(0, Math.max(0, maxReviewComments - told.length));
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
      find: async () => ((await stands(place, pullRequest.number, kept)) ? true : undefined),
      lagMs: place.lagMs,
    });
  try {
    await post(comments);
    return comments;
  } catch (error) {
    if (!isStatus(error, 422)) throw error;
  }
  // One line outside of GitHub's own diff, and the whole review is refused.
  const kept = await insideDiff(place, pullRequest.number, comments);
  if (kept.length === 0 || kept.length === comments.length) return [];
  await post(kept);
  return kept;
}

async function create(place: Place, conversation: Conversation, comments: readonly ReviewComment[]): Promise<unknown> {
  const { pullRequest, checkName } = conversation;
  const places = comments.length === 1 ? 'one place' : `${comments.length} places`;
  return place.octokit.rest.pulls.createReview({
    ...named(place),
    pull_number: pullRequest.number,
    commit_id: pullRequest.headSha,
    event: 'COMMENT',
    body: `\`${checkName.replaceAll('`', '')}\` has a remark on ${places} of this change; the check run holds the verdict.`,
    comments: comments.map(({ path, line, side, body }) => ({ path, line, side, body })),
  });
}

/** True where a review whose answer was lost is there nevertheless. */
async function stands(place: Place, number: number, comments: readonly ReviewComment[]): Promise<boolean> {
  const told = new Set(await findFindings(place, number));
  return comments.every(({ fingerprints }) => fingerprints.every((print) => told.has(print)));
}

async function findFindings(place: Place, number: number): Promise<readonly string[]> {
  const own = await place.botLogin();
  const comments = await place.octokit.paginate(place.octokit.rest.pulls.listReviewComments, {
    ...named(place),
    pull_number: number,
    per_page: 100,
  });
  return comments.filter(({ user }) => user?.login === own).flatMap(({ body }) => fingerprintsIn(body));
}

async function insideDiff(
  place: Place,
  number: number,
  comments: readonly ReviewComment[],
): Promise<readonly ReviewComment[]> {
  const files = await place.octokit.paginate(place.octokit.rest.pulls.listFiles, {
    ...named(place),
    pull_number: number,
    per_page: 100,
  });
  const patches = new Map(files.map(({ filename, patch }) => [filename, patch ?? '']));
  return comments.filter(({ path, line }) =>
    linesIn(patches.get(path) ?? '').some(([from, to]) => from <= line && line <= to),
  );
}
