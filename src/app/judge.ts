import { configPath } from '../config/defaults.ts';
import type { Config } from '../model/config.ts';
import { markOf } from '../report/acceptance.ts';
import type { ReportContext } from '../report/context.ts';
import type { SubjectRecord } from '../store/records.ts';
import type { Question } from './analyse.ts';
import type { CheckGate, Outcome } from './check-gate.ts';
import { carryOut } from './commands/carry-out.ts';
import { baseConfiguration, type Configuration } from './configuration.ts';
import type { Deadline } from './deadline.ts';
import { decided } from './decided.ts';
import { eachOf } from './each-of.ts';
import type { Work } from './events.ts';
import type { Conversation, Forge, MergeBase, PullRequest } from './forge.ts';
import { inGroup } from './in-group.ts';
import type { Job, ReviewService } from './job.ts';
import type { Judgement } from './judgement.ts';
import { ledgerOf, overviewOf, type RecordChange } from './ledger.ts';
import { openGate } from './open-gate.ts';
import { proposalOf } from './proposal.ts';
import { judgedWithOutlook } from './proposed-outlook.ts';
import { worstAtHead } from './siblings.ts';

/** How far an evaluation has come: which check run there is to be ended, by which rules, and whether it has been. */
export interface Progress {
  configuration: Configuration | undefined;
  gate: CheckGate | undefined;
  concluded: boolean;
}

/**
 * From the commits to what is written; the deadline ends it between any two steps.
 *
 * @returns what has to be judged before there can be a verdict
 */
export async function judge(
  service: ReviewService,
  job: Job,
  progress: Progress,
  deadline: Deadline,
): Promise<readonly Work[]> {
  const { signal, time } = deadline;
  const startedAt = service.now();
  const reading = await service.openForge(job.work, signal);
  const { tip: tipSha, mergeBase } = await commitsOf(reading, job);
  const [tip, head] = [reading.at(tipSha), reading.at(job.headSha)];
  const around = { owner: job.work.owner, repo: job.work.repo, forge: reading };
  const configuration = await baseConfiguration(tip, around);
  progress.configuration = configuration;
  const gate = await openGate(service, job, { tipSha, configuration, startedAt });
  progress.gate = gate;
  gate.announceAfter(Math.max(0, service.announceAfterMs - (service.now() - startedAt)));
  const start = mergeBase === undefined ? undefined : reading.at(mergeBase);
  const isTrusted = job.pullRequest?.fromFork !== true;
  const proposal = await proposalOf({ base: configuration, head, mergeBase: start, isTrusted, ...around });
  const from: Question['from'] = job.pullRequest === undefined ? 'as-they-are' : (start ?? 'none');
  const today = new Date(startedAt).toISOString().slice(0, 10);
  const { config } = configuration;
  const { repositoryId } = job.work;
  signal.throwIfAborted();
  const { gaps } = proposal;
  const drawn = async (): Promise<Judgement> => {
    const { acceptances, refusals } = await decided(service, job);
    const context = contextOf(service, job, { tipSha, configuration, refusals });
    const question = { repositoryId, tip, head, from, config, gaps, acceptances, context, today, signal, time };
    return judgedWithOutlook(service.analyse, question, proposal.config);
  };
  const first = await drawn();
  const judgement = (await hasDecided(service, job, { config, judgement: first })) ? await drawn() : first;
  signal.throwIfAborted();
  return publish(service, job, progress, { judgement, config, gate });
}

/** What people have ordered is carried out before anything is said: true where something else is to be said now. */
async function hasDecided(service: ReviewService, job: Job, judged: Omit<Judged, 'gate'>): Promise<boolean> {
  const { pullRequest } = job;
  if (pullRequest === undefined) return false;
  const { shown } = await ledgerOf(service, job).read();
  return carryOut(service, job, { ...judged, pullRequest, shown });
}

/** A merge group's commits are what they are; a pull request is compared with what it would be merged into now. */
const commitsOf = async (reading: Forge, { pullRequest, base, headSha }: Job): Promise<MergeBase> =>
  pullRequest === undefined ? { tip: base.ref, mergeBase: undefined } : reading.mergeBase(base, headSha);

