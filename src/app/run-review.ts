import { randomBytes } from 'node:crypto';
import { defaultConfig } from '../config/defaults.ts';
import type { CheckGate, Outcome } from './check-gate.ts';
import { isOrdered, settleAll } from './commands/pending.ts';
import { Deadline } from './deadline.ts';
import {
  type CommitWork,
  externalId,
  type MergeGroupWork,
  type PullRequestWork,
  rerunOf,
  type Work,
} from './events.ts';
import { failureOutcome, Poisonous, softened } from './failure.ts';
import type { Forge, PullRequest } from './forge.ts';
import { type Attempt, type Handled, ShuttingDown, Superseded } from './inbox.ts';
import type { Job, ReviewService } from './job.ts';
import { judge, type Progress } from './judge.ts';
import { ledgerOf, overviewOf } from './ledger.ts';
import { endAnnounced, openGate } from './open-gate.ts';
import { RetryLater } from './retry-later.ts';
import { close, whoWaits } from './siblings.ts';

/**
 * Judges what is dirty and says so on GitHub. Errors end here: whatever happens, the check run of an evaluation is
 * brought to an end, and only what may work later is thrown on, as RetryLater.
 *
 * @returns what is to be judged next
 */
export async function runReview(service: ReviewService, work: Work, attempt: Attempt): Promise<Handled> {
  if (work.subject === 'pull-request') return reviewPullRequest(service, work, attempt);
  if (work.subject === 'merge-group') return reviewMergeGroup(service, work, attempt);
  return { next: await everythingOn(service, work) };
}

/** However it came out, nobody has to wait for its verdict any longer: not at its head, nor where it was thought to be. */
async function reviewPullRequest(service: ReviewService, work: PullRequestWork, attempt: Attempt): Promise<Handled> {
  const { next, failed, heads } = await pullRequestReviewed(service, work, attempt);
  const waiting = await Promise.all(heads.map((head) => whoWaits(service.store.records, work, head)));
  return { next: [...next, ...waiting.flat()], failed };
}

async function pullRequestReviewed(
  service: ReviewService,
  work: PullRequestWork,
  attempt: Attempt,
): Promise<Handled & { readonly heads: readonly string[] }> {
  const thought = work.headSha === undefined ? [] : [work.headSha];
  if (work.onlyCommands === true && !(await isOrdered(service, work))) return { next: [], heads: [] };
  const forge = await service.openForge(work);
  let pullRequest: PullRequest;
  try {
    pullRequest = await shown(forge, work);
  } catch (error) {
    return { ...(await endUnseen(service, { work, forge, attempt }, error)), heads: thought };
  }
  const { headSha, baseRef: ref, baseSha: fallback } = pullRequest;
  const heads = [...new Set([...thought, headSha])];
  if (!pullRequest.open) {
    await settleAll(service, work);
    await endAnnounced(service, { work, forge, attempt, pullRequest, headSha });
    return { next: await close(service.store.records, work, headSha), heads };
  }
  const job = { work, forge, attempt, pullRequest, headSha, base: { ref, fallback } };
  if (work.rerun && work.headSha !== undefined && work.headSha !== headSha) {
    // «Re-run» on an older commit: its suite waits for an answer, and the verdict is elsewhere.
    await endOvertaken(service, { ...job, headSha: work.headSha });
  }
  return { ...(await evaluate(service, job)), heads };
}

async function shown(forge: Forge, { number }: PullRequestWork): Promise<PullRequest> {
  const pullRequest = await forge.pullRequest(number);
  if (pullRequest === undefined) throw new NoPullRequest(`no pull request ${number}`);
  return pullRequest;
}

/** An event may be faster than GitHub's own replicas. */
class NoPullRequest extends RetryLater {
  override readonly name = 'NoPullRequest';
}

/**
 * GitHub does not show the pull request. In the end the check of the head that the webhook named says so; where none
 * did, it was only we who thought that it is open.
 */
async function endUnseen(
  service: ReviewService,
  { work, forge, attempt }: Pick<Job, 'forge' | 'attempt'> & { readonly work: PullRequestWork },
  error: unknown,
): Promise<Handled> {
  const { number, headSha } = work;
  if (error instanceof NoPullRequest && attempt.last && headSha === undefined)
    return { next: await close(service.store.records, work) };
  if (headSha === undefined) throw error;
  const unknown = {
    open: true,
    draft: false,
    authorId: undefined,
    fromFork: true,
    baseRef: '',
    baseSha: '',
    comments: 0,
    reviewComments: 0,
  };
  const pullRequest = { ...unknown, number, headSha };
  const job = { work, forge, attempt, pullRequest, headSha, base: { ref: '', fallback: '' } };
  return { next: [], failed: await endAfter(service, job, await begun(service, job), error) };
}

async function reviewMergeGroup(service: ReviewService, work: MergeGroupWork, attempt: Attempt): Promise<Handled> {
  const forge = await service.openForge(work);
  const { headSha, baseSha, baseRef, number } = work;
  const base = { ref: baseSha, fallback: baseSha };
  const job = { work, forge, attempt, pullRequest: undefined, headSha, base };
  // Who asks for a new run does not know the pull request; the webhook of the queue did.
  const ledger = ledgerOf(service, job);
  const { group } = await ledger.read();
  await ledger.save({
    headSha,
    group: { baseSha, baseRef: baseRef ?? group?.baseRef, number: number ?? group?.number },
  });
  return evaluate(service, job);
}

