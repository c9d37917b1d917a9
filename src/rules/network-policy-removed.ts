import { say } from '../model/message.ts';
import { withClosing } from './closing-policy.ts';
import { placeOf } from './links.ts';
import { causeWords, observed, type PolicyChange, policyChanges } from './policy-changes.ts';
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
        ...(change.cause.movedTo === undefined ? kept(change) : moved(change, change.cause.movedTo)),
      }),
    ),
};

const kept = (change: PolicyChange) => ({ help: withClosing(say`keep the policy`, change) });

/** Nobody can tell from the manifests whether the two are deployed to the same cluster: most are. */
const moved = ({ unit }: PolicyChange, to: string) => ({
  severity: 'notice' as const,
  help: say`nothing, where ${to} is deployed with ${placeOf(unit.head.unit)}`,
});
