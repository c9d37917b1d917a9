import type { PullRequestWork } from '../events.ts';
import type { ReviewService } from '../job.ts';
import { recordOf } from '../ledger.ts';
import { isIdle, type OrderedCommand } from './from-webhook.ts';

/** What waits to be carried out, oldest first. */
export const pendingOn = async (
  { store: { inbox } }: ReviewService,
  { repositoryId, number }: Pick<PullRequestWork, 'repositoryId' | 'number'>,
): Promise<readonly OrderedCommand[]> => (await inbox.commands(repositoryId, number)) as readonly OrderedCommand[]; // as from-webhook.ts makes them

/** Is there anything to carry out? A label that means nothing here is not worth a look at GitHub. */
export async function isOrdered(service: ReviewService, work: PullRequestWork): Promise<boolean> {
  const { inbox, records } = service.store;
  const label = (await records.find(recordOf(work)))?.label;
  const pending = await pendingOn(service, work);
  for (const command of pending.filter((one) => isIdle(one, label))) await inbox.settle(command);
  return pending.some((one) => !isIdle(one, label));
}

/** Nobody decides about what is closed. */
export async function settleAll(service: ReviewService, work: PullRequestWork): Promise<void> {
  for (const command of await pendingOn(service, work)) await service.store.inbox.settle(command);
}
