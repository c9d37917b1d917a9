import type { GapReason } from '../model/gap.ts';
import type { Place, Subject, SubjectRecord } from '../store/records.ts';
import { subjectOf, type Work } from './events.ts';
import type { Ledger } from './forge.ts';
import type { Job, ReviewService } from './job.ts';

export type RecordChange = Partial<Omit<SubjectRecord, keyof Subject>>;

/** One subject's record. */
export interface SubjectLedger extends Ledger {
  save(change: RecordChange): Promise<void>;
}

/** Where the record of a work is found. */
export const recordOf = (work: Work): Subject => {
  const { installationId, repositoryId } = work;
  return { installationId, repositoryId, subject: subjectOf(work) };
};

const placeOf = ({ owner, repo }: Work): Place => ({ owner, repo });

/** What an overview says of a verdict. */
export const overviewOf = (
  { work }: Pick<Job, 'work'>,
  {
    title,
    incomplete,
    judgedAt,
  }: { readonly title: string; readonly incomplete: readonly GapReason[]; readonly judgedAt: number },
): Pick<SubjectRecord, 'title' | 'incomplete' | 'judgedAt' | 'place'> => ({
  title,
  incomplete: [...new Set(incomplete)].sort(),
  judgedAt,
  place: placeOf(work),
});

/** A job's record. Before it says that something will be created, the job confirms that nobody has taken it over. */
export function ledgerOf({ store }: ReviewService, { work, attempt }: Pick<Job, 'work' | 'attempt'>): SubjectLedger {
  const { records } = store;
  const of = recordOf(work);
  return {
    read: async () => (await records.find(of)) ?? (await records.save(of, { place: placeOf(work) })),
    save: async (change) => {
      if ((change.newCheck ?? change.newComment ?? change.newReview) !== undefined) await attempt.confirm();
      await records.save(of, change);
    },
  };
}
