import { say } from '../model/message.ts';
import { causeWords, observed, policyChanges } from './policy-changes.ts';
import { opennessOf } from './policy-words.ts';
import type { TransitionRule } from './rule.ts';

export const networkPolicyNarrowed: TransitionRule = {
  id: 'network-policy-narrowed',
  severity: 'info',
  summary: 'network policies let less through than before',
  looksAt: 'transition',
  find: (transition, config) =>
    policyChanges(transition, 'narrowed', config).map((change) =>
      observed(change, {
        message: say`${causeWords(change)}, ${opennessOf(change, 'lost')}`,
        help: say`check that none of these clients has to connect`,
      }),
    ),
};
