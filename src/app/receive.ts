import { dirtied, workKey } from './events.ts';
import type { Inbox } from './inbox.ts';

/** A webhook whose signature is right. */
export interface Delivery {
  /** GitHub's, which a redelivery repeats. */
  readonly id: string;
  readonly event: string;
  readonly payload: unknown;
}

/**
 * Records what a webhook makes dirty; GitHub has its answer when this resolves. `ignored` is what concerns nobody.
 * @throws InboxFull
 */
export type Receive = (delivery: Delivery) => Promise<'accepted' | 'ignored'>;

type Note = (message: string, facts: Readonly<Record<string, string>>) => void;

export const receiveInto =
  (inbox: Pick<Inbox, 'add'>, note: Note = () => {}): Receive =>
  async ({ event, payload }) => {
    const work = dirtied(event, payload);
    if (work === undefined) return 'ignored';
    await inbox.add(work);
    note('a webhook is recorded', { work: workKey(work) });
    return 'accepted';
  };
