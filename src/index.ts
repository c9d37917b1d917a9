import type { ApplicationFunctionOptions, Probot } from 'probot';
import { handledEvents, unaskedEvents } from './app/events.ts';
import { type Receiver, receiveInto } from './app/receive.ts';

export interface PortcullisOptions extends ApplicationFunctionOptions, Receiver {}

/**
 * The Probot app: what an event makes dirty goes into the inbox, and GitHub has its answer.
 *
 *     await probot.load(portcullis, { cwd, addHandler, inbox, store })
 *
 * `src/start.ts` builds the inbox and what works on it. The service itself hands a webhook past Probot to the same
 * `receiveInto`: Probot's errors carry the whole payload, and its log prints it.
 */
export default function portcullis(app: Probot, options: ApplicationFunctionOptions): void {
  const receive = receiveInto(receiverOf(options));
  app.on([...handledEvents, ...unaskedEvents], async ({ id, name, payload }) => {
    await receive({ id, event: name, payload });
  });
}

function receiverOf(options: ApplicationFunctionOptions): Receiver {
  // Probot hands on what `load` was given, without its type.
  const { inbox, store } = options as Partial<PortcullisOptions>;
  if (inbox === undefined || store === undefined)
    throw new Error('Portcullis needs an inbox and a store: start it with `npm start`, not with `probot run`');
  return { inbox, store };
}
