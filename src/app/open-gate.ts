import type { CheckRecord } from '../store/store.ts';
import { CheckGate } from './check-gate.ts';
import type { Configuration } from './configuration.ts';
import { externalId } from './events.ts';
import { failureOutcome } from './failure.ts';
import type { CheckTarget } from './forge.ts';
import { Superseded } from './inbox.ts';
import type { Job, ReviewService } from './job.ts';
import { ledgerOf } from './ledger.ts';

interface From {
  readonly tipSha: string;
  readonly configuration: Configuration;
  readonly startedAt: number;
}

/** The check run of an evaluation, continued from what an earlier attempt wrote. */
export async function openGate(service: ReviewService, job: Job, from: From): Promise<CheckGate> {
  const target = targetOf(service, job, from);
  const ledger = job.pullRequest && ledgerOf(service.store, job.work.repositoryId, job.pullRequest.number);
  const known = ledger === undefined ? await runningGroup(job, target) : (await ledger.read()).check;
  if (known !== undefined && !known.completed && known.headSha !== job.headSha) await endLeftOver(service, job, known);
  const isDone = known !== undefined && isSettled(known, target) && known.at >= job.attempt.since;
  return new CheckGate(target, {
    forge: job.forge,
    now: service.now,
    known,
    save: async (check) => ledger?.save({ check }),
    always: job.work.rerun && !isDone,
    urgent: job.work.retargeted && !isDone,
  });
}

function targetOf(service: ReviewService, { pullRequest, headSha }: Job, from: From): CheckTarget {
  const { config, blob } = from.configuration;
  const number = pullRequest?.number;
  const id = externalId({ number, baseSha: from.tipSha, configuration: blob, engine: service.engine });
  return { name: config.checkName, headSha, externalId: id, number, startedAt: from.startedAt };
}

const isSettled = (known: CheckRecord, target: CheckTarget): boolean =>
  known.completed && known.headSha === target.headSha && known.externalId === target.externalId;

/** The ledger is about pull requests; a merge group's run is asked for where an attempt before this one may have left it. */
async function runningGroup({ forge }: Job, target: CheckTarget): Promise<CheckRecord | undefined> {
  const id = await forge.runningCheck(target);
  const { name, headSha, externalId } = target;
  return id === undefined ? undefined : { id, name, headSha, externalId, completed: false, at: 0, digest: '' };
}

/** A run that was announced for an older head and put off there: nobody else would ever end it. */
async function endLeftOver(service: ReviewService, { forge, pullRequest }: Job, known: CheckRecord): Promise<void> {
  const now = service.now();
  const { conclusion, output } = failureOutcome(new Superseded('a newer head arrived'), '');
  const target = { ...known, number: pullRequest?.number, startedAt: now };
  await forge.completeCheck({ ...target, conclusion, output, completedAt: now }, known.id);
}
