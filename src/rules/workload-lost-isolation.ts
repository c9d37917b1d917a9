import { say } from '../model/message.ts';
import { accessWords, closingPolicy, observed, policyChanges, workloadsOf } from './policy-changes.ts';
import type { TransitionRule } from './rule.ts';

export const workloadLostIsolation: TransitionRule = {
  id: 'workload-lost-isolation',
  severity: 'warning',
  summary: 'pods that a network policy no longer selects',
  looksAt: 'transition',
  find: ({ units }) =>
    units.flatMap((unit) =>
      policyChanges(unit).lostIsolation.map((change) =>
        observed(change, unit, {
          message: say`with its new labels ${workloadsOf(change)} is selected by fewer network policies, and accepts ${accessWords(change.changes[0]?.gained ?? [])}`,
          help: say`keep the labels that the policies select; ${closingPolicy(change)}`,
        }),
      ),
    ),
};
