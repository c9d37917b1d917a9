import type { Inbox } from '../store/inbox.ts';
import type { Store } from '../store/store.ts';
import { commandsIn, type OrderedCommand } from './commands/from-webhook.ts';
import { dirtied, forgotten, pullRequestWork, suspended, type Where, type Work, whereOf, workKey } from './events.ts';

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

/** Where webhooks go. */
export interface Receiver {
  readonly inbox: Pick<Inbox, 'append'>;
  readonly store: Pick<Store, 'forget' | 'suspensions'>;
  readonly now?: () => number;
}

/** The pull request that somebody has ordered something about. Its head is for GitHub to tell. */
function commandedIn(where: Where, [command]: readonly OrderedCommand[]): Work | undefined {
  if (command === undefined) return undefined;
  return pullRequestWork(where, { number: command.number, headSha: undefined, onlyCommands: true });
}

export const receiveInto =
  ({ inbox, store, now = Date.now }: Receiver, note: Note = () => {}): Receive =>
  async ({ id, event, payload }) => {
    const gone = forgotten(event, payload);
    if (gone !== undefined) {
      await store.forget(gone);
      note('everything about it is removed', { installation: String(gone.installationId) });
      return 'accepted';
    }
    const pause = suspended(event, payload);
    if (pause !== undefined) {
      const { installationId, is } = pause;
      await (is ? store.suspensions.begin(installationId) : store.suspensions.end([installationId]));
      return 'accepted';
    }
    const where = whereOf(payload);
    const commands = where === undefined ? [] : commandsIn(event, payload, { where, delivery: id, now: now() });
    const work = dirtied(event, payload) ?? (where && commandedIn(where, commands));
    if (work === undefined) return 'ignored';
    const isNew = await inbox.append({ delivery: id, works: [work], commands });
    note(isNew ? 'a webhook is recorded' : 'a webhook was recorded before', { work: workKey(work) });
    return 'accepted';
  };
