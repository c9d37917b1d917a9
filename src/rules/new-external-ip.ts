import { say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { onward, opening, openings } from './openings.ts';
import type { TransitionRule } from './rule.ts';
import { portOf } from './words.ts';

/** @see https://github.com/kubernetes/kubernetes/issues/97076 (CVE-2020-8554) */
export const newExternalIp: TransitionRule = {
  id: 'new-external-ip',
  severity: 'error',
  summary: 'an address that every node answers to',
  looksAt: 'transition',
  find: (transition) =>
    openings(transition, 'external-ip').map((exposure) =>
      opening(exposure, {
        message: say`makes every node answer ${portOf(exposure.entry)} at ${exposure.entry.address ?? ''} for ${describe(exposure.entry.object)}${onward(exposure)}`,
        help: say`remove externalIPs, and use type LoadBalancer or a Gateway`,
      }),
    ),
};
