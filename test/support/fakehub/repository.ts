import type { Delivered, Delivery } from './deliver.ts';
import type { GitFile } from './git.ts';
import {
  app,
  bot,
  checkRun,
  pullFull,
  type Resource,
  repositoryResource,
  review,
  reviewComment,
  user,
} from './resources.ts';
import type { HubState } from './server.ts';
import type {
  CheckRunState,
  CommentState,
  PullState,
  RepositoryState,
  ReviewCommentState,
  ReviewState,
} from './state.ts';

/** Text, bytes, a link, a submodule, or null for «delete this path». */
export type PushedFile = string | Uint8Array | { readonly symlink: string } | { readonly submodule: string } | null;

export interface Push {
  readonly branch: string;
  readonly files: Readonly<Record<string, PushedFile>>;
  /** The commit to build on: a branch or an id; the branch itself, else `main`; null starts a history of its own. */
  readonly from?: string | null;
  readonly message?: string;
}

/** What a person may do with a repository of fakehub. Nothing is delivered unless asked for with `announce…`. */
export class FakeRepository {
  readonly state: RepositoryState;
  readonly #hub: HubState;
  readonly #deliver: (delivery: Delivery) => Promise<Delivered>;

  constructor(hub: HubState, state: RepositoryState, deliver: (delivery: Delivery) => Promise<Delivered>) {
    this.#hub = hub;
    this.state = state;
    this.#deliver = deliver;
  }

  get fullName(): string {
    return `${this.state.owner}/${this.state.name}`;
  }

