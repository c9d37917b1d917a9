import type { Acceptable } from '../report/acceptance.ts';
import { code } from '../report/markdown.ts';
import type { GroupRecord } from '../store/records.ts';
import type { Outcome } from './check-gate.ts';
import { numberIn } from './events.ts';
import type { Job, ReviewService } from './job.ts';
import type { Judgement } from './judgement.ts';
import { ledgerOf } from './ledger.ts';

/**
 * The verdict on a merge group: what its own pull request did not bring by itself comes from being merged with others,
 * and the check says with which.
 */
export async function inGroup(service: ReviewService, job: Job, judgement: Judgement): Promise<Outcome> {
  const { conclusion, output, open } = judgement;
  const ledger = ledgerOf(service, job);
  const { group } = await ledger.read();
  await ledger.save({ conclusion });
  if (conclusion !== 'failure' || group?.number === undefined) return { conclusion, output };
  const alone = await introducedAlone(service, job, group.number);
  const combined = alone === undefined ? [] : open.filter(({ fingerprint }) => !alone.has(fingerprint));
  if (combined.length === 0) return { conclusion, output };
  const others = await othersBefore(service, job, group);
  const title = `Only together with ${others.slice(0, 3).join(', ') || 'what is there already'}: ${output.title}`;
  const summary = [combinationWords(group.number, others, combined), output.summary].join('\n\n');
  return { conclusion, output: { ...output, title: title.slice(0, 120), summary } };
}

/** Undefined where nobody has judged it. */
async function introducedAlone(
  { store }: ReviewService,
  { work: { installationId, repositoryId } }: Job,
  number: number,
): Promise<ReadonlySet<string> | undefined> {
  const record = await store.records.find({ installationId, repositoryId, subject: `#${number}` });
  return record?.introduced === undefined ? undefined : new Set(record.introduced);
}

/** The pull requests that stand before it in the queue, else those that were merged last. */
async function othersBefore(service: ReviewService, job: Job, group: GroupRecord): Promise<readonly string[]> {
  const queued = await queuedBefore(service, job, group);
  if (queued.length > 0) return queued.map((number) => `#${number}`);
  const merged = await job.forge.pullRequestsOn(group.baseSha);
  return merged.filter(({ number }) => number !== group.number).map(({ number }) => `#${number}`);
}

/** A queue is no longer than this, as GitHub has it: 100 entries. */
const maxQueue = 100;

async function queuedBefore(
  { store }: ReviewService,
  { work: { repositoryId } }: Job,
  { baseSha }: GroupRecord,
): Promise<readonly number[]> {
  const before: number[] = [];
  let sha = baseSha;
  while (before.length < maxQueue) {
    const groups = await store.records.atHead(repositoryId, sha);
    const group = groups.find(({ subject }) => numberIn(subject) === undefined)?.group;
    if (group?.number === undefined) break;
    before.push(group.number);
    sha = group.baseSha;
  }
  return before;
}

function combinationWords(number: number, others: readonly string[], combined: readonly Acceptable[]): string {
  const whom = others.length === 0 ? 'what was merged before it' : others.join(', ');
  const rows = combined.slice(0, 20).map(({ what }) => `- ${code(what)}`);
  return [
    `Introduced by the combination of #${number} with ${whom}; #${number} alone does not do it:`,
    '',
    ...rows,
  ].join('\n');
}
