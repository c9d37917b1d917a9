import { say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { destination, opening, openings } from './openings.ts';
import type { TransitionRule } from './rule.ts';

export const newTunnel: TransitionRule = {
  id: 'new-tunnel',
  severity: 'warning',
  summary: 'a tunnel that lets clients in past every load balancer',
  looksAt: 'transition',
  find: (transition) =>
    openings(transition, 'tunnel').map((exposure) => {
      const { host, path, object } = exposure.entry;
      return opening(exposure, {
        message: say`opens ${`${host ?? 'every host'}${path ?? ''}`} by a tunnel (${describe(object)})${destination(exposure)}`,
        help: say`confirm who may use it; a tunnel needs no load balancer, and no firewall of the cluster sees its clients`,
      });
    }),
};
