import type { MergeBase, PullRequest } from '../app/forge.ts';
import { named, type Place } from './place.ts';
import { isStatus } from './repository.ts';

/** Undefined where there is none, or none that the app may see. */
export async function fetchPullRequest(place: Place, number: number): Promise<PullRequest | undefined> {
  try {
    const { data } = await place.octokit.rest.pulls.get({ ...named(place), pull_number: number });
    return {
      number,
      open: data.state === 'open',
      draft: data.draft ?? false,
      headSha: data.head.sha,
      baseRef: data.base.ref,
      baseSha: data.base.sha,
      comments: data.comments,
      reviewComments: data.review_comments,
    };
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}

/**
 * The tip of the base branch and where the head left it, in one request. A pull request's own `base.sha` is the tip of
 * some earlier time.
 */
export async function fetchMergeBase(
  place: Place,
  base: { readonly ref: string; readonly fallback: string },
  headSha: string,
): Promise<MergeBase> {
  return (
    (await compare(place, base.ref, headSha)) ??
    (await compare(place, base.fallback, headSha)) ?? { tip: base.fallback, mergeBase: undefined }
  );
}

/** Undefined where one of the two is gone or they have no commit in common: GitHub answers 404 to both. */
async function compare(place: Place, base: string, head: string): Promise<MergeBase | undefined> {
  try {
    const { data } = await place.octokit.rest.repos.compareCommitsWithBasehead({
      ...named(place),
      basehead: `${base}...${head}`,
      per_page: 1,
    });
    return { tip: data.base_commit.sha, mergeBase: data.merge_base_commit.sha };
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}
