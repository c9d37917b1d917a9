import { say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { accessWords, observed, opensWay, policyChanges, workloadsOf } from './policy-changes.ts';
import type { TransitionRule } from './rule.ts';

export const networkPolicyWidened: TransitionRule = {
  id: 'network-policy-widened',
  severity: 'warning',
  summary: 'network policies let more through than before',
  looksAt: 'transition',
  find: ({ units }) =>
    units.flatMap((unit) =>
      policyChanges(unit).widened.map((change) =>
        observed(change, unit, {
          message: say`with ${describe(change.cause.id)} as it is now, ${workloadsOf(change)} also accepts ${accessWords(change.changes[0]?.gained ?? [])}`,
          help: say`admit only who has to connect: policies add up, so another one closes nothing`,
          ...(opensWay(change, unit.head.exposures) ? { severity: 'error' as const } : {}),
        }),
      ),
    ),
};
