import type { Probot } from 'probot';
import type { OpenForge } from '../app/forge.ts';
import { completeCheck, findCreated, listRuns, startCheck } from './check-run.ts';
import type { Place } from './place.ts';
import { converse } from './publish.ts';
import { fetchMergeBase, fetchPullRequest } from './pull-request.ts';
import { gitCache, repositoryReader } from './repository.ts';

export interface GitHubOptions {
  readonly appId: number;
  readonly server: string;
  /** How long GitHub may need to list what was just written. */
  readonly lagMs?: number;
}

/** GitHub as the app's forge; what it reads of git is kept over all reviews. */
export function openGitHub(probot: Probot, { appId, server, lagMs = 2000 }: GitHubOptions): OpenForge {
  const cache = gitCache();
  let login: string | undefined;
  const botLogin = async (): Promise<string> => (login ??= await fetchBotLogin(probot));
  return async (where, signal) => {
    const octokit = await probot.auth(where.installationId);
    if (signal !== undefined) {
      octokit.hook.before('request', (options) => {
        options.request = { ...options.request, signal };
      });
    }
    const place: Place = { octokit, owner: where.owner, repo: where.repo, appId, server, botLogin, lagMs };
    const at = repositoryReader(octokit, where, cache);
    return {
      pullRequest: (number) => fetchPullRequest(place, number),
      mergeBase: (base, headSha) => fetchMergeBase(place, base, headSha),
      at,
      reported: async (headSha) => (await listRuns(place, headSha)).flatMap(({ external_id: id }) => id ?? []),
      createdCheck: (check) => findCreated(place, check),
      startCheck: (check) => startCheck(place, check),
      completeCheck: (check, runId) => completeCheck(place, check, runId),
      converse: (conversation, ledger) => converse(place, conversation, ledger),
    };
  };
}

async function fetchBotLogin(probot: Probot): Promise<string> {
  const app = await probot.auth();
  const { data } = await app.rest.apps.getAuthenticated();
  return `${data?.slug}[bot]`;
}
