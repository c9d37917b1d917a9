import { say } from '../model/message.ts';
import { causeWords, observed, policyChanges } from './policy-changes.ts';
import { acceptance } from './policy-words.ts';
import type { TransitionRule } from './rule.ts';

export const networkPolicyNarrowed: TransitionRule = {
  id: 'network-policy-narrowed',
  severity: 'info',
  summary: 'network policies let less through than before',
  looksAt: 'transition',
  find: (transition, config) =>
    policyChanges(transition, 'narrowed', config).map((change) =>
      observed(change, {
        message: say`${causeWords(change)}, ${acceptance(change, 'lost', ['no longer accepts', 'no longer accept'])}`,
        help: say`check that nobody who has to connect is among them`,
      }),
    ),
};
