import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema, graphql } from 'graphql';
import type { CheckRunState, PullState, RepositoryState } from './state.ts';

/** GitHub's own description of its GraphQL API: what the app asks, and what fakehub answers, is held to it. */
let schema: GraphQLSchema | undefined;
const gitHubSchema = (): GraphQLSchema =>
  (schema ??= buildSchema(
    readFileSync(new URL('../../../node_modules/@octokit/graphql-schema/schema.graphql', import.meta.url), 'utf8'),
    { assumeValid: true },
  ));

/** Answers a query of the app about repositories that its token opens. */
export async function answerQuery(
  { query, variables }: { readonly query?: string; readonly variables?: Readonly<Record<string, unknown>> },
  repositories: readonly RepositoryState[],
): Promise<unknown> {
  const byId = new Map(repositories.map((repository) => [nodeId(repository), repository]));
  const rootValue = {
    nodes: ({ ids }: { readonly ids: readonly string[] }) =>
      ids.map((id) => {
        const found = byId.get(id);
        return found === undefined ? null : repositoryNode(found);
      }),
    node: ({ id }: { readonly id: string }) => saidNode(repositories, id),
    addReaction: ({ input: { subjectId, content } }: ReactionInput) => {
      saidIn(repositories, subjectId)?.said.reactions?.push(content);
      return { clientMutationId: null };
    },
  };
  const answer = await graphql({
    schema: gitHubSchema(),
    source: query ?? '',
    variableValues: variables ?? {},
    rootValue,
  });
  // As `rootValue` gives them.
  const { nodes = [], node: single } = (answer.data ?? {}) as {
    readonly nodes?: readonly unknown[];
    readonly node?: unknown;
  };
  const missing = [
    ...nodes.flatMap((node, index) => (node === null ? [notFound(['nodes', index])] : [])),
    ...(single === null ? [notFound(['node'])] : []),
  ];
  return missing.length === 0 ? answer : { ...answer, errors: [...(answer.errors ?? []), ...missing] };
}

/** Besides the null in its place. */
const notFound = (path: readonly unknown[]) => ({
  type: 'NOT_FOUND',
  path,
  message: 'Could not resolve to a node with the global id.',
});

interface ReactionInput {
  readonly input: { readonly subjectId: string; readonly content: string };
}

/** A review, or a comment on a line, by its id. */
function saidIn(repositories: readonly RepositoryState[], id: string) {
  const reviews = repositories.flatMap(({ pulls }) => [...pulls.values()].flatMap((pull) => pull.reviews));
  for (const review of reviews) {
    if (id === saidId('Review', review.id)) return { kind: 'PullRequestReview', said: review, author: review.author };
    const comment = review.comments.find((each) => id === saidId('ReviewComment', each.id));
    if (comment !== undefined) return { kind: 'PullRequestReviewComment', said: comment, author: review.author };
  }
  return undefined;
}

const saidId = (kind: string, id: number): string => Buffer.from(`${kind}:${id}`).toString('base64');

function saidNode(repositories: readonly RepositoryState[], id: string) {
  const found = saidIn(repositories, id);
  if (found === undefined) return null;
  const { kind, said, author } = found;
  const by = author === 'ghost' ? null : { __typename: 'User', login: author };
  return { __typename: kind, body: said.body, lastEditedAt: said.lastEditedAt ?? null, author: by };
}

const nodeId = ({ id }: RepositoryState): string => Buffer.from(`Repository:${id}`).toString('base64');

interface Paging {
  readonly first: number;
  readonly after?: string | null;
}

const repositoryNode = (repository: RepositoryState) => ({
  __typename: 'Repository',
  databaseId: repository.id,
  pullRequests: ({ first, after }: Paging) => {
    const open = [...repository.pulls.values()].filter(({ state }) => state === 'open');
    const start = Number(after ?? 0);
    return {
      nodes: open.slice(start, start + first).map((pull) => pullNode(repository, pull)),
      pageInfo: { hasNextPage: start + first < open.length, endCursor: String(start + first) },
    };
  },
});

const pullNode = (repository: RepositoryState, { number, headSha, baseBranch, createdAt }: PullState) => ({
  number,
  headRefOid: headSha,
  baseRefName: baseBranch,
  updatedAt: createdAt,
  commits: {
    nodes: [{ commit: { oid: headSha, checkSuites: (asked: SuiteFilter) => suites(repository, headSha, asked) } }],
  },
});

interface SuiteFilter {
  readonly filterBy?: { readonly appId?: number };
}

function suites(repository: RepositoryState, sha: string, { filterBy }: SuiteFilter) {
  const runs = [...repository.checkRuns.values()].filter(
    ({ headSha, appId }) => headSha === sha && (filterBy?.appId === undefined || appId === filterBy.appId),
  );
  return { nodes: runs.length === 0 ? [] : [{ checkRuns: { nodes: latest(runs).map(runNode) } }] };
}

/** `checkType: LATEST`: of runs with the same name the newest. */
const latest = (runs: readonly CheckRunState[]): readonly CheckRunState[] => [
  ...new Map(runs.map((run) => [run.name, run])).values(),
];

const runNode = ({ status, conclusion, startedAt, externalId }: CheckRunState) => ({
  externalId,
  status: status.toUpperCase(),
  conclusion: conclusion?.toUpperCase() ?? null,
  startedAt,
});
