import { createHash } from 'node:crypto';
import type { Conversation } from '../app/forge.ts';
import { RetryLater } from '../app/retry-later.ts';
import { stickyMarker } from '../report/comment.ts';
import type { SubjectRecord } from '../store/records.ts';
import { createOnce } from './create-once.ts';
import { named, type Place } from './place.ts';
import { isStatus } from './status.ts';

type CommentRecord = NonNullable<SubjectRecord['comment']>;

/** What is to be written: a new comment, or another text in the one that stands. */
export interface CommentPlan {
  readonly id: number | undefined;
  readonly body: string;
}

/** The comment of ours in the pull request, from the ledger, else by asking GitHub. */
export async function knownComment(
  place: Place,
  { pullRequest }: Conversation,
  record: CommentRecord | undefined,
): Promise<CommentRecord> {
  if (record !== undefined) return record;
  // The pull request was just read: where it has no comment at all, none is ours.
  const own = pullRequest.comments === 0 ? undefined : await findComment(place, pullRequest.number);
  return { id: own?.id, digest: own === undefined ? '' : digestOf(own.body, pullRequest) };
}

/** Undefined where nothing is to be written: an edit that says the same only costs GitHub's patience. */
export function planComment(conversation: Conversation, known: CommentRecord): CommentPlan | undefined {
  const { comment, nothingLeft, pullRequest } = conversation;
  const body = comment ?? (known.id === undefined ? undefined : nothingLeft);
  if (body === undefined || digestOf(body, pullRequest) === known.digest) return undefined;
  return { id: known.id, body };
}

/** Writes the comment and returns what the ledger is to know of it. */
export async function writeComment(
  place: Place,
  { pullRequest }: Conversation,
  { id, body }: CommentPlan,
): Promise<CommentRecord> {
  const written = id === undefined ? undefined : await edit(place, pullRequest.number, { id, body });
  const digest = digestOf(body, pullRequest);
  if (written !== undefined) return { id: written, digest };
  const created = await createOnce({
    create: () => create(place, pullRequest.number, body),
    find: () => findComment(place, pullRequest.number),
    lagMs: place.lagMs,
  });
  return { id: created.id, digest };
}

/**
 * The same for two texts that differ only in the commits they name: a push that changes no way in does not rewrite the
 * comment. Its links stay right, they name the commit they were made for.
 */
function digestOf(body: string, { headSha, baseSha }: { readonly headSha: string; readonly baseSha: string }): string {
  const commits = [headSha, baseSha].flatMap((sha) => [sha, sha.slice(0, 7)]);
  const told = commits.reduce((text, sha) => (sha === '' ? text : text.replaceAll(sha, '-')), body);
  return createHash('sha256').update(told).digest('hex').slice(0, 32);
}

/** The comment's id; undefined where somebody has deleted it. */
async function edit(place: Place, number: number, { id, body }: Comment): Promise<number | undefined> {
  try {
    const { data } = await place.octokit.rest.issues.updateComment({ ...named(place), comment_id: id, body });
    return data.id;
  } catch (error) {
    if (!isStatus(error, 404) && !isStatus(error, 410)) throw error;
    const own = await findComment(place, number);
    if (own?.id === id) throw new RetryLater(`GitHub lists comment ${id} and does not know it`);
    return own && edit(place, number, { id: own.id, body });
  }
}

interface Comment {
  readonly id: number;
  readonly body: string;
}

async function create(place: Place, number: number, body: string): Promise<Comment> {
  const { data } = await place.octokit.rest.issues.createComment({ ...named(place), issue_number: number, body });
  return { id: data.id, body };
}

/** Ours is what this app wrote and begins with our marker; the marker alone anybody can write. */
async function findComment(place: Place, number: number): Promise<Comment | undefined> {
  const pages = place.octokit.paginate.iterator(place.octokit.rest.issues.listComments, {
    ...named(place),
    issue_number: number,
    per_page: 100,
  });
  for await (const { data } of pages) {
    const own = data.find((comment) => comment.performed_via_github_app?.id === place.appId && isSticky(comment.body));
    if (own !== undefined) return { id: own.id, body: own.body ?? '' };
  }
  return undefined;
}

/** Of any version: a newer Portcullis edits what an older one wrote. */
const isSticky = (body = ''): boolean => body.startsWith(stickyMarker.replace(/v\d+ -->$/, ''));
