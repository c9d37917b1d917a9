import { say } from '../model/message.ts';
import { closingPolicy } from './closing-policy.ts';
import { causeWords, observed, opensWay, policyChanges } from './policy-changes.ts';
import { acceptance } from './policy-words.ts';
import type { TransitionRule } from './rule.ts';

export const networkPolicyWidened: TransitionRule = {
  id: 'network-policy-widened',
  severity: 'warning',
  summary: 'network policies let more through than before',
  looksAt: 'transition',
  find: (transition, config) =>
    policyChanges(transition, 'widened', config).map((change) =>
      observed(change, {
        message: say`${causeWords(change)}, ${acceptance(change, 'gained', ['also accepts', 'also accept'])}`,
        help:
          closingPolicy(change) ?? say`admit only who has to connect: policies add up, so another one closes nothing`,
        ...(opensWay(change) ? { severity: 'error' as const } : {}),
      }),
    ),
};
