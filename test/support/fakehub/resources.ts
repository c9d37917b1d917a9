import type { Commit } from './git.ts';
import type {
  CheckRunState,
  CommentState,
  PullState,
  RepositoryState,
  ReviewCommentState,
  ReviewState,
} from './state.ts';

/** Where fakehub answers, and the app that is installed on it. */
export interface World {
  readonly origin: string;
  readonly appId: number;
  readonly appSlug: string;
}

export type Resource = Readonly<Record<string, unknown>>;

const began = '2026-01-05T09:00:00Z';
export const instant = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
const nodeId = (kind: string, id: number): string => Buffer.from(`${kind}:${id}`).toString('base64');
const links = (urls: Readonly<Record<string, string>>): Resource =>
  Object.fromEntries(Object.entries(urls).map(([name, href]) => [name, { href }]));

/** A number that is the same for the same login. */
const userId = (login: string): number => Buffer.from(login).reduce((sum, byte) => (sum * 31 + byte) % 1e9, 7);

export function user(world: World, login: string): Resource {
  const url = `${world.origin}/users/${login}`;
  return {
    login,
    id: userId(login),
    node_id: nodeId('User', userId(login)),
    avatar_url: `${world.origin}/avatars/${login}`,
    gravatar_id: '',
    url,
    html_url: `${world.origin}/${login}`,
    ...Object.fromEntries(
      [
        'events',
        'followers',
        'following',
        'gists',
        'organizations',
        'received_events',
        'repos',
        'starred',
        'subscriptions',
      ].map((name) => [`${name}_url`, `${url}/${name}`]),
    ),
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    site_admin: false,
  };
}

export const bot = (world: World): string => `${world.appSlug}[bot]`;

export function app(world: World): Resource {
  return {
    id: world.appId,
    slug: world.appSlug,
    node_id: nodeId('App', world.appId),
    owner: user(world, 'acme'),
    name: 'Portcullis',
    description: '',
    external_url: 'https://example.com',
    html_url: `${world.origin}/apps/${world.appSlug}`,
    created_at: began,
    updated_at: began,
    permissions: { checks: 'write', contents: 'read', metadata: 'read', pull_requests: 'write', merge_queues: 'read' },
    events: ['pull_request'],
  };
}

const repositoryUrls = [
  'archive',
  'assignees',
  'blobs',
  'branches',
  'collaborators',
  'comments',
  'commits',
  'compare',
  'contents',
  'contributors',
  'deployments',
  'downloads',
  'events',
  'forks',
  'git_commits',
  'git_refs',
  'git_tags',
  'hooks',
  'issue_comment',
  'issue_events',
  'issues',
  'keys',
  'labels',
  'languages',
  'merges',
  'milestones',
  'notifications',
  'pulls',
  'releases',
  'stargazers',
  'statuses',
  'subscribers',
  'subscription',
  'tags',
  'teams',
  'trees',
];

export const apiUrl = (world: World, repository: RepositoryState): string =>
  `${world.origin}/repos/${repository.owner}/${repository.name}`;
export const htmlUrl = (world: World, repository: RepositoryState): string =>
  `${world.origin}/${repository.owner}/${repository.name}`;

export function repositoryResource(world: World, repository: RepositoryState): Resource {
  const url = apiUrl(world, repository);
  const html = htmlUrl(world, repository);
  return {
    id: repository.id,
    node_id: nodeId('Repository', repository.id),
    name: repository.name,
    full_name: `${repository.owner}/${repository.name}`,
    owner: user(world, repository.owner),
    private: false,
    html_url: html,
    description: null,
    fork: false,
    url,
    ...Object.fromEntries(repositoryUrls.map((name) => [`${name}_url`, `${url}/${name}`])),
    ...Object.fromEntries(['clone', 'git', 'ssh', 'svn'].map((name) => [`${name}_url`, `${html}.git`])),
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    default_branch: 'main',
    ...Object.fromEntries(
      ['issues', 'projects', 'wiki', 'downloads', 'discussions'].map((name) => [`has_${name}`, true]),
    ),
    has_pages: false,
    archived: false,
    disabled: false,
    ...Object.fromEntries(
      ['forks', 'open_issues', 'watchers'].flatMap((name) => [
        [name, 0],
        [`${name}_count`, 0],
      ]),
    ),
    stargazers_count: 0,
    network_count: 0,
    subscribers_count: 0,
    size: 1,
    pushed_at: began,
    created_at: began,
    updated_at: began,
  };
}

const side = (world: World, repository: RepositoryState, ref: string, sha: string): Resource => ({
  label: `${repository.owner}:${ref}`,
  ref,
  sha,
  user: user(world, repository.owner),
  repo: repositoryResource(world, repository),
});

