import { say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { opening, openings } from './openings.ts';
import type { TransitionRule } from './rule.ts';

export const newDevPortMapping: TransitionRule = {
  id: 'new-dev-port-mapping',
  severity: 'notice',
  summary: "a machine's port that leads into a local cluster",
  looksAt: 'transition',
  find: (transition) =>
    openings(transition, 'dev-mapping').map((exposure) => {
      const { port, nodePort, address, object, protocol } = exposure.entry;
      const isLocal = exposure.reach === 'loopback';
      const where = isLocal ? say`` : say`, so the whole network of the developer's machine gets in`;
      return opening(exposure, {
        message: say`${describe(object)} listens on ${address ?? ''}:${port ?? 'a free port'} (${protocol ?? 'TCP'}) and forwards to node port ${nodePort ?? '?'}${where}`,
        help: isLocal ? say`` : say`set the listen address to 127.0.0.1`,
        ...(isLocal ? {} : { severity: 'warning' }),
      });
    }),
};