/** Of a suite GitHub names no pull request that comes from a fork; our own runs name all of them. */
async function everythingOn(service: ReviewService, work: CommitWork): Promise<readonly Work[]> {
  const forge = await service.openForge(work);
  const ids = new Set(await forge.reported(work.headSha));
  return [...ids].flatMap((id) => rerunOf(work, id, work.headSha) ?? []);
}

async function evaluate(service: ReviewService, job: Job): Promise<Handled> {
  const progress = await begun(service, job);
  const deadline = new Deadline(job.attempt.signal, service.deadlineMs);
  try {
    if (job.attempt.poisonous) throw new Poisonous('every process that worked on it has ended');
    return { next: await judge(service, job, progress, deadline) };
  } catch (error) {
    // What is thrown after an abort is some consequence of it.
    const reason = deadline.signal.aborted ? deadline.signal.reason : error;
    return { next: [], failed: await endAfter(service, job, progress, reason) };
  } finally {
    deadline.clear();
  }
}

/** An attempt before this one may have written the verdict, and been put off with what there was to say besides. */
async function begun(service: ReviewService, job: Job): Promise<Progress> {
  const { check } = await ledgerOf(service, job).read();
  const concluded = check?.completed === true && check.headSha === job.headSha && check.at >= job.attempt.since;
  return { configuration: undefined, gate: undefined, concluded };
}

/** The one place where errors end. */
async function endAfter(
  service: ReviewService,
  job: Job,
  progress: Progress,
  error: unknown,
): Promise<string | undefined> {
  // Once concluded, the verdict stands, and only what was to be said besides is missing.
  const isPutOff = error instanceof RetryLater && (progress.concluded || !job.attempt.last);
  // The next process goes on where this one was.
  if (isPutOff || error instanceof ShuttingDown) {
    await progress.gate?.putOff();
    throw error;
  }
  if (error instanceof Superseded) {
    // What overtook it is worked on next. Webhooks overtake each other: where the head is the same, that goes on with
    // the run that was announced here, and where it is another, that ends it.
    await progress.gate?.putOff();
    return undefined;
  }
  const errorId = randomBytes(4).toString('hex');
  logFailure(service, job, { error, errorId });
  const reason = `${errorId}: ${String(error)}`;
  if (progress.concluded) return reason;
  const gate = progress.gate ?? (await gateWithoutConfiguration(service, job));
  const { config } = progress.configuration ?? { config: defaultConfig };
  const outcome = softened(failureOutcome(error, errorId), error, config);
  await remember(service, job, outcome);
  await gate.complete(outcome);
  return reason;
}

/** Without a verdict it counts for the others with its head as what it says, or one of them would turn the check green. */
async function remember(service: ReviewService, job: Job, said: Outcome): Promise<void> {
  const { pullRequest, headSha } = job;
  if (pullRequest === undefined) return;
  const conclusion = said.conclusion === 'neutral' ? 'neutral' : 'failure';
  const shown = overviewOf(job, { title: said.output.title, incomplete: [], judgedAt: service.now() });
  await ledgerOf(service, job).save({ headSha, open: true, baseRef: pullRequest.baseRef, conclusion, ...shown });
}

/** Past the ledger, which is about the head of now. */
async function endOvertaken(service: ReviewService, job: Job): Promise<void> {
  const { forge, pullRequest, headSha } = job;
  const name = await knownCheckName(service, job);
  const [number, now] = [pullRequest?.number, service.now()];
  const id = externalId({ number, baseSha: job.base.fallback, configuration: undefined, engine: service.engine });
  const target = { name, headSha, externalId: id, number, startedAt: now, completedAt: now };
  await forge.completeCheck({ ...target, ...failureOutcome(new Superseded('a newer head arrived'), '') }, undefined);
}

const knownCheckName = async (service: ReviewService, job: Job): Promise<string> =>
  (await ledgerOf(service, job).read()).check?.name ?? defaultConfig.checkName;

/** Nothing could be read, not even the check's name: the one it had before, else the default. */
async function gateWithoutConfiguration(service: ReviewService, job: Job): Promise<CheckGate> {
  const config = { ...defaultConfig, checkName: await knownCheckName(service, job) };
  const configuration = { config, blob: undefined };
  return openGate(service, job, { tipSha: job.base.fallback, configuration, startedAt: service.now() });
}

function logFailure(service: ReviewService, job: Job, of: { readonly error: unknown; readonly errorId: string }): void {
  const { work, headSha, pullRequest } = job;
  const about = { repository: `${work.owner}/${work.repo}`, number: pullRequest?.number ?? 0, head: headSha };
  const text = of.error instanceof Error ? (of.error.stack ?? String(of.error)) : String(of.error);
  service.log('a review failed', { ...about, id: of.errorId, error: text });
}
