import type { Commit } from './git.ts';
import { GitObjects } from './git.ts';
import type { Resource } from './resources.ts';

/** What fakehub remembers of one repository. Ids are unique over the whole hub, as GitHub's are. */
export interface RepositoryState {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly installationId: number;
  readonly git: GitObjects;
  /** Branch → commit. */
  readonly branches: Map<string, string>;
  readonly pulls: Map<number, PullState>;
  readonly checkRuns: Map<number, CheckRunState>;
  readonly comments: Map<number, CommentState>;
  /** Login → role; `read` unless told, `gone` and `other` are accounts that GitHub no longer has, or has given to somebody else. */
  readonly roles: Map<string, string>;
  /** Branch → the rules of every ruleset that holds for it. */
  readonly rules: Map<string, readonly Resource[]>;
  /** Branch → its classic protection. */
  readonly protection: Map<string, Resource>;
  /** Paths that the server leaves out of archives (`export-ignore`) or changes there (`export-subst`). */
  readonly archive: { readonly ignore: Set<string>; readonly substitute: Set<string> };
  /** Above this many entries a recursive listing says `truncated`. */
  treeLimit: number;
  nextNumber: number;
}

export interface PullState {
  readonly number: number;
  readonly headRepository: string;
  readonly headBranch: string;
  headSha: string;
  baseBranch: string;
  /** GitHub's own `base.sha`, which lags behind the branch. */
  baseSha: string;
  state: 'open' | 'closed';
  draft: boolean;
  readonly author: string;
  readonly reviews: ReviewState[];
  readonly createdAt: string;
}

export interface CheckRunState {
  readonly id: number;
  readonly headSha: string;
  readonly createdAt: number;
  readonly appId: number;
  name: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
  externalId: string;
  detailsUrl: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
  actions: readonly { readonly identifier: string; readonly label: string }[];
  startedAt: string | null;
  completedAt: string | null;
  readonly annotations: AnnotationState[];
}

export interface AnnotationState {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly title?: string;
  readonly start_column?: number;
  readonly end_column?: number;
  readonly raw_details?: string;
}

export interface CommentState {
  readonly id: number;
  readonly pull: number;
  /** The app that wrote it; undefined for a person. */
  readonly appId: number | undefined;
  readonly author: string;
  readonly createdAt: number;
  body: string;
  updatedAt: number;
}

export interface ReviewState {
  readonly id: number;
  readonly appId: number | undefined;
  readonly author: string;
  readonly event: 'COMMENT' | 'APPROVE' | 'REQUEST_CHANGES';
  readonly commitId: string;
  readonly body: string;
  readonly createdAt: number;
  readonly comments: ReviewCommentState[];
  lastEditedAt?: string;
  readonly reactions?: string[];
}

export interface ReviewCommentState {
  readonly id: number;
  /** The comment that it answers. */
  readonly inReplyTo: number | undefined;
  updatedAt: number;
  readonly path: string;
  readonly line: number;
  readonly side: 'LEFT' | 'RIGHT';
  body: string;
  readonly hunk: string;
  lastEditedAt?: string;
  readonly reactions?: string[];
}

/** A request as fakehub got it; `route` has `{owner}` and the like in place of values. */
export interface Call {
  readonly method: string;
  readonly route: string;
  readonly url: string;
  /** What it carried, as it was sent. */
  body: string;
  status: number;
}

/** What goes wrong, and with which requests. */
export interface Fault {
  readonly method?: string;
  /** A part of the URL's path, or a pattern of it. */
  readonly path?: string | RegExp;
  /** `before`: nothing is stored. `after`: the object is stored, the answer is lost. */
  readonly when?: 'before' | 'after';
  /** 0 closes the socket without an answer. */
  readonly status?: number;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  /** What there was to do is done, and of the answer comes `half` or `nothing`: the connection stays open. */
  readonly arrives?: 'half' | 'nothing';
  /** How often; 1 unless told. */
  times?: number;
}

/** What goes wrong with a request, if anything; asked before those faults that were told one by one. */
export type Disturb = (call: Call) => Omit<Fault, 'method' | 'path' | 'times'> | undefined;

export function newRepository(
  owner: string,
  name: string,
  ids: { id: number; installationId: number },
): RepositoryState {
  return {
    ...ids,
    owner,
    name,
    git: new GitObjects(),
    branches: new Map(),
    pulls: new Map(),
    checkRuns: new Map(),
    comments: new Map(),
    roles: new Map(),
    rules: new Map(),
    protection: new Map(),
    archive: { ignore: new Set(), substitute: new Set() },
    treeLimit: 100_000,
    nextNumber: 1,
  };
}

/** A branch's name, a full ref or a commit id as a commit. */
export function resolve(repository: RepositoryState, ref: string): Commit | undefined {
  const name = ref.replace(/^(refs\/)?heads\//, '');
  const pull = /^(?:refs\/)?pull\/(\d+)\/head$/.exec(ref)?.[1];
  const sha = pull === undefined ? (repository.branches.get(name) ?? ref) : repository.pulls.get(Number(pull))?.headSha;
  return sha === undefined ? undefined : repository.git.readCommit(sha);
}
