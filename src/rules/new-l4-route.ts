import { literal, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { atGateway, destination, opening, openings } from './openings.ts';
import type { TransitionRule } from './rule.ts';
import { portOf } from './words.ts';

export const newL4Route: TransitionRule = {
  id: 'new-l4-route',
  severity: 'warning',
  summary: 'connections that the front door now forwards unread',
  looksAt: 'transition',
  find: (transition) =>
    openings(transition, 'l4-route').map((exposure) => {
      const { host, object } = exposure.entry;
      const hosts = host === undefined ? literal('') : say` for ${host}`;
      return opening(exposure, {
        message: say`forwards ${portOf(exposure.entry)}${hosts} through ${describe(object)}${atGateway(exposure)}${destination(exposure)}; nothing inspects the requests`,
        help: say`use an HTTP route if the clients speak HTTP, or restrict who may connect`,
      });
    }),
};