/** The pull request as lists show it; `head` is the repository that its branch lies in. */
export function pullSimple(world: World, base: RepositoryState, pull: PullState, head: RepositoryState): Resource {
  const url = `${apiUrl(world, base)}/pulls/${pull.number}`;
  const issue = `${apiUrl(world, base)}/issues/${pull.number}`;
  const html = `${htmlUrl(world, base)}/pull/${pull.number}`;
  const urls = {
    self: url,
    html,
    issue,
    comments: `${issue}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${apiUrl(world, base)}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses: `${apiUrl(world, base)}/statuses/${pull.headSha}`,
  };
  const { self: _self, html: _html, ...rest } = urls;
  return {
    url,
    id: base.id * 1000 + pull.number,
    node_id: nodeId('PullRequest', pull.number),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [`${name}_url`, value])),
    number: pull.number,
    state: pull.state,
    locked: false,
    title: `Pull request ${pull.number}`,
    user: user(world, pull.author),
    body: null,
    labels: [],
    milestone: null,
    assignee: null,
    created_at: pull.createdAt,
    updated_at: pull.createdAt,
    closed_at: pull.state === 'closed' ? pull.createdAt : null,
    merged_at: null,
    merge_commit_sha: null,
    draft: pull.draft,
    head: side(world, head, pull.headBranch, pull.headSha),
    base: side(world, base, pull.baseBranch, pull.baseSha),
    _links: links(urls),
    author_association: 'CONTRIBUTOR',
    auto_merge: null,
  };
}

export function pullFull(world: World, base: RepositoryState, pull: PullState, head: RepositoryState): Resource {
  return {
    ...pullSimple(world, base, pull, head),
    merged: false,
    mergeable: null,
    rebaseable: null,
    mergeable_state: 'unknown',
    merged_by: null,
    comments: [...base.comments.values()].filter((comment) => comment.pull === pull.number).length,
    review_comments: pull.reviews.flatMap((review) => review.comments).length,
    maintainer_can_modify: false,
    commits: 1,
    additions: 0,
    deletions: 0,
    changed_files: 0,
  };
}

export function commitResource(world: World, repository: RepositoryState, commit: Commit): Resource {
  const url = `${apiUrl(world, repository)}/commits/${commit.sha}`;
  const person = { name: 'Fakehub', email: 'fakehub@example.com', date: commit.at };
  return {
    url,
    sha: commit.sha,
    node_id: `C_${commit.sha}`,
    html_url: `${htmlUrl(world, repository)}/commit/${commit.sha}`,
    comments_url: `${url}/comments`,
    commit: {
      url: `${apiUrl(world, repository)}/git/commits/${commit.sha}`,
      author: person,
      committer: person,
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: `${apiUrl(world, repository)}/git/trees/${commit.tree}` },
    },
    author: null,
    committer: null,
    parents: commit.parents.map((sha) => ({ sha, url: `${apiUrl(world, repository)}/commits/${sha}` })),
  };
}

export function checkRun(world: World, repository: RepositoryState, run: CheckRunState): Resource {
  const url = `${apiUrl(world, repository)}/check-runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeId('CheckRun', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: `${htmlUrl(world, repository)}/runs/${run.id}`,
    details_url: run.detailsUrl,
    name: run.name,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: { ...run.output, annotations_count: run.annotations.length, annotations_url: `${url}/annotations` },
    check_suite: { id: run.id + 1_000_000 },
    app: app(world),
    // Empty as for forks: whoever looks a pull request up here has a bug.
    pull_requests: [],
  };
}

export function comment(world: World, repository: RepositoryState, state: CommentState): Resource {
  const url = `${apiUrl(world, repository)}/issues`;
  return {
    id: state.id,
    node_id: nodeId('IssueComment', state.id),
    url: `${url}/comments/${state.id}`,
    html_url: `${htmlUrl(world, repository)}/pull/${state.pull}#issuecomment-${state.id}`,
    issue_url: `${url}/${state.pull}`,
    body: state.body,
    user: user(world, state.author),
    created_at: instant(state.createdAt),
    updated_at: instant(state.updatedAt),
    author_association: 'NONE',
    performed_via_github_app: state.appId === undefined ? null : { ...app(world), id: state.appId },
  };
}

const reviewLinks = (
  world: World,
  repository: RepositoryState,
  pull: number,
  anchor: string,
): { readonly html: string; readonly pull_request: string } => ({
  html: `${htmlUrl(world, repository)}/pull/${pull}#${anchor}`,
  pull_request: `${apiUrl(world, repository)}/pulls/${pull}`,
});

export function review(world: World, repository: RepositoryState, pull: number, state: ReviewState): Resource {
  const urls = reviewLinks(world, repository, pull, `pullrequestreview-${state.id}`);
  return {
    id: state.id,
    node_id: nodeId('Review', state.id),
    user: user(world, state.author),
    body: state.body,
    state: { COMMENT: 'COMMENTED', APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED' }[state.event],
    html_url: urls.html,
    pull_request_url: urls.pull_request,
    _links: links(urls),
    submitted_at: instant(state.createdAt),
    commit_id: state.commitId,
    author_association: 'NONE',
  };
}

export function reviewComment(
  world: World,
  repository: RepositoryState,
  pull: number,
  { review: owner, comment: state }: { readonly review: ReviewState; readonly comment: ReviewCommentState },
): Resource {
  const self = `${apiUrl(world, repository)}/pulls/comments/${state.id}`;
  const urls = { self, ...reviewLinks(world, repository, pull, `discussion_r${state.id}`) };
  return {
    id: state.id,
    node_id: nodeId('ReviewComment', state.id),
    url: self,
    html_url: urls.html,
    pull_request_url: urls.pull_request,
    pull_request_review_id: owner.id,
    diff_hunk: state.hunk,
    path: state.path,
    line: state.line,
    original_line: state.line,
    side: state.side,
    commit_id: owner.commitId,
    original_commit_id: owner.commitId,
    user: user(world, owner.author),
    body: state.body,
    created_at: instant(owner.createdAt),
    updated_at: instant(state.updatedAt),
    author_association: 'NONE',
    _links: links(urls),
    ...(state.inReplyTo === undefined ? {} : { in_reply_to_id: state.inReplyTo }),
  };
}
