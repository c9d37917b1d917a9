import { say } from '../model/message.ts';
import { causeWords, observed, type PolicyChange, policyChanges } from './policy-changes.ts';
import { acceptance, closingPolicy } from './policy-words.ts';
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
        help: isShutBesides(change) ? say`keep the policy` : say`keep the policy; ${closingPolicy(change)}`,
        ...(change.cause.is === 'unclear' ? unclear : {}),
      }),
    ),
};

/** It stands there all the same, in a form that is not read. */
const unclear = {
  severity: 'warning',
  help: say`check that the policy holds and keeps the same out as before`,
} as const;

/** Where other policies isolate the pods, one more takes away nothing of what they allow. */
const isShutBesides = ({ changes }: PolicyChange): boolean =>
  changes.some(({ policiesAfter }) => policiesAfter.some(({ isolates }) => isolates.includes('ingress')));
