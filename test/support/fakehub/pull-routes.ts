import { changedFiles, hunkAt, hunkText } from './changes.ts';
import { diffEntry } from './git-routes.ts';
import {
  created,
  type Handler,
  type HubAnswer,
  type HubRequest,
  notFound,
  ok,
  page,
  unprocessable,
  visible,
} from './request.ts';
import { apiUrl, bot, comment, pullFull, pullSimple, type Resource, review, reviewComment } from './resources.ts';
import type { CommentState, PullState, RepositoryState, ReviewCommentState, ReviewState } from './state.ts';

export const pullRoutes: Readonly<Record<string, Handler>> = {
  'GET /repos/{owner}/{repo}/pulls': listPulls,
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': withPull((request, pull) => ok(show(pullFull, request, pull))),
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/files': withPull(listFiles),
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews': withPull(listReviews),
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews': withPull(createReview),
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments': withPull(listReviewComments),
  'PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}': updateReviewComment,
  'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls': pullsOfCommit,
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': withPull(listComments),
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': withPull(createComment),
  'GET /repos/{owner}/{repo}/issues/comments/{comment_id}': getComment,
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': updateComment,
};

function withPull(handle: (request: HubRequest, pull: PullState) => HubAnswer): Handler {
  return (request) => {
    const pull = request.repository.pulls.get(Number(request.params.pull_number ?? request.params.issue_number));
    return pull === undefined ? notFound() : handle(request, pull);
  };
}

const headRepository = (request: HubRequest, pull: PullState): RepositoryState =>
  request.repositories.get(pull.headRepository) ?? request.repository;

const show = (as: typeof pullSimple, request: HubRequest, pull: PullState): Resource =>
  as(request.world, request.repository, pull, headRepository(request, pull));

function listPulls(request: HubRequest): HubAnswer {
  const state = request.query.get('state') ?? 'open';
  const pulls = [...request.repository.pulls.values()].filter((pull) => state === 'all' || pull.state === state);
  return page(
    request,
    pulls.toReversed().map((pull) => show(pullSimple, request, pull)),
  );
}

function pullsOfCommit(request: HubRequest): HubAnswer {
  const sha = request.params.commit_sha;
  const pulls = [...request.repository.pulls.values()].filter((pull) => pull.headSha === sha && pull.state === 'open');
  return page(
    request,
    pulls.map((pull) => show(pullSimple, request, pull)),
  );
}

const filesOf = ({ repository }: HubRequest, pull: PullState): ReturnType<typeof changedFiles> => {
  const base = repository.git.mergeBase(repository.branches.get(pull.baseBranch) ?? pull.baseSha, pull.headSha);
  return changedFiles(repository.git, base, pull.headSha);
};

function listFiles(request: HubRequest, pull: PullState): HubAnswer {
  const url = apiUrl(request.world, request.repository);
  return page(
    request,
    filesOf(request, pull)
      .slice(0, 3000)
      .map((file) => diffEntry(url, file, pull.headSha)),
  );
}

function listReviews(request: HubRequest, pull: PullState): HubAnswer {
  const { world, repository } = request;
  return page(
    request,
    visible(request, pull.reviews).map((each) => review(world, repository, pull.number, each)),
  );
}

function listReviewComments(request: HubRequest, pull: PullState): HubAnswer {
  const { world, repository } = request;
  const all = visible(request, pull.reviews).flatMap((owner) =>
    owner.comments.map((each) => reviewComment(world, repository, pull.number, { review: owner, comment: each })),
  );
  return page(request, all);
}

interface ReviewBody {
  readonly commit_id?: string;
  readonly body?: string;
  readonly event?: ReviewState['event'];
  readonly comments?: readonly {
    readonly path: string;
    readonly line?: number;
    readonly side?: 'LEFT' | 'RIGHT';
    readonly body: string;
  }[];
}

/** One comment outside of the diff and GitHub refuses the whole review. */
function createReview(request: HubRequest, pull: PullState): HubAnswer {
  const { world, repository, now } = request;
  const { event, commit_id: commitId = pull.headSha, body = '', comments = [] }: ReviewBody = request.body;
  if (event === undefined) return unprocessable('pending reviews are not played here');
  if (event !== 'APPROVE' && body === '') return unprocessable('Unprocessable Entity', ['Body cannot be blank']);
  const files = filesOf(request, pull);
  const placed: ReviewCommentState[] = [];
  for (const { path, line = 0, side = 'RIGHT', body: text } of comments) {
    const hunk = hunkAt(files, { path, line, side });
    if (hunk === undefined)
      return unprocessable('Unprocessable Entity', ['Pull request review thread line must be part of the diff']);
    if (text.length > longestComment) return tooLong;
    const comment = { path, line, side, body: text, hunk: hunkText(hunk) };
    placed.push({ id: request.nextId(), inReplyTo: undefined, updatedAt: now, ...comment });
  }
  const made: ReviewState = {
    id: request.nextId(),
    appId: world.appId,
    author: bot(world),
    event,
    commitId,
    body,
    createdAt: now,
    comments: placed,
  };
  pull.reviews.push(made);
  return ok(review(world, repository, pull.number, made));
}

/** Anybody's, as who may write in the repository can: an app that edits what is not its own is not held back here. */
function updateReviewComment(request: HubRequest): HubAnswer {
  const { world, repository, params, now } = request;
  const { body = '' }: { readonly body?: string } = request.body;
  const id = Number(params.comment_id);
  for (const pull of repository.pulls.values())
    for (const owner of pull.reviews) {
      const found = owner.comments.find((each) => each.id === id);
      if (found === undefined) continue;
      if (body.length > longestComment) return tooLong;
      found.body = body;
      found.updatedAt = now;
      return ok(reviewComment(world, repository, pull.number, { review: owner, comment: found }));
    }
  return notFound();
}

function listComments(request: HubRequest, pull: PullState): HubAnswer {
  const all = visible(request, request.repository.comments.values()).filter((each) => each.pull === pull.number);
  return page(
    request,
    all.map((each) => comment(request.world, request.repository, each)),
  );
}

/** Not in GitHub's description: "Body is too long (maximum is 65536 characters)". */
const longestComment = 65_536;
const tooLong = unprocessable('Validation Failed', ['Body is too long (maximum is 65536 characters)']);

function createComment(request: HubRequest, pull: PullState): HubAnswer {
  const { world, repository, now } = request;
  const { body = '' }: { readonly body?: string } = request.body;
  if (body.length > longestComment) return tooLong;
  const made: CommentState = {
    id: request.nextId(),
    pull: pull.number,
    appId: world.appId,
    author: bot(world),
    body,
    createdAt: now,
    updatedAt: now,
  };
  repository.comments.set(made.id, made);
  return created(comment(world, repository, made));
}

const findComment = ({ repository, params }: HubRequest): CommentState | undefined =>
  repository.comments.get(Number(params.comment_id));

function getComment(request: HubRequest): HubAnswer {
  const found = findComment(request);
  return found === undefined ? notFound() : ok(comment(request.world, request.repository, found));
}

function updateComment(request: HubRequest): HubAnswer {
  const found = findComment(request);
  if (found === undefined) return notFound();
  const { body = '' }: { readonly body?: string } = request.body;
  if (body.length > longestComment) return tooLong;
  found.body = body;
  found.updatedAt = request.now;
  return ok(comment(request.world, request.repository, found));
}
