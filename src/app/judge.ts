import { configPath } from '../config/defaults.ts';
import type { Config } from '../model/config.ts';
import type { ReportContext } from '../report/context.ts';
import type { CheckGate } from './check-gate.ts';
import { baseConfiguration, type Configuration, configurationGaps } from './configuration.ts';
import type { Deadline } from './deadline.ts';
import { eachOf } from './each-of.ts';
import { endedBy } from './ended-by.ts';
import type { Conversation, Forge, MergeBase, PullRequest } from './forge.ts';
import type { Job, ReviewService } from './job.ts';
import type { Judgement } from './judgement.ts';
import { ledgerOf, shownOf } from './ledger.ts';
import { openGate } from './open-gate.ts';
import { worstAtHead } from './siblings.ts';

/** How far an evaluation has come: which check run there is to be ended, by which rules, and whether it has been. */
export interface Progress {
  configuration: Configuration | undefined;
  gate: CheckGate | undefined;
  concluded: boolean;
}

/** From the commits to what is written; the deadline ends it between any two steps. */
export async function judge(service: ReviewService, job: Job, progress: Progress, deadline: Deadline): Promise<void> {
  const { signal, time } = deadline;
  const startedAt = service.now();
  const reading = await service.openForge(job.work, signal);
  const { tip: tipSha, mergeBase } = await commitsOf(reading, job);
  const [tip, head] = [reading.at(tipSha), reading.at(job.headSha)];
  const configuration = await baseConfiguration(tip);
  progress.configuration = configuration;
  const gate = await openGate(service, job, { tipSha, configuration, startedAt });
  progress.gate = gate;
  gate.announceAfter(Math.max(0, service.announceAfterMs - (service.now() - startedAt)));
  const gaps = await configurationGaps(configuration, head);
  const from = job.pullRequest === undefined ? 'as-they-are' : mergeBase === undefined ? 'none' : reading.at(mergeBase);
  const today = new Date(startedAt).toISOString().slice(0, 10);
  const { config } = configuration;
  const { repositoryId } = job.work;
  const context = contextOf(service, job, { tipSha, configuration });
  signal.throwIfAborted();
  const asked = service.analyse({ repositoryId, tip, head, from, config, gaps, context, today, signal, time });
  const judgement = await endedBy(signal, asked);
  signal.throwIfAborted();
  await publish(service, job, progress, { judgement, config, gate });
}

/** A merge group's commits are what they are; a pull request is compared with what it would be merged into now. */
const commitsOf = async (reading: Forge, { pullRequest, base, headSha }: Job): Promise<MergeBase> =>
  pullRequest === undefined ? { tip: base.ref, mergeBase: undefined } : reading.mergeBase(base, headSha);

const contextOf = (
  service: ReviewService,
  { work, headSha, base, pullRequest }: Job,
  { tipSha, configuration: { config, blob } }: { readonly tipSha: string; readonly configuration: Configuration },
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
  configPath: blob === undefined ? undefined : configPath,
});

interface Judged {
  readonly judgement: Judgement;
  readonly config: Config;
  readonly gate: CheckGate;
}

/** The check first, it is the gate; what is said in the pull request is a courtesy and can change nothing of it. */
async function publish(service: ReviewService, job: Job, progress: Progress, judged: Judged): Promise<void> {
  const { work, forge, pullRequest, headSha } = job;
  const { judgement, gate } = judged;
  const { conclusion, output } = judgement;
  if (pullRequest === undefined) {
    await gate.complete({ conclusion, output });
    progress.concluded = true;
    await gate.annotate({ conclusion, output });
    return;
  }
  const ledger = ledgerOf(service, job);
  // Before anything is posted: whoever judges another pull request with this head has to find it.
  const shown = shownOf(job, { title: output.title, incomplete: judgement.incomplete, judgedAt: service.now() });
  await ledger.save({ headSha, open: true, baseRef: pullRequest.baseRef, conclusion, ...shown });
  const { records } = service.store;
  const shared = { forge, records, work, headSha, checkName: gate.name };
  const outcome = await worstAtHead({ conclusion, output }, shared);
  await gate.complete(outcome);
  progress.concluded = true;
  await eachOf([() => gate.annotate(outcome), () => forge.converse(conversationOf(pullRequest, judged), ledger)]);
}

function conversationOf(pullRequest: PullRequest, { judgement, config }: Judged): Conversation {
  const { comment, nothingLeft, review } = judgement;
  // Nothing is said on the lines of a draft, nor taken back there: when it is ready, everything is as it is then.
  const isQuiet = pullRequest.draft && config.drafts === 'check';
  const wanted = { ...review, max: config.review.max };
  return { pullRequest, checkName: config.checkName, comment, nothingLeft, review: isQuiet ? undefined : wanted };
}
