import { say } from '../model/message.ts';
import { withClosing } from './closing-policy.ts';
import { causeWords, observed, policyChanges } from './policy-changes.ts';
import { acceptance } from './policy-words.ts';
import type { TransitionRule } from './rule.ts';

/** Only where something more comes through than before: a policy that another one replaces is not missed. */
export const networkPolicyRemoved: TransitionRule = {
  id: 'network-policy-removed',
  severity: 'error',
  summary: 'a network policy is gone that kept somebody out',
  looksAt: 'transition',
  find: (transition, config) =>
    policyChanges(transition, 'removed', config).map((change) =>
      observed(change, {
        message: say`${causeWords(change)}, ${acceptance(change, 'gained', ['also accepts', 'also accept'])}`,
        help: withClosing(say`keep the policy`, change),
      }),
    ),
};
