import type { ApplicationFunctionOptions, Probot } from 'probot';
import { handledEvents } from './app/events.ts';
import { receiveInto } from './app/receive.ts';
import type { Inbox } from './store/inbox.ts';

export interface PortcullisOptions extends ApplicationFunctionOptions {
  readonly inbox: Pick<Inbox, 'append'>;
}

/**
 * The Probot app: what an event makes dirty goes into the inbox, and GitHub has its answer.
 *
 *     await probot.load(portcullis, { cwd, addHandler, inbox })
 *
 * `src/start.ts` builds the inbox and what works on it. The service itself hands a webhook past Probot to the same
 * `receiveInto`: Probot's errors carry the whole payload, and its log prints it.
 */
export default function portcullis(app: Probot, options: ApplicationFunctionOptions): void {
  const receive = receiveInto(inboxOf(options));
  app.on([...handledEvents], async ({ id, name, payload }) => {
    await receive({ id, event: name, payload });
  });
}

function inboxOf(options: ApplicationFunctionOptions): PortcullisOptions['inbox'] {
  const { inbox } = options as Partial<PortcullisOptions>; // Probot hands on what `load` was given, without its type
  if (inbox === undefined)
    throw new Error('Portcullis needs an inbox: start it with `npm start`, not with `probot run`');
  return inbox;
}
