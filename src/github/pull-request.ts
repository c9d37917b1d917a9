import type { ListedPullRequest, MergeBase, PullRequest } from '../app/forge.ts';
import { RetryLater } from '../app/retry-later.ts';
import { named, type Place } from './place.ts';
import { isStatus } from './status.ts';

/** Undefined where there is none, or none that the app may see. */
export async function fetchPullRequest(place: Place, number: number): Promise<PullRequest | undefined> {
  try {
    const { data } = await place.octokit.rest.pulls.get({ ...named(place), pull_number: number });
    return {
      number,
      open: data.state === 'open',
      draft: data.draft ?? false,
      authorId: data.user?.id,
      // A fork that was deleted is none any more.
      fromFork: data.head.repo?.id !== data.base.repo.id,
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
 * The open pull requests with this head, whoever opened them. Of what comes from a fork GitHub may not tell all.
 * @see https://docs.github.com/en/rest/commits/commits#list-pull-requests-associated-with-a-commit
 */
export async function fetchPullRequestsOn(place: Place, sha: string): Promise<readonly ListedPullRequest[]> {
  const about = { ...named(place), commit_sha: sha, per_page: 100 };
  try {
    const { data } = await place.octokit.rest.repos.listPullRequestsAssociatedWithCommit(about);
    return data.map(({ number, state, head, base }) => {
      return { number, open: state === 'open', headSha: head.sha, baseRef: base.ref };
    });
  } catch (error) {
    // A commit that lies in a fork alone may be none to GitHub.
    if (isStatus(error, 404) || isStatus(error, 422)) return [];
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
  const onBranch = await compare(place, base.ref, headSha);
  if (typeof onBranch === 'object') return onBranch;
  if (onBranch === 'unrelated') return { tip: await fetchTip(place, base.ref), mergeBase: undefined };
  // The branch is gone, or GitHub's replicas do not know the head yet.
  const onCommit = await compare(place, base.fallback, headSha);
  if (typeof onCommit === 'object') return onCommit;
  if (onCommit === 'unrelated') return { tip: base.fallback, mergeBase: undefined };
  throw new RetryLater('GitHub does not know the commits of the pull request');
}

async function compare(place: Place, base: string, head: string): Promise<MergeBase | 'unrelated' | 'unknown'> {
  try {
    const { data } = await place.octokit.rest.repos.compareCommitsWithBasehead({
      ...named(place),
      basehead: `${base}...${head}`,
      per_page: 1,
    });
    return { tip: data.base_commit.sha, mergeBase: data.merge_base_commit.sha };
  } catch (error) {
    if (!isStatus(error, 404)) throw error;
    // GitHub answers 404 to both and tells them apart by these words.
    return String(error).includes('No common ancestor') ? 'unrelated' : 'unknown';
  }
}

async function fetchTip(place: Place, branch: string): Promise<string> {
  const { data } = await place.octokit.rest.git.getRef({ ...named(place), ref: `heads/${branch}` });
  return data.object.sha;
}
