import type { Message } from '../model/message.ts';
import type { Acceptance } from '../report/decisions.ts';
import type { Waiver } from '../store/waivers.ts';
import type { Job, ReviewService } from './job.ts';
import { ledgerOf } from './ledger.ts';

/** What has ended is still told for so long. */
const rememberedMs = 30 * 24 * 3_600_000;

/** What people have decided, and asked for in vain, about what is judged. */
export async function decided(
  service: ReviewService,
  job: Job,
): Promise<{ readonly acceptances: readonly Acceptance[]; readonly refusals: readonly Message[] }> {
  const { work, pullRequest, headSha } = job;
  const record = await ledgerOf(service, job).read();
  const refusals = (record.refusals ?? []).filter((one) => one.headSha === headSha).map(({ message }) => message);
  const [number, baseRef] =
    pullRequest === undefined
      ? [record.group?.number, record.group?.baseRef]
      : [pullRequest.number, pullRequest.baseRef];
  if (number === undefined) return { acceptances: [], refusals };
  const { repositoryId } = work;
  const known = await service.store.waivers.inForce({ repositoryId, number }, service.now() - rememberedMs);
  const own = known.filter((waiver) => waiver.baseRef === baseRef);
  return { acceptances: pullRequest === undefined ? own.map(inTheQueue) : own, refusals };
}

/** What hid behind a gap was looked at with the pull request; what else the queue puts beside it is looked at with its own. */
const inTheQueue = (waiver: Waiver): Waiver => ({
  ...waiver,
  accepted: waiver.accepted.map((one) => (one.kind === 'gap' ? { ...one, extent: 'whatever' } : one)),
});
