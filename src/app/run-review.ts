import { randomBytes } from 'node:crypto';
import { configPath } from '../config/defaults.ts';
import { checkRunOutput } from '../report/check-run.ts';
import { commentBody, noChangeBody } from '../report/comment.ts';
import type { ReportContext } from '../report/context.ts';
import type { Verdict } from '../report/report.ts';
import { reviewComments } from '../report/review-comments.ts';
import type { PullRequestRecord, Store } from '../store/store.ts';
import type { Analyse } from './analyse.ts';
import { CheckGate } from './check-gate.ts';
import { baseConfiguration, type Configuration, configurationGaps } from './configuration.ts';
import { externalId, type MergeGroupWork, type PullRequestWork, rerunOf, type Work } from './events.ts';
import { DeadlineExceeded, failureOutcome } from './failure.ts';
import type { Conversation, Forge, OpenForge, PullRequest } from './forge.ts';
import { type Attempt, Superseded } from './inbox.ts';
import type { MemoShelf } from './memo-shelf.ts';
import { RetryLater } from './retry-later.ts';
import { close, worstAtHead } from './siblings.ts';

/** What reviews need of the world. */
export interface ReviewService {
  readonly openForge: OpenForge;
  readonly store: Store;
  readonly memos: MemoShelf;
  readonly analyse: Analyse;
  readonly now: () => number;
  readonly log: (message: string, facts: Readonly<Record<string, string | number>>) => void;
  /** The version of Portcullis: another one may judge otherwise. */
  readonly engine: string;
  /** Where people read the repositories: `https://github.com`. */
  readonly server: string;
  /** After this long the check says that it is in progress. */
  readonly announceAfterMs: number;
  readonly deadlineMs: number;
}

/**
 * Judges what is dirty and says so on GitHub. Errors end here: whatever happens, the check run of an evaluation that
 * has one is brought to an end, and only what may work later is thrown on, as RetryLater.
 */
export async function runReview(service: ReviewService, work: Work, attempt: Attempt): Promise<readonly Work[]> {
  if (work.subject === 'commit') {
    const forge = await service.openForge(work);
    return (await forge.reported(work.headSha)).flatMap((id) => rerunOf(work, id, work.headSha) ?? []);
  }
  const forge = await service.openForge(work);
  if (work.subject === 'merge-group') {
    await evaluate(service, { work, forge, attempt, ...groupSubject(work) });
    return [];
  }
  const pullRequest = await forge.pullRequest(work.number);
  // An event may be faster than GitHub's own replicas.
  if (pullRequest === undefined && !attempt.last)
    throw new RetryLater(`no pull request ${work.number}`, notFoundAgainMs);
  if (pullRequest === undefined) return [];
  if (!pullRequest.open) return close(service.store, work, pullRequest.headSha);
  await evaluate(service, { work, forge, attempt, ...pullSubject(pullRequest) });
  return [];
}

const notFoundAgainMs = 5_000;

/** The two commits that are compared, and how. */
interface Subject {
  readonly pullRequest: PullRequest | undefined;
  readonly headSha: string;
  readonly base: { readonly ref: string; readonly fallback: string };
}

const groupSubject = ({ headSha, baseSha }: MergeGroupWork): Subject => ({
  ...{ pullRequest: undefined, headSha, base: { ref: baseSha, fallback: baseSha } },
});

const pullSubject = (pullRequest: PullRequest): Subject => ({
  ...{ pullRequest, headSha: pullRequest.headSha },
  base: { ref: pullRequest.baseRef, fallback: pullRequest.baseSha },
});

interface Job extends Subject {
  readonly work: PullRequestWork | MergeGroupWork;
  /** For writing; an aborted job still ends its check. */
  readonly forge: Forge;
  readonly attempt: Attempt;
}

/** Where an evaluation stands: which check run there is to be ended, and whether it has been. */
interface Progress {
  gate: CheckGate | undefined;
  concluded: boolean;
}

async function evaluate(service: ReviewService, job: Job): Promise<void> {
  const progress: Progress = { gate: undefined, concluded: false };
  const deadline = withDeadline(job.attempt.signal, service.deadlineMs);
  try {
    await judge(service, job, progress, deadline.signal);
  } catch (error) {
    // What is thrown after an abort is some consequence of it.
    await endAfter(service, job, progress, deadline.signal.aborted ? deadline.signal.reason : error);
  } finally {
    deadline.clear();
  }
}

function withDeadline(signal: AbortSignal, ms: number): { readonly signal: AbortSignal; clear(): void } {
  const own = new AbortController();
  const timer = setTimeout(() => own.abort(new DeadlineExceeded(`no verdict within ${ms} ms`)), ms);
  return { signal: AbortSignal.any([signal, own.signal]), clear: () => clearTimeout(timer) };
}

async function judge(service: ReviewService, job: Job, progress: Progress, signal: AbortSignal): Promise<void> {
  const { work, headSha } = job;
  const startedAt = service.now();
  const reading = await service.openForge(work, signal);
  const { tip: tipSha, mergeBase } = await commitsOf(reading, job);
  const [tip, head] = [reading.at(tipSha), reading.at(headSha)];
  const configuration = await baseConfiguration(tip);
  const gate = await openGate(service, job, { tipSha, configuration, startedAt });
  progress.gate = gate;
  const waited = service.now() - startedAt;
  gate.announceAfter(work.retargeted ? 0 : Math.max(0, service.announceAfterMs - waited));
  const gaps = await configurationGaps(configuration, head);
  signal.throwIfAborted();
  const from = job.pullRequest === undefined ? 'as-they-are' : mergeBase === undefined ? 'none' : reading.at(mergeBase);
  const today = new Date(service.now()).toISOString().slice(0, 10);
  const { config } = configuration;
  const verdict = await service.memos.use(work.repositoryId, (memo) =>
    service.analyse({ tip, head, from, config, gaps, memo, today, signal }),
  );
  signal.throwIfAborted();
  await publish(service, job, progress, { verdict, tipSha, configuration, gate });
}

