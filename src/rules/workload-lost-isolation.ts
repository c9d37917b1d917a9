import { literal, type Message, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { closingPolicy } from './closing-policy.ts';
import { observed, type PolicyChange, policyChanges, strayedFrom } from './policy-changes.ts';
import { acceptance } from './policy-words.ts';
import type { TransitionRule } from './rule.ts';
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
        help: wayBack(change),
      }),
    ),
};

function wayBack(change: PolicyChange): Message {
  const closing = closingPolicy(change);
  return closing === undefined ? say`keep the labels that the policies select` : say`keep the labels, or ${closing}`;
}

const namesOf = ({ changes, unit }: PolicyChange): readonly string[] => [
  ...new Set(changes.flatMap((change) => strayedFrom(change, unit).map(({ id }) => describe(id)))),
];

const policiesOf = (change: PolicyChange) => listed(namesOf(change));
const countOf = (change: PolicyChange): number => namesOf(change).length;
