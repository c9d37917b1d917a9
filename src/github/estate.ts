import type {
  CheckSeen,
  Estate,
  FailedDelivery,
  OpenPullRequest,
  OpenPullRequests,
  Repository,
} from '../app/estate.ts';
import { numberAbout } from '../app/events.ts';
import type { GitHubApp, Octokit } from './octokit.ts';
import { openPullRequestsQuery } from './open-pull-requests.ts';

/** GitHub lists up to 100 at once. */
const perPage = 100;
/** So many deliveries, newest first, are looked at. */
const maxDeliveries = 10_000;

/** GitHub's list of what the app is installed on. */
export function gitHubEstate(app: GitHubApp, { appId }: { readonly appId: number }): Estate {
  const { asItself } = app;
  return {
    installations: async () => {
      const all = await asItself.paginate(asItself.rest.apps.listInstallations, { per_page: perPage });
      return all.filter(({ suspended_at: suspended }) => suspended === null).map(({ id }) => id);
    },
    repositories: async (installationId) => {
      const octokit = app.inInstallation(installationId);
      const all = await octokit.paginate(octokit.rest.apps.listReposAccessibleToInstallation, { per_page: perPage });
      return all.map(({ id, node_id: nodeId, name: repo, owner: { login: owner } }) => {
        return { installationId, repositoryId: id, nodeId, owner, repo };
      });
    },
    openPullRequests: async (repositories) => {
      const [first] = repositories;
      if (first === undefined) return [];
      const octokit = app.inInstallation(first.installationId);
      return listOpen(
        (variables) => answered(octokit.graphql<Answer>(openPullRequestsQuery, { ...variables, appId })),
        repositories,
      );
    },
    failedDeliveries: async (since) => failedIn(await recentDeliveries(asItself, since)),
    redeliver: async ({ id }) => {
      await asItself.rest.apps.redeliverWebhookDelivery({ delivery_id: id });
    },
  };
}

/** What could be seen, where GraphQL's errors are about single repositories: one that is gone hides none of the others. */
async function answered(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (error) {
    const { data, errors = [] } = error as Partly; // any error may lack both
    const isMissing = ({ path: [at, index] = [] }: QueryError): boolean =>
      at === 'nodes' && data?.nodes?.[Number(index)] === null;
    if (data?.nodes === undefined || errors.length === 0 || !errors.every(isMissing)) throw error;
    return { nodes: data.nodes };
  }
}

/** How Octokit throws an answer with errors. */
interface Partly {
  readonly data?: Partial<Answer> | null;
  readonly errors?: readonly QueryError[];
}

interface QueryError {
  readonly path?: readonly unknown[];
}

type Ask = (variables: { readonly ids: readonly string[]; readonly after?: string }) => Promise<Answer>;

async function listOpen(ask: Ask, repositories: readonly Repository[]): Promise<readonly OpenPullRequests[]> {
  const { nodes } = await ask({ ids: repositories.map(({ nodeId }) => nodeId) });
  const byId = new Map(repositories.map((repository) => [repository.repositoryId, repository]));
  const found: OpenPullRequests[] = [];
  for (const node of nodes) {
    const repository = byId.get(node?.databaseId ?? 0);
    if (node === null || repository === undefined) continue;
    found.push({ repository, pullRequests: (await allOf(ask, repository, node)).map(pullRequestIn) });
  }
  return found;
}

/** The rest of a long list, page by page. */
async function allOf(ask: Ask, { nodeId }: Repository, first: RepositoryNode): Promise<readonly PullRequestNode[]> {
  const all = [...first.pullRequests.nodes];
  let { hasNextPage, endCursor } = first.pullRequests.pageInfo;
  while (hasNextPage && endCursor !== null) {
    const [next] = (await ask({ ids: [nodeId], after: endCursor })).nodes;
    if (next == null) break;
    all.push(...next.pullRequests.nodes);
    ({ hasNextPage, endCursor } = next.pullRequests.pageInfo);
  }
  return all;
}

/** What the query is answered with; null for a repository that is gone. */
interface Answer {
  readonly nodes: readonly (RepositoryNode | null)[];
}

interface RepositoryNode {
  readonly databaseId: number;
  readonly pullRequests: {
    readonly nodes: readonly PullRequestNode[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

interface PullRequestNode {
  readonly number: number;
  readonly headRefOid: string;
  readonly baseRefName: string;
  readonly updatedAt: string;
  readonly commits: { readonly nodes: readonly { readonly commit: CommitNode }[] };
}

interface CommitNode {
  readonly checkSuites: {
    readonly nodes: readonly {
      readonly checkRuns: { readonly nodes: readonly RunNode[] };
    }[];
  } | null;
}

interface RunNode {
  readonly status: string;
  readonly conclusion: string | null;
  readonly startedAt: string | null;
  readonly externalId: string | null;
}

const checkIn = ({ status, conclusion, startedAt, externalId }: RunNode): CheckSeen => ({
  state: status !== 'COMPLETED' ? 'running' : conclusion === 'TIMED_OUT' ? 'unable' : 'judged',
  number: numberAbout(externalId ?? ''),
  startedAt: Date.parse(startedAt ?? '') || 0,
});

function pullRequestIn({ number, headRefOid, baseRefName, updatedAt, commits }: PullRequestNode): OpenPullRequest {
  const suites = commits.nodes.flatMap(({ commit }) => commit.checkSuites?.nodes ?? []);
  const checks = suites.flatMap(({ checkRuns }) => checkRuns.nodes).map(checkIn);
  return { number, headSha: headRefOid, baseRef: baseRefName, updatedAt: Date.parse(updatedAt), checks };
}

interface Attempt {
  readonly id: number;
  readonly guid: string;
  readonly status_code: number;
}

/** Newest first, as GitHub lists them; an attempt that was repeated has its `guid` again. */
async function recentDeliveries(app: Octokit, since: number): Promise<readonly Attempt[]> {
  const recent: Attempt[] = [];
  for await (const { data } of app.paginate.iterator(app.rest.apps.listWebhookDeliveries, { per_page: perPage })) {
    const fresh = data.filter(({ delivered_at: at }) => Date.parse(at) >= since);
    recent.push(...fresh);
    if (fresh.length < data.length || recent.length >= maxDeliveries) break;
  }
  return recent;
}

function failedIn(attempts: readonly Attempt[]): readonly FailedDelivery[] {
  const byGuid = Map.groupBy(attempts, ({ guid }) => guid);
  return [...byGuid.values()].flatMap(([newest, ...older]) => {
    const all = newest === undefined ? [] : [newest, ...older];
    const arrived = all.some(({ status_code: status }) => status >= 200 && status < 300);
    return newest === undefined || arrived ? [] : [{ id: newest.id, attempts: all.length }];
  });
}
