import { say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { admitted, onward, opening, openings, published } from './openings.ts';
import type { TransitionRule } from './rule.ts';
import { portOf } from './words.ts';

export const newInternalLoadBalancer: TransitionRule = {
  id: 'new-internal-load-balancer',
  severity: 'notice',
  summary: 'a load balancer that a private network can reach',
  looksAt: 'transition',
  find: (transition) =>
    openings(transition, 'lb')
      .filter(({ reach }) => reach !== 'public' && reach !== 'unknown')
      .map((exposure) =>
        opening(exposure, {
          message: say`opens ${portOf(exposure.entry)} of ${describe(exposure.entry.object)} to the private network and what is peered with it${admitted(exposure)}${published(exposure)}${onward(exposure)}`,
          adds: say`its load balancer is for the private network`,
          help: say`set loadBalancerSourceRanges, unless the whole network may connect`,
        }),
      ),
};
