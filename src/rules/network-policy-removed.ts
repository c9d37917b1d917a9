import { literal, type Message, say } from '../model/message.ts';
import type { Unit } from '../model/unit.ts';
import { withClosing } from './closing-policy.ts';
import { causeWords, observed, type PolicyChange, policyChanges } from './policy-changes.ts';
import { opennessOf } from './policy-words.ts';
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
        message: say`${causeWords(change)}, ${opennessOf(change, 'gained')}`,
        ...weighed(change),
      }),
    ),
};

/** What it weighs, and what to do. */
function weighed(change: PolicyChange) {
  const { is, movedTo } = change.cause;
  if (is === 'unclear') return unclear;
  return movedTo === undefined ? { help: withClosing(say`keep the policy`, change) } : moved(change, movedTo.id);
}

/** Nobody can tell from the manifests whether the two are deployed to the same cluster: most are. */
const moved = ({ unit }: PolicyChange, to: string) => ({
  severity: 'notice' as const,
  help: say`deploy ${to} together with ${unitWords(unit.head.unit)}`,
});

const unitWords = ({ id }: Unit): Message => (id === '.' ? literal('the rest of this repository') : say`${id}`);

/** It stands there all the same, in a form that is not read. */
const unclear = {
  severity: 'warning',
  help: say`check that the policy holds and keeps the same out as before`,
} as const;
