import { neededEvents } from '../doctor/registration.ts';

/** A repository as an installation of the app sees it. */
export interface Where {
  readonly installationId: number;
  readonly repositoryId: number;
  readonly owner: string;
  readonly repo: string;
}

interface WorkHints {
  /** A person asked for a new run: it is written even where nothing changed. */
  readonly rerun: boolean;
  /** The pull request got another base: a green check of before must stop counting at once. */
  readonly retargeted: boolean;
  /** Nothing has changed; somebody has ordered something. */
  readonly onlyCommands?: boolean;
}

export interface PullRequestWork extends Where, WorkHints {
  readonly subject: 'pull-request';
  readonly number: number;
  /** The head at the time of the event: a newer one ends a review of this one. */
  readonly headSha: string | undefined;
}

export interface MergeGroupWork extends Where, WorkHints {
  readonly subject: 'merge-group';
  readonly headSha: string;
  readonly baseSha: string;
  /** The branch that it goes into, and the pull request that it ends with; undefined where nobody says so. */
  readonly baseRef?: string | undefined;
  readonly number?: number | undefined;
}

/** Everything that we ever reported on a commit. */
export interface CommitWork extends Where, WorkHints {
  readonly subject: 'commit';
  readonly headSha: string;
}

/** Something whose verdict may be out of date. A hint only: what is true is read from GitHub when it is worked on. */
export type Work = PullRequestWork | MergeGroupWork | CommitWork;

/** What is to be done about a pull request; of `where` nothing but the place is taken. */
export const pullRequestWork = (
  { installationId, repositoryId, owner, repo }: Where,
  about: Pick<PullRequestWork, 'number' | 'headSha'> & Partial<WorkHints>,
): PullRequestWork => ({
  subject: 'pull-request',
  installationId,
  repositoryId,
  owner,
  repo,
  rerun: false,
  retargeted: false,
  ...about,
});

/** Works with the same key are about the same thing; only one of them runs at a time. */
export const workKey = (work: Work): string => `${work.repositoryId}${subjectOf(work)}`;

/** `#12` for a pull request, `@` and its head for a merge group or a commit. */
export const subjectOf = (work: Work): string =>
  work.subject === 'pull-request' ? `#${work.number}` : `@${work.headSha}`;

/** The pull request that a subject is; undefined for a merge group or a commit. */
export const numberIn = (subject: string): number | undefined =>
  subject.startsWith('#') ? Number(subject.slice(1)) : undefined;

/** Of two works about the same thing, the newer one with what either of them asks for. */
export function together(older: Work, newer: Work): Work {
  const hints = {
    rerun: older.rerun || newer.rerun,
    retargeted: older.retargeted || newer.retargeted,
    onlyCommands: older.onlyCommands === true && newer.onlyCommands === true,
  };
  // Who orders something does not know the head.
  return newer.subject === 'pull-request'
    ? { ...newer, ...hints, headSha: newer.headSha ?? older.headSha }
    : { ...newer, ...hints };
}

/** True where the work is about another head than the one that is being judged. */
export const isNewer = (work: Work, running: Work): boolean =>
  work.headSha !== undefined && running.headSha !== undefined && work.headSha !== running.headSha;

/** The webhooks that Portcullis acts on: those that it asks for, and no others. */
export const handledEvents = neededEvents;

/** The webhooks that every app gets. */
export const unaskedEvents = ['installation', 'installation_repositories'] as const;

/** What a webhook makes dirty; undefined where it is of no interest. The payload is read by its shape alone. */
export function dirtied(event: string, payload: unknown): Work | undefined {
  const { action, repository: _repository, installation: _installation, ...subjects } = shaped(payload);
  const where = whereOf(payload);
  if (where === undefined) return undefined;
  if (event === 'pull_request') return fromPullRequest(where, action, subjects);
  if (event === 'merge_group' && action === 'checks_requested') return fromMergeGroup(where, subjects);
  if (event === 'check_run' && action === 'rerequested') return fromCheckRun(where, subjects);
  if (event === 'check_suite' && action === 'rerequested') return fromCheckSuite(where, subjects);
  return undefined;
}

/** Where something happened; undefined for what is about no repository. */
export function whereOf(payload: unknown): Where | undefined {
  const { repository, installation } = shaped(payload);
  if (repository?.owner?.login === undefined || repository.id === undefined || installation?.id === undefined) return;
  return {
    installationId: installation.id,
    repositoryId: repository.id,
    owner: repository.owner.login,
    repo: repository.name ?? '',
  };
}

/** What is to be forgotten: an installation that was removed, or repositories that it may not see any more. */
export interface Forgotten {
  readonly installationId: number;
  /** Undefined for all of them. */
  readonly repositoryIds?: readonly number[];
}

/** What a webhook tells to forget; GitHub sends these without being asked to. */
export function forgotten(event: string, payload: unknown): Forgotten | undefined {
  const { action, installation, repositories_removed: removed } = shaped(payload);
  if (installation?.id === undefined) return undefined;
  const { id: installationId } = installation;
  if (event === 'installation' && action === 'deleted') return { installationId };
  if (event !== 'installation_repositories' || action !== 'removed') return undefined;
  return { installationId, repositoryIds: (removed ?? []).flatMap(({ id }) => id ?? []) };
}

