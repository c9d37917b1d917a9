import { say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { opening, openings } from './openings.ts';
import type { TransitionRule } from './rule.ts';

export const newHostNetwork: TransitionRule = {
  id: 'new-host-network',
  severity: 'warning',
  summary: "pods that share the node's network",
  looksAt: 'transition',
  find: (transition) =>
    openings(transition, 'host-network')
      .filter(({ entry }) => entry.port === undefined)
      .map((exposure) =>
        opening(exposure, {
          message: say`${describe(exposure.entry.object)} shares the network of its nodes: every port that it listens on is open there, declared or not; network policies usually do not apply there`,
          adds: say`every port that it listens on is open there, declared or not; network policies usually do not apply there`,
          help: say`remove hostNetwork: true, and publish the ports that are needed through a Service`,
        }),
      ),
};
