import type { Conclusion } from '../report/report.ts';
import type { PullRequestRecord, Store } from '../store/store.ts';
import type { Outcome } from './check-gate.ts';
import type { PullRequestWork, Work } from './events.ts';
import type { Forge } from './forge.ts';

/**
 * A check belongs to a commit, so the pull requests that share a head share its check: it says the worst of their
 * verdicts. Otherwise a pull request into a branch that already has the exposure turns the check of the other green.
 */
export async function worstAtHead(own: Outcome, at: Shared): Promise<Outcome> {
  for (const other of await worseSiblings(own, at)) {
    if (!(await stillThere(other, at))) continue;
    const title = `Blocked by #${other.number}, which has the same head`;
    const summary = `Pull request #${other.number} has the same head commit and a worse verdict; a check belongs to a commit.`;
    const { conclusion = 'failure' } = other;
    return { conclusion, output: { ...own.output, title, summary: `${summary}\n\n${own.output.summary}` } };
  }
  return own;
}

export interface Shared {
  readonly forge: Forge;
  readonly store: Store;
  readonly repositoryId: number;
  readonly number: number;
  readonly headSha: string;
  readonly checkName: string;
}

const order: readonly string[] = ['success', 'neutral', 'failure'] satisfies readonly Conclusion[];
const badness = (conclusion: string | undefined): number => order.indexOf(conclusion ?? 'success');

async function worseSiblings(own: Outcome, { store, ...at }: Shared): Promise<readonly PullRequestRecord[]> {
  const records = await store.atHead(at.repositoryId, at.headSha);
  return records
    .filter(({ number, open, check }) => number !== at.number && open && check?.name === at.checkName)
    .filter(({ conclusion }) => order.includes(own.conclusion) && badness(conclusion) > badness(own.conclusion))
    .sort((a, b) => badness(b.conclusion) - badness(a.conclusion) || a.number - b.number);
}

/** The ledger knows what it was told last; a pull request that has closed or moved on must not block another. */
async function stillThere(other: PullRequestRecord, { forge, store, ...at }: Shared): Promise<boolean> {
  const now = await forge.pullRequest(other.number);
  const open = now?.open ?? false;
  if (open && now?.headSha === at.headSha) return true;
  await store.save({ repositoryId: at.repositoryId, number: other.number }, { open, headSha: now?.headSha ?? '' });
  return false;
}

/** What a closed pull request leaves to be judged again: it no longer counts for the others with its head. */
export async function close(store: Store, work: PullRequestWork, headSha: string): Promise<readonly Work[]> {
  const { repositoryId, number } = work;
  const known = await store.find(repositoryId, number);
  if (known === undefined || !known.open) return [];
  await store.save({ repositoryId, number }, { open: false });
  const others = (await store.atHead(repositoryId, headSha)).filter((record) => record.open);
  return others.map((other) => ({ ...work, number: other.number, headSha, rerun: true, retargeted: false }));
}
