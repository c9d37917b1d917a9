import type { OpenForge } from '../app/forge.ts';
import { RetryLater } from '../app/retry-later.ts';
import type { Cache } from '../store/cache.ts';
import { annotate, completeCheck, findCreated, listRuns, startCheck } from './check-run.ts';
import { fetchNeighbour } from './neighbour.ts';
import type { GitHubApp, Octokit } from './octokit.ts';
import { fetchMembership, fetchPerson } from './people.ts';
import type { Place } from './place.ts';
import { converse } from './publish.ts';
import { fetchMergeBase, fetchPullRequest, fetchPullRequestsOn } from './pull-request.ts';
import { gitCache, repositoryReader } from './repository.ts';
import { fetchSaid, react } from './said.ts';
import { isStatus } from './status.ts';
import type { Access } from './tokens.ts';

export interface GitHubOptions {
  readonly appId: number;
  readonly server: string;
  /** The login that GitHub gives to what the app writes. */
  readonly botLogin: () => Promise<string>;
  /** Keeps files over restarts. */
  readonly kept: Cache;
  /** How long GitHub may need to list what was just written. */
  readonly lagMs?: number;
}

/** GitHub as the app's forge; what it reads of git is kept over all reviews. */
export function openGitHub(app: GitHubApp, options: GitHubOptions): OpenForge {
  const { appId, server, botLogin, kept, lagMs = 2000 } = options;
  const cache = gitCache(kept);
  return async (where, signal) => {
    const { installationId, repositoryId, owner, repo } = where;
    const ended = (octokit: Octokit): Octokit => {
      if (signal !== undefined) {
        octokit.hook.before('request', (request) => {
          request.request = { ...request.request, signal };
        });
      }
      return octokit;
    };
    const placeFor = (access: Access): Place => {
      const octokit = ended(app.inRepository({ installationId, repositoryId, access }));
      return { octokit, owner, repo, appId, server, botLogin, lagMs };
    };
    const [reading, writing] = [placeFor('read'), placeFor('write')];
    const read = repositoryReader(reading.octokit, where, cache);
    return {
      pullRequest: (number) => known(fetchPullRequest(reading, number)),
      mergeBase: (base, headSha) => known(fetchMergeBase(reading, base, headSha)),
      at: (commit) => {
        const at = read(commit);
        return { commit, tree: () => known(at.tree()), blobs: (wanted) => known(at.blobs(wanted)) };
      },
      pullRequestsOn: (sha) => known(fetchPullRequestsOn(reading, sha)),
      person: (login) => fetchPerson(reading, login),
      isMember: (team, login) => fetchMembership(placeFor('people'), team, login),
      said: (nodeId) => fetchSaid(reading, nodeId),
      react: (nodeId, answer) => react(writing, nodeId, answer === 'done' ? 'THUMBS_UP' : 'CONFUSED'),
      neighbour: (repository, path) =>
        fetchNeighbour(ended(app.forFilesOf(installationId, repository)), { owner, repo: repository, path }),
      reported: async (headSha) => (await known(listRuns(reading, headSha))).flatMap(({ external_id: id }) => id ?? []),
      createdCheck: (check) => known(findCreated(reading, check)),
      startCheck: (check) => known(startCheck(writing, check)),
      completeCheck: (check, run) => known(completeCheck(writing, check, run)),
      annotate: (check, id, shown) => known(annotate(writing, check, id, shown)),
      converse: (conversation, ledger) => known(converse(writing, conversation, ledger)),
    };
  };
}

/** All that is asked for was named by GitHub before: what it does not know is something that not all of it know yet. */
async function known<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw isUnknown(error) ? new RetryLater(`GitHub does not know it yet: ${String(error)}`) : error;
  }
}

const isUnknown = (error: unknown): boolean =>
  isStatus(error, 404) || (isStatus(error, 422) && String(error).includes('No commit found'));
