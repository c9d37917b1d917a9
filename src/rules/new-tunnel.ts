import { address } from '../exposure/entry-words.ts';
import type { Exposure } from '../exposure/exposure.ts';
import { type Message, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { onward, opening, openings } from './openings.ts';
import type { TransitionRule } from './rule.ts';
import { clientsOf, portOf } from './words.ts';

export const newTunnel: TransitionRule = {
  id: 'new-tunnel',
  severity: 'error',
  summary: 'a tunnel that lets clients in past every load balancer',
  looksAt: 'transition',
  find: (transition) =>
    openings(transition, 'tunnel').map((exposure) => {
      const isOutside = exposure.reach === 'public' || exposure.reach === 'unknown';
      return opening(exposure, {
        message: say`opens ${placeOf(exposure)} to ${clientsOf(exposure)} by a tunnel (${describe(exposure.entry.object)})${onward(exposure)}`,
        help: say`restrict who may use it at the tunnel's provider`,
        ...(isOutside ? {} : { severity: 'warning' }),
      });
    }),
};

/** A host and path, or the port of a Service that gets an address of its own. */
const placeOf = ({ entry }: Exposure): Message => (entry.path === undefined ? portOf(entry) : say`${address(entry)}`);
