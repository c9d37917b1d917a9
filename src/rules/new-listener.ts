import { say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { opening, openings } from './openings.ts';
import type { TransitionRule } from './rule.ts';
import { clientsOf, portOf } from './words.ts';

/** A listener that comes with the routes that it serves is told with them. */
export const newListener: TransitionRule = {
  id: 'new-listener',
  severity: 'notice',
  summary: 'a port that a gateway now listens on',
  looksAt: 'transition',
  find: (transition) =>
    openings(transition, 'listener').map((exposure) =>
      opening(exposure, {
        message: say`${describe(exposure.entry.object)} listens on ${portOf(exposure.entry)} for ${exposure.entry.host ?? 'every host'}, open to ${clientsOf(exposure)}`,
        help: say`confirm the port, the hosts, and who may attach routes to it`,
      }),
    ),
};
