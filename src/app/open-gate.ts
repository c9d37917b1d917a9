import type { CheckRecord } from '../store/records.ts';
import { CheckGate } from './check-gate.ts';
import type { Configuration } from './configuration.ts';
import { externalId } from './events.ts';
import { failureOutcome } from './failure.ts';
import type { CheckTarget } from './forge.ts';
import { Superseded } from './inbox.ts';
import type { Job, ReviewService } from './job.ts';
import { lagSince } from './lag.ts';
import { ledgerOf, type SubjectLedger } from './ledger.ts';

interface From {
  readonly tipSha: string;
  readonly configuration: Pick<Configuration, 'config' | 'blob'>;
  readonly startedAt: number;
}

/** The check run of an evaluation, continued from what an earlier attempt wrote. */
export async function openGate(service: ReviewService, job: Job, from: From): Promise<CheckGate> {
  const target = targetOf(service, job, from);
  const ledger = ledgerOf(service, job);
  const known = await knownRun(service, job, ledger);
  if (known !== undefined && !known.completed && known.headSha !== job.headSha) await endLeftOver(service, job, known);
  const isDone = known !== undefined && isSettled(known, target) && known.at >= job.attempt.since;
  return new CheckGate(target, {
    forge: job.forge,
    now: service.now,
    lagMs: service.lagMs,
    confirm: job.attempt.confirm,
    known,
    save: (change) => ledger.save(change),
    always: job.work.rerun && !isDone,
    announce: isDone ? 'never' : job.work.retargeted || job.attempt.again ? 'at-once' : 'late',
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

/** The check run of before; where a process died while it made one, GitHub is asked whether it is there. */
async function knownRun(
  service: ReviewService,
  { forge }: Job,
  ledger: SubjectLedger,
): Promise<CheckRecord | undefined> {
  const { check, newCheck } = await ledger.read();
  if (newCheck === undefined) return check;
  await lagSince(newCheck.at, service);
  const found = await forge.createdCheck(newCheck);
  const { name, headSha, externalId, at, digest } = newCheck;
  const known = found === undefined ? check : { name, headSha, externalId, at, digest, ...found };
  await ledger.save({ check: known, newCheck: undefined });
  return known;
}

/** A run that was announced and never ended: nobody else would. */
export async function endAnnounced(service: ReviewService, job: Omit<Job, 'base'>): Promise<void> {
  const ledger = ledgerOf(service, job);
  const { check } = await ledger.read();
  if (check === undefined || check.completed) return;
  await endLeftOver(service, job, check);
  await ledger.save({ check: { ...check, completed: true } });
}

/** A run that was announced for an older head and put off there: nobody else would ever end it. */
async function endLeftOver(service: ReviewService, job: Omit<Job, 'base'>, known: CheckRecord): Promise<void> {
  const { forge, pullRequest } = job;
  const now = service.now();
  const { conclusion, output } = failureOutcome(new Superseded('a newer head arrived'), '');
  const target = { ...known, number: pullRequest?.number, startedAt: now };
  const run = { id: known.id, isLeft: false };
  await forge.completeCheck({ ...target, conclusion, output, completedAt: now }, run);
}