const commitsOf = async (reading: Forge, { pullRequest, base, headSha }: Job) =>
  pullRequest === undefined ? { tip: base.ref, mergeBase: undefined } : reading.mergeBase(base, headSha);

async function openGate(
  service: ReviewService,
  { forge, work, headSha, pullRequest }: Job,
  from: { readonly tipSha: string; readonly configuration: Configuration; readonly startedAt: number },
): Promise<CheckGate> {
  const { config, blob } = from.configuration;
  const number = pullRequest?.number;
  const id = externalId({ number, baseSha: from.tipSha, configuration: blob, engine: service.engine });
  const target = { name: config.checkName, headSha, externalId: id, number, startedAt: from.startedAt };
  const ledger = number === undefined ? undefined : ledgerOf(service.store, work.repositoryId, number);
  const known = await ledger?.read();
  return new CheckGate(target, {
    forge,
    now: service.now,
    known: known?.check,
    save: async (check) => ledger?.save({ check }),
    always: work.rerun,
  });
}

const ledgerOf = (store: Store, repositoryId: number, number: number) => ({
  read: async (): Promise<PullRequestRecord> =>
    (await store.find(repositoryId, number)) ?? (await store.save({ repositoryId, number }, {})),
  save: async (change: Partial<Omit<PullRequestRecord, 'repositoryId' | 'number'>>): Promise<void> => {
    await store.save({ repositoryId, number }, change);
  },
});

interface Judged {
  readonly verdict: Verdict;
  readonly tipSha: string;
  readonly configuration: Configuration;
  readonly gate: CheckGate;
}

/** The check first, it is the gate; what is said in the pull request is a courtesy and can change nothing of it. */
async function publish(service: ReviewService, job: Job, progress: Progress, judged: Judged): Promise<void> {
  const { work, forge, pullRequest, headSha } = job;
  const { verdict, gate } = judged;
  const context = contextOf(service, job, judged);
  const outcome = { conclusion: verdict.conclusion, output: checkRunOutput(verdict, context) };
  if (pullRequest === undefined) {
    await gate.complete(outcome);
    return;
  }
  const { store } = service;
  const { repositoryId } = work;
  const ledger = ledgerOf(store, repositoryId, pullRequest.number);
  await ledger.save({ headSha, open: true, conclusion: verdict.conclusion });
  const shared = { forge, store, repositoryId, number: pullRequest.number, headSha, checkName: gate.name };
  await gate.complete(await worstAtHead(outcome, shared));
  progress.concluded = true;
  await forge.converse(conversationOf(pullRequest, judged, context), ledger);
}

const contextOf = (
  service: ReviewService,
  { work, headSha, base, pullRequest }: Job,
  judged: Judged,
): ReportContext => ({
  ...{ owner: work.owner, repo: work.repo, number: pullRequest?.number, server: service.server },
  ...{ baseSha: judged.tipSha, headSha, baseRef: base.ref },
  comment: judged.configuration.config.comment,
  review: judged.configuration.config.review,
  configPath: judged.configuration.blob === undefined ? undefined : configPath,
});

function conversationOf(pullRequest: PullRequest, judged: Judged, context: ReportContext): Conversation {
  const { config } = judged.configuration;
  const isQuiet = pullRequest.draft && config.drafts === 'check';
  return {
    pullRequest,
    checkName: config.checkName,
    comment: commentBody(judged.verdict, context),
    nothingLeft: config.comment === 'never' ? undefined : noChangeBody(context),
    reviewComments: isQuiet ? [] : reviewComments(judged.verdict, context),
    maxReviewComments: config.review.max,
  };
}

/** The one place where errors end. */
async function endAfter(service: ReviewService, job: Job, progress: Progress, error: unknown): Promise<void> {
  const again = error instanceof RetryLater && !job.attempt.last;
  // The verdict stands; only what was to be said besides is missing.
  if (progress.concluded || again) {
    if (error instanceof RetryLater) throw error;
    logFailure(service, job, { error, errorId: '' });
    return;
  }
  const errorId = randomBytes(4).toString('hex');
  const gate = progress.gate ?? (await gateWithoutConfiguration(service, job));
  // A push has overtaken this head: nothing new is said about it.
  if (error instanceof Superseded && !(await gate.isAnnounced())) return;
  if (!(error instanceof Superseded)) logFailure(service, job, { error, errorId });
  await gate.complete(failureOutcome(error, errorId));
}

/** Nothing could be read, not even the check's name: the one it had before, else the default. */
async function gateWithoutConfiguration(service: ReviewService, job: Job): Promise<CheckGate> {
  const configuration = await baseConfiguration({
    ...{ commit: job.base.fallback, tree: async () => new Map(), blobs: async () => new Map() },
  });
  const known = await service.store.find(job.work.repositoryId, job.pullRequest?.number ?? 0);
  const checkName = known?.check?.name ?? configuration.config.checkName;
  const named = { ...configuration, config: { ...configuration.config, checkName } };
  return openGate(service, job, { tipSha: job.base.fallback, configuration: named, startedAt: service.now() });
}

function logFailure(service: ReviewService, job: Job, of: { readonly error: unknown; readonly errorId: string }): void {
  const { work, headSha, pullRequest } = job;
  const about = { repository: `${work.owner}/${work.repo}`, number: pullRequest?.number ?? 0, head: headSha };
  const text = of.error instanceof Error ? (of.error.stack ?? String(of.error)) : String(of.error);
  service.log('a review failed', { ...about, id: of.errorId, error: text });
}
