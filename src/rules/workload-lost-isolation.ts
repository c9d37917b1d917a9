import { listed } from '../model/listed.ts';
import { literal, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { withClosing } from './closing-policy.ts';
import { observed, type PolicyChange, policyChanges, strayedFrom } from './policy-changes.ts';
import { acceptance } from './policy-words.ts';
import type { TransitionRule } from './rule.ts';

export const workloadLostIsolation: TransitionRule = {
  id: 'workload-lost-isolation',
  severity: 'warning',
  summary: 'pods that a network policy no longer selects',
  looksAt: 'transition',
  find: (transition, config) =>
    policyChanges(transition, 'lostIsolation', config).map((change) =>
      observed(change, {
        message: say`${policiesOf(change)} no longer ${literal(countOf(change) > 1 ? 'select' : 'selects')} its pods, so ${acceptance(change, 'gained', ['also accepts', 'also accept'])}`,
        help: withClosing(say`keep the labels that the policies select`, change),
      }),
    ),
};

const namesOf = ({ changes, unit }: PolicyChange): readonly string[] => [
  ...new Set(changes.flatMap((change) => strayedFrom(change, unit).map(({ id }) => describe(id)))),
];

const policiesOf = (change: PolicyChange) => listed(namesOf(change));
const countOf = (change: PolicyChange): number => namesOf(change).length;
