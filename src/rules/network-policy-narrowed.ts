import { say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { accessWords, observed, policyChanges, workloadsOf } from './policy-changes.ts';
import type { TransitionRule } from './rule.ts';

export const networkPolicyNarrowed: TransitionRule = {
  id: 'network-policy-narrowed',
  severity: 'info',
  summary: 'network policies let less through than before',
  looksAt: 'transition',
  find: ({ units }) =>
    units.flatMap((unit) =>
      policyChanges(unit).narrowed.map((change) =>
        observed(change, unit, {
          message: say`with ${describe(change.cause.id)}, ${workloadsOf(change)} no longer accepts ${accessWords(change.changes[0]?.lost ?? [])}`,
          help: say`check that nobody who has to connect is among them`,
        }),
      ),
    ),
};
