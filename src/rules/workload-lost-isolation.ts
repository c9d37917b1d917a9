import { literal, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { withClosing } from './closing-policy.ts';
import { causeAt, observed, type PolicyChange, policyChanges, strayedFrom } from './policy-changes.ts';
import { acceptance } from './policy-words.ts';
import type { Observation, TransitionRule } from './rule.ts';
import { listed } from './words.ts';

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
        ...causeOf(change),
      }),
    ),
};

/** That the policy selects nobody any more is said with it. */
function causeOf({ changes: [first], unit, cause }: PolicyChange): Pick<Observation, 'cause'> {
  const [policy] = strayedFrom(first, unit);
  return policy === undefined ? {} : { cause: causeAt(policy.id, cause.id) };
}

const namesOf = ({ changes, unit }: PolicyChange): readonly string[] => [
  ...new Set(changes.flatMap((change) => strayedFrom(change, unit).map(({ id }) => describe(id)))),
];

const policiesOf = (change: PolicyChange) => listed(namesOf(change));
const countOf = (change: PolicyChange): number => namesOf(change).length;
