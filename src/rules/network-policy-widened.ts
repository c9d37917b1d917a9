import { type Message, say } from '../model/message.ts';
import { closingPolicy } from './closing-policy.ts';
import { causeAt, causeWords, observed, opensWay, type PolicyChange, policyChanges } from './policy-changes.ts';
import { opennessOf } from './policy-words.ts';
import type { TransitionRule } from './rule.ts';

export const networkPolicyWidened: TransitionRule = {
  id: 'network-policy-widened',
  severity: 'warning',
  summary: 'network policies let more through than before',
  looksAt: 'transition',
  find: (transition, config) =>
    policyChanges(transition, 'widened', config).map((change) =>
      observed(change, {
        message: say`${causeWords(change)}, ${opennessOf(change, 'gained')}`,
        help: closingPolicy(change) ?? admitFewer(change),
        ...(opensWay(change) ? { severity: 'error' as const } : {}),
        cause: causeAt(change.cause.id, change.cause.id),
      }),
    ),
};

const admitFewer = (change: PolicyChange): Message =>
  isOfVendor(change)
    ? say`admit only those who must connect`
    : say`admit only those who must connect (policies add up: another one closes nothing)`;

/** Cilium and Calico have denials, which come before what another policy allows. */
const isOfVendor = ({ cause: { id } }: PolicyChange): boolean =>
  /(^|\.)(cilium\.io|projectcalico\.org)$/.test(id.group);