  /** Commits on `branch` and returns the commit's id; pull requests from that branch follow. */
  push({ branch, files, from, message = 'change' }: Push): string {
    const { git, branches } = this.state;
    const start = from === null ? undefined : (branches.get(from ?? branch) ?? from ?? branches.get('main'));
    const tree = new Map(start === undefined ? [] : git.files(start));
    for (const [path, file] of Object.entries(files)) {
      if (file === null) tree.delete(path);
      else tree.set(path, this.#store(file));
    }
    const parents = start === undefined ? [] : [start];
    // A second for every commit: histories are the same in every run.
    const at = new Date(Date.UTC(2026, 0, 5) + this.#hub.nextId++ * 1000).toISOString();
    const sha = git.commit({ tree: git.tree(tree), parents, message, at });
    branches.set(branch, sha);
    this.#follow(branch, sha);
    return sha;
  }

  #store(file: Exclude<PushedFile, null>): GitFile {
    const { git } = this.state;
    if (typeof file === 'string') return { mode: '100644', sha: git.blob(Buffer.from(file)) };
    if (file instanceof Uint8Array) return { mode: '100644', sha: git.blob(file) };
    if ('symlink' in file) return { mode: '120000', sha: git.blob(Buffer.from(file.symlink)) };
    return { mode: '160000', sha: file.submodule };
  }

  #follow(branch: string, sha: string): void {
    for (const base of this.#hub.repositories.values())
      for (const pull of base.pulls.values())
        if (pull.headRepository === this.fullName && pull.headBranch === branch && pull.state === 'open')
          pull.headSha = sha;
  }

  /** Somebody who may sets the rules that hold for a branch, as GitHub lists them. */
  setRules(branch: string, rules: readonly Resource[]): void {
    this.state.rules.set(branch, rules);
  }

  /** Somebody who may sets a branch's classic protection, as GitHub shows it to those who may read. */
  protect(branch: string, protection: Resource): void {
    this.state.protection.set(branch, protection);
  }

  deleteBranch(branch: string): void {
    this.state.branches.delete(branch);
  }

  /** Opens a pull request from `branch` of this repository or of a fork. */
  open(options: {
    readonly branch: string;
    readonly base?: string;
    readonly fork?: FakeRepository;
    readonly draft?: boolean;
  }): number {
    const { branch, base = 'main', fork = this, draft = false } = options;
    const number = this.state.nextNumber++;
    this.state.pulls.set(number, {
      number,
      headRepository: fork.fullName,
      headBranch: branch,
      baseBranch: base,
      state: 'open',
      draft,
      headSha: fork.state.branches.get(branch) ?? '',
      baseSha: this.state.branches.get(base) ?? '',
      author: fork === this ? 'octocat' : fork.state.owner,
      reviews: [],
      createdAt: '2026-01-05T10:00:00Z',
    });
    return number;
  }

  pull(number: number): PullState {
    const pull = this.state.pulls.get(number);
    if (pull === undefined) throw new Error(`${this.fullName} has no pull request ${number}`);
    return pull;
  }

  /** Delivers a `pull_request` webhook about the pull request as it is now. */
  announce(number: number, action: string, extra: Resource = {}): Promise<Delivered> {
    return this.#deliver({ event: 'pull_request', payload: this.pullPayload(number, action, extra) });
  }

  pullPayload(number: number, action: string, extra: Resource = {}): Resource {
    const pull = this.pull(number);
    const head = this.#hub.repositories.get(pull.headRepository) ?? this.state;
    return {
      ...this.#common(action),
      number,
      pull_request: pullFull(this.#hub.world, this.state, pull, head),
      ...extra,
    };
  }

  /** Someone presses «Re-run» on a check run. */
  rerequest(run: CheckRunState): Promise<Delivered> {
    const payload = { ...this.#common('rerequested'), check_run: checkRun(this.#hub.world, this.state, run) };
    return this.#deliver({ event: 'check_run', payload });
  }

  /** Someone presses «Re-run all checks» on a commit. */
  rerequestSuite(headSha: string): Promise<Delivered> {
    const suite = { id: 1, head_sha: headSha, head_branch: null, pull_requests: [], app: app(this.#hub.world) };
    return this.#deliver({ event: 'check_suite', payload: { ...this.#common('rerequested'), check_suite: suite } });
  }

  /** The merge queue asks for the checks of a group that ends with one pull request; before it stand the base, or others. */
  announceMergeGroup(
    number: number,
    headSha: string,
    over: { baseSha?: string; ref?: string } = {},
  ): Promise<Delivered> {
    const pull = this.pull(number);
    const { baseSha = this.state.branches.get(pull.baseBranch) ?? '' } = over;
    const group = {
      head_sha: headSha,
      head_ref: over.ref ?? `refs/heads/gh-readonly-queue/${pull.baseBranch}/pr-${number}-${baseSha}`,
      base_sha: baseSha,
      base_ref: `refs/heads/${pull.baseBranch}`,
    };
    return this.#deliver({
      event: 'merge_group',
      payload: { ...this.#common('checks_requested'), merge_group: group },
    });
  }

  /** Gives somebody a role in the repository; without one they may read it. */
  role(login: string, role: 'triage' | 'write' | 'maintain' | 'admin' | (string & {})): void {
    this.state.roles.set(login, role);
  }

  /** Somebody submits a review. */
  review(number: number, by: string, body: string, over: Partial<ReviewState> = {}): Promise<Delivered> {
    const made = this.#reviewBy(number, by, { body, ...over });
    return this.#announceSaid('pull_request_review', number, by, 'submitted', {
      review: review(this.#hub.world, this.state, number, made),
    });
  }

  /** Somebody comments on a line, by itself. */
  reviewComment(number: number, by: string, body: string, over: Partial<ReviewCommentState> = {}): Promise<Delivered> {
    const now = Date.now();
    const on = { path: 'k8s/web.yaml', line: 1, side: 'RIGHT', hunk: '' } as const;
    const id = this.#hub.nextId++;
    const comment = { id, inReplyTo: undefined, updatedAt: now, ...on, body, reactions: [], ...over };
    const owner = this.#reviewBy(number, by, { body: '', comments: [comment] });
    return this.#announceSaid('pull_request_review_comment', number, by, 'created', {
      comment: reviewComment(this.#hub.world, this.state, number, { review: owner, comment }),
    });
  }

  #reviewBy(number: number, author: string, over: Partial<ReviewState>): ReviewState {
    const { headSha: commitId, reviews } = this.pull(number);
    const about = { appId: undefined, author, event: 'COMMENT' as const, commitId, body: '', comments: [] };
    const made: ReviewState = { id: this.#hub.nextId++, createdAt: Date.now(), ...about, reactions: [], ...over };
    reviews.push(made);
    return made;
  }

  /** The webhook that tells what somebody has written, or, with `edited`, that they have written it anew. */
  #announceSaid(event: string, number: number, by: string, action: string, said: Resource): Promise<Delivered> {
    const payload = { ...this.pullPayload(number, action), ...said, sender: user(this.#hub.world, by) };
    return this.#deliver({ event, payload });
  }

  /** Tells again of a review that exists, as GitHub does when it is edited. */
  announceReview(number: number, action: string, of: ReviewState): Promise<Delivered> {
    const told = { review: review(this.#hub.world, this.state, number, of) };
    return this.#announceSaid('pull_request_review', number, of.author, action, told);
  }

  /** Somebody puts a label on a pull request, or takes it off. */
  label(number: number, by: string, name: string, action: 'labeled' | 'unlabeled' = 'labeled'): Promise<Delivered> {
    const label = { id: 1, name, color: 'ffffff', default: false, description: null };
    return this.announce(number, action, { label, sender: user(this.#hub.world, by) });
  }

  /** Somebody presses a button in a check run. */
  press(run: CheckRunState, by: string, identifier: string): Promise<Delivered> {
    const payload = {
      ...this.#common('requested_action'),
      check_run: checkRun(this.#hub.world, this.state, run),
      requested_action: { identifier },
      sender: user(this.#hub.world, by),
    };
    return this.#deliver({ event: 'check_run', payload });
  }

  #common(action: string): Resource {
    return {
      action,
      repository: repositoryResource(this.#hub.world, this.state),
      installation: { id: this.state.installationId },
      sender: user(this.#hub.world, 'octocat'),
    };
  }

  /** A comment by a person, or by another app. */
  comment(
    number: number,
    body: string,
    { author = 'mallory', appId }: { author?: string; appId?: number } = {},
  ): CommentState {
    const now = Date.now();
    const id = this.#hub.nextId++;
    const made = { id, pull: number, appId, author, body, createdAt: now, updatedAt: now };
    this.state.comments.set(id, made);
    return made;
  }

  /** The app's comments in a pull request. */
  comments(number: number): readonly CommentState[] {
    const all = [...this.state.comments.values()];
    return all.filter(({ pull, author }) => pull === number && author === bot(this.#hub.world));
  }

  /** Everybody's reviews; an answer to a comment is one of its own, as on GitHub. */
  reviews(number: number): readonly ReviewState[] {
    return this.pull(number).reviews;
  }

  /** The app's comments on lines of a pull request, as they stand now. */
  remarks(number: number): readonly ReviewCommentState[] {
    const own = this.reviews(number).filter(({ author }) => author === bot(this.#hub.world));
    return own.flatMap(({ comments }) => comments);
  }

  /** A person comments on a line, or answers a comment there. */
  remark(
    number: number,
    body: string,
    on: Pick<ReviewCommentState, 'path' | 'line' | 'side' | 'hunk'> & { readonly id?: number },
  ): ReviewCommentState {
    const { id: inReplyTo, path, line, side, hunk } = on;
    const now = Date.now();
    const made = { id: this.#hub.nextId++, inReplyTo, path, line, side, hunk, body, updatedAt: now };
    this.pull(number).reviews.push({
      id: this.#hub.nextId++,
      appId: undefined,
      author: 'mallory',
      event: 'COMMENT',
      commitId: this.pull(number).headSha,
      body: '',
      createdAt: now,
      comments: [made],
    });
    return made;
  }

  /** Somebody with the right to deletes a comment on a line. Its review stays, as on GitHub. */
  deleteRemark(number: number, { id }: ReviewCommentState): void {
    for (const { comments } of this.reviews(number)) {
      const index = comments.findIndex((each) => each.id === id);
      if (index !== -1) comments.splice(index, 1);
    }
  }

  /** The check runs on a commit, oldest first. */
  checks(headSha: string): readonly CheckRunState[] {
    return [...this.state.checkRuns.values()].filter((run) => run.headSha === headSha);
  }
}
