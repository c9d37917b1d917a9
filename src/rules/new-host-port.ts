import { say } from '../model/message.ts';
import { onward, opening, openings } from './openings.ts';
import type { TransitionRule } from './rule.ts';

export const newHostPort: TransitionRule = {
  id: 'new-host-port',
  severity: 'warning',
  summary: 'a hostPort that was not open at base',
  looksAt: 'transition',
  find: (transition) =>
    openings(transition, 'host-port').map((exposure) => {
      const { port, protocol, address } = exposure.entry;
      const isLocal = exposure.reach === 'loopback';
      const where = isLocal
        ? say`on the node's own loopback address`
        : say`on every node that runs the pod (${address ?? '0.0.0.0'})`;
      return opening(exposure, {
        message: say`opens ${protocol ?? 'TCP'} port ${port ?? '?'} ${where}${onward(exposure)} past every Service`,
        help: say`remove hostPort and use a Service; if only the node needs it, set hostIP: 127.0.0.1`,
        ...(isLocal ? { severity: 'info' } : {}),
      });
    }),
};
