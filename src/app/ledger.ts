import type { Records, Subject, SubjectRecord } from '../store/records.ts';
import { subjectOf, type Work } from './events.ts';
import type { Ledger } from './forge.ts';

/** One subject's record. */
export interface SubjectLedger extends Ledger {
  save(change: Partial<Omit<SubjectRecord, keyof Subject>>): Promise<void>;
}

/** `confirm` throws where another process has taken over; it is asked before it is said that something will be created. */
export const ledgerOf = (records: Records, work: Work, confirm: () => Promise<void>): SubjectLedger => {
  const { installationId, repositoryId } = work;
  const of = { installationId, repositoryId, subject: subjectOf(work) };
  return {
    read: async () => (await records.find(of)) ?? (await records.save(of, {})),
    save: async (change) => {
      if ((change.newCheck ?? change.newComment ?? change.newReview) !== undefined) await confirm();
      await records.save(of, change);
    },
  };
};
