import type { PullRequestRecord, Store } from '../store/store.ts';
import type { Ledger } from './forge.ts';

/** One pull request's record. */
export interface PullRequestLedger extends Ledger {
  save(change: Partial<Omit<PullRequestRecord, 'repositoryId' | 'number'>>): Promise<void>;
}

export const ledgerOf = (store: Store, repositoryId: number, number: number): PullRequestLedger => ({
  read: async () => (await store.find(repositoryId, number)) ?? (await store.save({ repositoryId, number }, {})),
  save: async (change) => {
    await store.save({ repositoryId, number }, change);
  },
});