/** What else than the job there is to be told of. */
interface Seen {
  readonly tipSha: string;
  readonly configuration: Configuration;
  readonly refusals: ReportContext['refusals'];
}

const contextOf = (
  service: ReviewService,
  { work, headSha, base, pullRequest }: Job,
  { tipSha, configuration: { config, own, shared }, refusals }: Seen,
): ReportContext => ({
  owner: work.owner,
  repo: work.repo,
  number: pullRequest?.number,
  server: service.server,
  baseSha: tipSha,
  headSha,
  baseRef: base.ref,
  comment: config.comment,
  review: config.review,
  configPath: own === undefined ? undefined : configPath,
  sharedConfig: shared,
  waivers: config.waivers,
  refusals,
});

/** What a verdict comes from, and where it goes. */
interface Judged {
  readonly judgement: Judgement;
  readonly config: Config;
  readonly gate: CheckGate;
}

/** The check first, it is the gate; what is said in the pull request is a courtesy and can change nothing of it. */
async function publish(service: ReviewService, job: Job, progress: Progress, judged: Judged): Promise<readonly Work[]> {
  const { pullRequest } = job;
  if (pullRequest === undefined) {
    const outcome = await inGroup(service, job, judged.judgement);
    await judged.gate.complete(outcome);
    progress.concluded = true;
    await judged.gate.annotate(outcome);
    return [];
  }
  const { gate, judgement } = judged;
  const ledger = ledgerOf(service, job);
  // Before anything is posted: whoever judges another pull request with this head has to find it.
  await ledger.save(toRemember(service, job, pullRequest, judged));
  const shared = await worstAtHead(service, job, outcomeOf(judgement), gate.name);
  if (shared.unjudged.length > 0) {
    // Green now, this check would let the other one pass unseen.
    await ledger.save({ waits: true });
    await gate.announceNow();
    return shared.unjudged;
  }
  await gate.complete(shared.outcome);
  progress.concluded = true;
  const { shown } = await ledger.read();
  await ledger.save({ shown: shownIn(service, job, judged, shown) });
  const conversation = { ...conversationOf(pullRequest, judged), seenAt: shared.seenAt };
  await eachOf([() => gate.annotate(shared.outcome), () => job.forge.converse(conversation, ledger)]);
  return [];
}

/** The verdict on this pull request alone, and what its next judgement has to know of this one. */
function toRemember(
  { now }: ReviewService,
  job: Job,
  { baseRef }: PullRequest,
  { judgement, config }: Judged,
): RecordChange {
  const { conclusion, introduced, decidedUntil, output, incomplete } = judgement;
  const own = { headSha: job.headSha, open: true, baseRef, conclusion, introduced, decidedUntil, waits: false };
  const overview = overviewOf(job, { title: output.title, incomplete, judgedAt: now() });
  return { ...own, ...overview, label: config.waivers.label };
}

/**
 * Undefined where nobody knows the run: then nothing in it can be accepted. What was shown before, all of it, has been
 * shown since then: an order that came meanwhile is about that.
 */
function shownIn(
  { now }: ReviewService,
  { headSha }: Job,
  { gate: { runId }, judgement }: Judged,
  before: SubjectRecord['shown'],
): SubjectRecord['shown'] {
  if (runId === undefined) return undefined;
  const marks = judgement.open.map(markOf);
  const isKnown = before?.headSha === headSha && marks.every((mark) => before.marks.includes(mark));
  return { headSha, runId, at: isKnown ? before.at : now(), marks };
}

/** With the buttons that make sense. */
const outcomeOf = ({ conclusion, output, open, accepted }: Judgement): Outcome => ({
  conclusion,
  output,
  buttons: [
    ...(conclusion === 'failure' && open.length > 0 ? (['accept'] as const) : []),
    ...(accepted ? (['revoke'] as const) : []),
  ],
});

function conversationOf(pullRequest: PullRequest, { judgement, config }: Judged): Conversation {
  const { comment, nothingLeft, review } = judgement;
  // Nothing is said on the lines of a draft, nor taken back there: when it is ready, everything is as it is then.
  const isQuiet = pullRequest.draft && config.drafts === 'check';
  const wanted = { ...review, max: config.review.max };
  return { pullRequest, checkName: config.checkName, comment, nothingLeft, review: isQuiet ? undefined : wanted };
}
