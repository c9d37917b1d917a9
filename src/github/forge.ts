import type { OpenForge } from '../app/forge.ts';
import type { Cache } from '../store/cache.ts';
import { completeCheck, findCreated, listRuns, startCheck } from './check-run.ts';
import type { GitHubApp } from './octokit.ts';
import type { Place } from './place.ts';
import { converse } from './publish.ts';
import { fetchMergeBase, fetchPullRequest } from './pull-request.ts';
import { gitCache, repositoryReader } from './repository.ts';
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
    const placeFor = (access: Access): Place => {
      const octokit = app.inRepository({ installationId, repositoryId, access });
      if (signal !== undefined) {
        octokit.hook.before('request', (request) => {
          request.request = { ...request.request, signal };
        });
      }
      return { octokit, owner, repo, appId, server, botLogin, lagMs };
    };
    const [reading, writing] = [placeFor('read'), placeFor('write')];
    const at = repositoryReader(reading.octokit, where, cache);
    return {
      pullRequest: (number) => fetchPullRequest(reading, number),
      mergeBase: (base, headSha) => fetchMergeBase(reading, base, headSha),
      at,
      reported: async (headSha) => (await listRuns(reading, headSha)).flatMap(({ external_id: id }) => id ?? []),
      createdCheck: (check) => findCreated(reading, check),
      startCheck: (check) => startCheck(writing, check),
      completeCheck: (check, runId) => completeCheck(writing, check, runId),
      converse: (conversation, ledger) => converse(writing, conversation, ledger),
    };
  };
}
