import { localCluster, socket } from '../exposure/entry-words.ts';
import { say } from '../model/message.ts';
import { opening, openings } from './openings.ts';
import type { TransitionRule } from './rule.ts';

export const newDevPortMapping: TransitionRule = {
  id: 'new-dev-port-mapping',
  severity: 'notice',
  summary: "a machine's port that leads into a local cluster",
  looksAt: 'transition',
  find: (transition) =>
    openings(transition, 'dev-mapping').map((exposure) => {
      const { entry } = exposure;
      const isLocal = exposure.reach === 'loopback';
      const where = isLocal ? say`` : say`, so the developer's whole LAN gets in`;
      return opening(exposure, {
        message: say`${localCluster(entry.object)} maps ${socket(entry)} to ${entry.protocol ?? 'TCP'} port ${entry.nodePort ?? '?'} of the node${where}`,
        help: isLocal ? say`` : say`set the listen address to 127.0.0.1`,
        ...(isLocal ? {} : { severity: 'warning' }),
      });
    }),
};
