import type { Conclusion } from '../report/report.ts';
import type { Records, SubjectRecord } from '../store/records.ts';
import type { Outcome } from './check-gate.ts';
import { numberIn, type PullRequestWork, pullRequestWork, subjectOf, type Work } from './events.ts';
import type { Forge, ListedPullRequest } from './forge.ts';
import type { Job, ReviewService } from './job.ts';
import { recordOf } from './ledger.ts';
import { RetryLater } from './retry-later.ts';

/** What the check of a head may say. */
export interface AtHead {
  readonly outcome: Outcome;
  /** Open pull requests with the same head that nobody has judged yet: until then nothing may be green. */
  readonly unjudged: readonly Work[];
  /** When the forge was seen to have this head still. */
  readonly seenAt: number | undefined;
}

/**
 * A check belongs to a commit, so the pull requests that share a head share its check: it says the worst of their
 * verdicts. Otherwise a pull request into a branch that already has the exposure turns the check of the other green.
 */
export async function worstAtHead(
  { store: { records }, now }: ReviewService,
  { work, forge, headSha }: Job,
  own: Outcome,
  checkName: string,
): Promise<AtHead> {
  // Nothing can be worse, and nobody has to be asked.
  if (own.conclusion === 'failure') return { outcome: own, unjudged: [], seenAt: undefined };
  const seenAt = now();
  const listed = (await forge.pullRequestsOn(headSha)).filter((one) => one.open && one.headSha === headSha);
  const at = { forge, records, work, headSha, checkName, listed };
  const isSeen = listed.some(({ number }) => `#${number}` === subjectOf(work));
  const seen = { seenAt: isSeen ? seenAt : undefined };
  const unjudged = await unjudgedAmong(at);
  if (unjudged.length > 0) return { outcome: own, unjudged, ...seen };
  return { outcome: await worstOf(own, at), unjudged: [], ...seen };
}

interface Shared {
  readonly forge: Forge;
  readonly records: Records;
  readonly work: Work;
  readonly headSha: string;
  readonly checkName: string;
  /** Those that the forge shows with this head. */
  readonly listed: readonly ListedPullRequest[];
}

/** Those of which no verdict on this head, into this branch, is known. */
async function unjudgedAmong({ records, work, headSha, listed }: Shared): Promise<readonly Work[]> {
  const known = new Map((await records.atHead(work.repositoryId, headSha)).map((record) => [record.subject, record]));
  return listed
    .filter(({ number }) => `#${number}` !== subjectOf(work))
    .filter(({ number, baseRef }) => {
      const record = known.get(`#${number}`);
      return record?.conclusion === undefined || !record.open || record.baseRef !== baseRef;
    })
    .map(({ number }) => pullRequestWork(work, { number, headSha }));
}

async function worstOf(own: Outcome, at: Shared): Promise<Outcome> {
  for (const other of await worseSiblings(own, at)) {
    if (!(await stillThere(other, at))) continue;
    const title = `Blocked by ${other.subject}, which has the same head`;
    const summary = `Pull request ${other.subject} has the same head commit and a worse verdict; a check belongs to a commit.`;
    const { conclusion = 'failure' } = other;
    return { ...own, conclusion, output: { ...own.output, title, summary: `${summary}\n\n${own.output.summary}` } };
  }
  return own;
}

const order: readonly string[] = ['success', 'neutral', 'failure'] satisfies readonly Conclusion[];
const badness = (conclusion: string | undefined): number => order.indexOf(conclusion ?? 'success');

async function worseSiblings(own: Outcome, at: Shared): Promise<readonly SubjectRecord[]> {
  const records = await at.records.atHead(at.work.repositoryId, at.headSha);
  return records
    .filter((other) => numberIn(other.subject) !== undefined && other.subject !== subjectOf(at.work))
    .filter(({ open, check }) => open && (check === undefined || check.name === at.checkName))
    .filter(({ conclusion }) => order.includes(own.conclusion) && badness(conclusion) > badness(own.conclusion))
    .sort(
      (a, b) =>
        badness(b.conclusion) - badness(a.conclusion) || (numberIn(a.subject) ?? 0) - (numberIn(b.subject) ?? 0),
    );
}

/** The ledger knows what it was told last; a pull request that has closed or moved on must not block another. */
async function stillThere(other: SubjectRecord, { forge, records, headSha, listed }: Shared): Promise<boolean> {
  if (listed.some(({ number }) => `#${number}` === other.subject)) return true;
  const now = await forge.pullRequest(numberIn(other.subject) ?? 0);
  // It was there before. Who is told that it is not must not let it pass for that.
  if (now === undefined) throw new RetryLater(`no pull request ${other.subject}, which has the same head`);
  if (now.open && now.headSha === headSha) return true;
  await records.save(other, { open: now.open, headSha: now.headSha });
  return false;
}

/** Who has waited for the verdict that is there now. */
export async function whoWaits(records: Records, work: PullRequestWork, headSha: string): Promise<readonly Work[]> {
  const known = await records.atHead(work.repositoryId, headSha);
  return known.flatMap(({ subject, open, waits }) => {
    const number = numberIn(subject);
    const isOther = number !== undefined && number !== work.number;
    return isOther && open && waits === true ? [pullRequestWork(work, { number, headSha })] : [];
  });
}

/** What a closed pull request leaves to be judged again: it no longer counts for the others with its head. */
export async function close(records: Records, work: PullRequestWork, head?: string): Promise<readonly Work[]> {
  const of = recordOf(work);
  const known = await records.find(of);
  if (known === undefined || !known.open) return [];
  await records.save(of, { open: false });
  const headSha = head ?? known.headSha;
  const others = (await records.atHead(work.repositoryId, headSha)).filter((record) => record.open);
  return others.flatMap((other) => {
    const number = numberIn(other.subject);
    return number === undefined ? [] : [pullRequestWork(work, { number, headSha, rerun: true })];
  });
}
