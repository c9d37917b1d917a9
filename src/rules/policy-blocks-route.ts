import type { Exposure } from '../exposure/exposure.ts';
import { policyName } from '../graph/policy/path-verdict.ts';
import { literal, type Message, say } from '../model/message.ts';
import { describe, type Policy } from '../model/resource.ts';
import { causeOf } from './changes.ts';
import type { Observation, Transition, TransitionRule } from './rule.ts';
import { doorOf, listed } from './words.ts';

/** A way in that ends at a policy: new, or shut by this change. What is not known says nothing. */
export const policyBlocksRoute: TransitionRule = {
  id: 'policy-blocks-route',
  severity: 'warning',
  summary: 'a way in that network policies do not let through',
  looksAt: 'transition',
  find: (transition) => {
    const shut = [...transition.diff.narrowed, ...transition.diff.changed]
      .filter(({ before, attributes }) => attributes.includes('policy') && before.policy.state !== 'blocked')
      .map(({ after }) => after);
    return [
      ...transition.diff.added.filter(isBlocked).map((one) => blocked(one, transition, false)),
      ...shut.filter(isBlocked).map((one) => blocked(one, transition, true)),
    ];
  },
};

const isBlocked = ({ policy }: Exposure): boolean => policy.state === 'blocked';

function blocked(exposure: Exposure, transition: Transition, isRegression: boolean): Observation {
  const { entry, at, because, units, key, target, policy } = exposure;
  const policies = policiesOf(exposure, transition);
  const place = target === undefined ? say`its pods` : say`${describe(target)}`;
  const names = policies.length === 0 ? policy.by : [...new Set(policies.map(({ id }) => describe(id)))];
  const reason = say`${listed(names)} ${literal(names.length > 1 ? 'let' : 'lets')} nobody through who comes this way`;
  return {
    about: key,
    object: entry.object,
    at,
    because: [...because, ...policies.flatMap(linesOf)],
    message: say`${doorOf(exposure)} does not reach ${place}: ${reason}`,
    adds: reason,
    help: say`admit ${comers[exposure.arrivesAs]} to port ${target?.port ?? 'of the pod'} in a policy for these pods`,
    ...(isRegression ? { severity: 'error' } : {}),
    units,
    exposure: key,
    evenIfHeldBack: true,
    cause: causeOf(exposure),
  };
}

/** The policies of head that decide it. */
function policiesOf({ policy, units }: Exposure, transition: Transition): readonly Policy[] {
  const by = new Set(policy.by);
  return transition.units
    .filter(({ head }) => units.includes(head.unit.id))
    .flatMap(({ head }) => head.graph.policies.filter((one) => by.has(policyName(one))));
}

const linesOf = ({ at, subjectAt, ingress = [] }: Policy) => [
  at,
  subjectAt,
  ...ingress.flatMap((rule) => [rule.at, ...(rule.lines ?? [])]),
];

/** Whom the pods see, as a policy has to name them. */
const comers: Readonly<Record<Exposure['arrivesAs'], Message>> = {
  client: literal('the clients (ipBlock)'),
  node: literal('the nodes (ipBlock)'),
  'load-balancer': literal('the load balancer (ipBlock)'),
  proxy: literal('the pods of the ingress controller (namespaceSelector and podSelector)'),
  'cilium-ingress': literal('the entity ingress (CiliumNetworkPolicy, fromEntities)'),
};
