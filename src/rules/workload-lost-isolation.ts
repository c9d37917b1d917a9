import { listed } from '../model/listed.ts';
import { literal, type Message, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { closingPolicy } from './closing-policy.ts';
import { causeAt, observed, type PolicyChange, policyChanges, strayedFrom } from './policy-changes.ts';
import { opennessOf } from './policy-words.ts';
import type { Observation, TransitionRule } from './rule.ts';

export const workloadLostIsolation: TransitionRule = {
  id: 'workload-lost-isolation',
  severity: 'warning',
  summary: 'pods that a network policy no longer selects',
  looksAt: 'transition',
  find: (transition, config) =>
    policyChanges(transition, 'lostIsolation', config).map((change) => {
      const names = namesOf(change);
      return observed(change, {
        message: say`${opennessOf(change, 'gained')}, since ${listed(names)} no longer ${literal(names.length > 1 ? 'select' : 'selects')} its pods`,
        help: wayBack(change),
        ...causeOf(change),
      });
    }),
};

/** That the policy selects nobody any more is said with it. */
function causeOf({ changes: [first], unit, cause }: PolicyChange): Pick<Observation, 'cause'> {
  const [policy] = strayedFrom(first, unit);
  return policy === undefined ? {} : { cause: causeAt(policy.id, cause.id) };
}

function wayBack(change: PolicyChange): Message {
  const closing = closingPolicy(change);
  return closing === undefined ? say`keep the labels that the policies select` : say`keep the labels, or ${closing}`;
}

const namesOf = ({ changes, unit }: PolicyChange): readonly string[] => [
  ...new Set(changes.flatMap((change) => strayedFrom(change, unit).map(({ id }) => describe(id)))),
];
