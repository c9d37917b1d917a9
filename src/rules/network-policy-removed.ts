import { literal, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { accessWords, closingPolicy, observed, policyChanges, workloadsOf } from './policy-changes.ts';
import type { TransitionRule } from './rule.ts';

/** Only where something more comes through than before: a policy that another one replaces is not missed. */
export const networkPolicyRemoved: TransitionRule = {
  id: 'network-policy-removed',
  severity: 'error',
  summary: 'a network policy is gone that kept somebody out',
  looksAt: 'transition',
  find: ({ units }) =>
    units.flatMap((unit) =>
      policyChanges(unit).removed.map((change) =>
        observed(
          change,
          unit,
          {
            message: say`without ${describe(change.cause.id)}, ${workloadsOf(change)} ${literal(change.changes.length > 1 ? 'accept' : 'accepts')} ${accessWords(change.changes[0]?.gained ?? [])}`,
            help: say`keep the policy; ${closingPolicy(change)}`,
          },
          true,
        ),
      ),
    ),
};
