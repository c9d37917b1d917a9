import { literal, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { atGateway, destination, opening, openings } from './openings.ts';
import type { TransitionRule } from './rule.ts';
import { portOf } from './words.ts';

export const newL4Route: TransitionRule = {
  id: 'new-l4-route',
  severity: 'warning',
  summary: 'connections that the front door now passes on unread',
  looksAt: 'transition',
  find: (transition) =>
    openings(transition, 'l4-route').map((exposure) => {
      const { host, object } = exposure.entry;
      const hosts = host === undefined ? literal('') : say` for ${host}`;
      return opening(exposure, {
        message: say`passes ${portOf(exposure.entry)}${hosts} on through ${describe(object)}${atGateway(exposure)}${destination(exposure)}; nothing reads a request on the way`,
        help: say`route HTTP where the clients speak it, or restrict who may connect`,
      });
    }),
};