/** True where an installation was suspended, false where it is back. */
export function suspended(
  event: string,
  payload: unknown,
): { readonly installationId: number; readonly is: boolean } | undefined {
  const { action, installation } = shaped(payload);
  if (event !== 'installation' || installation?.id === undefined) return undefined;
  if (action !== 'suspend' && action !== 'unsuspend') return undefined;
  return { installationId: installation.id, is: action === 'suspend' };
}

/** The fields of a webhook that we read. */
interface Payload {
  readonly action?: string;
  readonly repository?: { readonly id?: number; readonly name?: string; readonly owner?: { readonly login?: string } };
  readonly installation?: { readonly id?: number };
  readonly repositories_removed?: readonly { readonly id?: number }[];
  readonly pull_request?: { readonly number?: number; readonly head?: { readonly sha?: string } };
  readonly changes?: { readonly base?: unknown };
  readonly merge_group?: {
    readonly head_sha?: string;
    readonly head_ref?: string;
    readonly base_sha?: string;
    readonly base_ref?: string;
  };
  readonly check_run?: { readonly head_sha?: string; readonly external_id?: string | null };
  readonly check_suite?: { readonly head_sha?: string };
}

// The sender's signature has been verified, so the shape is GitHub's; every field is still treated as missing.
const shaped = (payload: unknown): Payload => (payload ?? {}) as Payload;

type Subjects = Omit<Payload, 'action' | 'repository' | 'installation' | 'repositories_removed'>;

/** Closing one may free another pull request with the same head. */
const reviewedActions = ['opened', 'reopened', 'synchronize', 'ready_for_review', 'closed'];

function fromPullRequest(where: Where, action: string | undefined, subjects: Subjects): Work | undefined {
  const { pull_request: pull, changes } = subjects;
  const retargeted = action === 'edited' && changes?.base !== undefined;
  if (pull?.number === undefined || !(retargeted || reviewedActions.includes(action ?? ''))) return undefined;
  return pullRequestWork(where, { number: pull.number, headSha: pull.head?.sha, retargeted });
}

function fromMergeGroup(where: Where, { merge_group: group }: Subjects): Work | undefined {
  if (group?.head_sha === undefined || group.base_sha === undefined) return undefined;
  const { head_sha: headSha, base_sha: baseSha, head_ref: ref = '', base_ref: base = '' } = group;
  const about = { baseRef: /^refs\/heads\/(.+)$/s.exec(base)?.[1], number: numberOfQueued(ref) };
  return { ...where, subject: 'merge-group', headSha, baseSha, ...about, rerun: false, retargeted: false };
}

/** GitHub's own name of the branch of a group: `gh-readonly-queue/main/pr-12-<the commit before it>`. */
function numberOfQueued(ref: string): number | undefined {
  const [, number] = /^refs\/heads\/gh-readonly-queue\/.+\/pr-([1-9]\d{0,9})-[0-9a-f]{7,64}$/s.exec(ref) ?? [];
  return number === undefined ? undefined : Number(number);
}

/** For forks and merge groups GitHub names no pull request, so the run carries ours in its `external_id`. */
function fromCheckRun(where: Where, { check_run: run }: Subjects): Work | undefined {
  return run?.head_sha === undefined ? undefined : rerunOf(where, run.external_id ?? '', run.head_sha);
}

function fromCheckSuite(where: Where, { check_suite: suite }: Subjects): Work | undefined {
  if (suite?.head_sha === undefined) return undefined;
  return { ...where, subject: 'commit', headSha: suite.head_sha, rerun: true, retargeted: false };
}

/** The pull request that a check run of ours was about. */
export const numberAbout = (externalId: string): number | undefined => {
  const [, number] = /^v1:([1-9]\d{0,9}):/.exec(externalId) ?? [];
  return number === undefined ? undefined : Number(number);
};

/** What a check run of ours was about; undefined where its `external_id` is not ours. */
export function rerunOf(where: Where, externalId: string, headSha: string): Work | undefined {
  const [version, subject, baseSha = ''] = externalId.split(':');
  if (version !== 'v1') return undefined;
  const hints = { rerun: true, retargeted: false } as const;
  if (subject === 'mg') return { ...where, subject: 'merge-group', headSha, baseSha, ...hints };
  const number = numberAbout(externalId);
  return number === undefined ? undefined : pullRequestWork(where, { number, headSha, ...hints });
}

/** `v1:<pull request or mg>:<base>:<configuration's blob>:<engine>`: a run with another id may say something else. */
export function externalId(of: {
  readonly number: number | undefined;
  readonly baseSha: string;
  readonly configuration: string | undefined;
  readonly engine: string;
}): string {
  return ['v1', of.number ?? 'mg', of.baseSha, of.configuration ?? '-', of.engine].join(':');
}
