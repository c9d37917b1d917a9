import type { Inbox } from '../store/inbox.ts';
import { dirtied, workKey } from './events.ts';

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
  (inbox: Pick<Inbox, 'append'>, note: Note = () => {}): Receive =>
  async ({ id, event, payload }) => {
    const work = dirtied(event, payload);
    if (work === undefined) return 'ignored';
    const isNew = await inbox.append({ delivery: id, works: [work] });
    note(isNew ? 'a webhook is recorded' : 'a webhook was recorded before', { work: workKey(work) });
    return 'accepted';
  };
