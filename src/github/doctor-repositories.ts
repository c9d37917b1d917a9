import { configPath } from '../config/defaults.ts';
import type { PullRequestFacts, RepositoriesFacts, RepositoryFacts, Seen } from '../doctor/facts.ts';
import { protectionFacts, rulesFacts } from './branch-rules.ts';
import type { Looking } from './doctor-facts.ts';
import type { GitHubApp, Octokit } from './octokit.ts';
import { reading, see } from './see.ts';
import { isStatus } from './status.ts';

/** More would take minutes, and who has set up one as the other has them alike. */
const maxRepositories = 20;

/** The repositories of an installation, or the one that is to be looked at. */
export async function doctorRepositories(
  app: GitHubApp,
  installationId: number,
  looking: Looking,
): Promise<Seen<RepositoriesFacts>> {
  const listed = await see(listRepositories(app.inInstallation(installationId), looking));
  if (listed.state === 'unseen') return listed;
  const { chosen, leftOut } = listed.value;
  const looked = await Promise.all(
    chosen.map((repository) => repositoryFacts(app, { ...repository, installationId }, looking)),
  );
  return { state: 'seen', value: { looked, leftOut } };
}

interface Listed {
  readonly repositoryId: number;
  readonly owner: string;
  readonly repo: string;
  readonly url: string;
  readonly defaultBranch: string;
}

interface Choice {
  readonly chosen: readonly Listed[];
  readonly leftOut: number;
}

async function listRepositories(octokit: Octokit, { repository }: Looking): Promise<Choice> {
  if (repository !== undefined) {
    const { data } = await octokit.rest.repos.get(repository);
    return { chosen: [listedIn(data)], leftOut: 0 };
  }
  const { data } = await octokit.rest.apps.listReposAccessibleToInstallation({ per_page: 100 });
  // Nothing can be merged into the others.
  const living = data.repositories.filter(({ archived, disabled }) => !archived && !disabled);
  const chosen = living.slice(0, maxRepositories).map(listedIn);
  const dead = data.repositories.length - living.length;
  return { chosen, leftOut: data.total_count - dead - chosen.length };
}

interface Resource {
  readonly id: number;
  readonly name: string;
  readonly owner: { readonly login: string };
  readonly html_url: string;
  readonly default_branch: string;
}

const listedIn = ({ id, name, owner, html_url, default_branch }: Resource): Listed => ({
  repositoryId: id,
  owner: owner.login,
  repo: name,
  url: html_url,
  defaultBranch: default_branch,
});

async function repositoryFacts(
  app: GitHubApp,
  { installationId, repositoryId, owner, repo, url, defaultBranch }: Listed & { readonly installationId: number },
  { appId, readConfiguration }: Looking,
): Promise<RepositoryFacts> {
  const octokit = app.inRepository({ installationId, repositoryId, access: 'read' });
  const at = { owner, repo };
  const on = { ...at, branch: defaultBranch };
  const [bytes, rules, branch, newest] = await Promise.all([
    see(readFile(octokit, { ...at, ref: defaultBranch })),
    see(octokit.paginate(octokit.rest.repos.getBranchRules, { ...on, per_page: 100 })),
    see(octokit.rest.repos.getBranch(on)),
    see(newestPullRequest(octokit, { ...at, appId })),
  ]);
  return {
    name: `${owner}/${repo}`,
    url,
    defaultBranch,
    configuration: reading(bytes, readConfiguration),
    rules: reading(rules, rulesFacts),
    protection: reading(branch, ({ data }) => protectionFacts(data)),
    newest,
  };
}

interface FileAt {
  readonly owner: string;
  readonly repo: string;
  readonly ref: string;
}

/** Undefined where the repository has no configuration. */
async function readFile(octokit: Octokit, at: FileAt): Promise<Uint8Array | undefined> {
  try {
    const { data } = await octokit.rest.repos.getContent({ ...at, path: configPath });
    // A folder, a link or a submodule of that name is no configuration that could be read.
    return 'content' in data ? Buffer.from(data.content, 'base64') : Buffer.from('unreadable');
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}

interface PullsAt {
  readonly owner: string;
  readonly repo: string;
  readonly appId: number;
}

async function newestPullRequest(octokit: Octokit, { appId, ...at }: PullsAt): Promise<PullRequestFacts | undefined> {
  const { data } = await octokit.rest.pulls.list({
    ...at,
    state: 'open',
    sort: 'updated',
    direction: 'desc',
    per_page: 1,
  });
  const [pull] = data;
  if (pull === undefined) return undefined;
  const { data: found } = await octokit.rest.checks.listForRef({
    ...at,
    ref: pull.head.sha,
    app_id: appId,
    per_page: 1,
  });
  return { number: pull.number, changedAt: Date.parse(pull.updated_at), hasRun: found.total_count > 0 };
}
