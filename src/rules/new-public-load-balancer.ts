import { literal, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { admitted, onward, opening, openings, published } from './openings.ts';
import type { TransitionRule } from './rule.ts';
import { admitsEverybody, portOf } from './words.ts';

export const newPublicLoadBalancer: TransitionRule = {
  id: 'new-public-load-balancer',
  severity: 'error',
  summary: 'a load balancer that the internet can reach',
  looksAt: 'transition',
  find: (transition) =>
    openings(transition, 'lb')
      .filter(({ reach }) => reach === 'public' || reach === 'unknown')
      .map((exposure) => {
        const basis =
          exposure.reachBasis === 'assumed' ? literal(' (assumed: nothing says that it is internal)') : literal('');
        return opening(exposure, {
          message: say`opens ${portOf(exposure.entry)} of ${describe(exposure.entry.object)} to the internet${basis}${admitted(exposure)}${published(exposure)}${onward(exposure)}`,
          help: say`make it internal by the provider's annotation, or ${literal(admitsEverybody(exposure) ? 'set' : 'narrow')} loadBalancerSourceRanges`,
        });
      }),
};
