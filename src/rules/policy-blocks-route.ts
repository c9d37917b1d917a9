import type { Exposure } from '../exposure/exposure.ts';
import { listed } from '../model/listed.ts';
import { literal, type Message, say } from '../model/message.ts';
import { describe, type Policy } from '../model/resource.ts';
import { causeOf } from './changes.ts';
import type { Observation, Transition, TransitionRule } from './rule.ts';
import { doorOf } from './words.ts';

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
  const names =
    policies.length === 0 ? policy.by.map(describe) : [...new Set(policies.map(({ policy: { id } }) => describe(id)))];
  const block = say`${listed(names)} ${literal(names.length > 1 ? 'block' : 'blocks')}`;
  return {
    about: key,
    object: entry.object,
    at,
    because: [
      ...because,
      ...policies
        .filter(({ isOld }) => !isOld)
        .flatMap(({ policy: one }) => linesOf(one))
        .slice(0, maxLines),
    ],
    message: say`${block} the way from ${doorOf(exposure)} to ${place}`,
    adds: say`${block} it`,
    help: helpFor(exposure, policies, listed(names)),
    ...(isRegression ? { severity: 'error' } : {}),
    units,
    exposure: key,
    evenIfHeldBack: true,
    cause: causeOf(exposure),
  };
}

interface Deciding {
  readonly policy: Policy;
  readonly isOld: boolean;
}

/** The policies of head that decide it, and whether base has the very same. */
function policiesOf({ policy, units }: Exposure, transition: Transition): readonly Deciding[] {
  const by = new Set(policy.by.map(describe));
  return transition.units
    .filter(({ head }) => units.includes(head.unit.id))
    .flatMap(({ base, head }) => {
      const deciding = head.graph.policies.filter((one) => by.has(describe(one.id)));
      return deciding.map((one) => ({ policy: one, isOld: base.graph.policies.includes(one) }));
    });
}

/** Many ways in may end at one long policy: a line that the change touched is mostly among the first. */
const maxLines = 50;

const linesOf = ({ at, subjectAt, ingress = [] }: Policy) => [
  at,
  subjectAt,
  ...ingress.flatMap((rule) => [rule.at, ...(rule.lines ?? [])]),
];

/** What a denial keeps out is not let in by admitting it as well; what nobody admits is. */
function helpFor({ arrivesAs, target, policy }: Exposure, deciding: readonly Deciding[], names: Message): Message {
  const { who, as } = comers[arrivesAs];
  const port = target?.port === undefined ? literal("the pod's port") : say`port ${target.port}`;
  if (policy.isDenied !== true)
    return say`admit ${literal(who)} (${literal(as)}) to ${port} in a policy for these pods`;
  // https://docs.cilium.io/en/stable/security/policy/language/#deny-policies
  const isLast = deciding.some(({ policy: { id } }) => id.group === 'cilium.io');
  const rest = isLast ? ': no other policy can undo a denial' : ', or allow them in an earlier rule';
  return say`exempt ${literal(who)} from ${names} at ${port}${literal(rest)}`;
}

/** Whom the pods see, and as what a policy has to name them. */
const comers: Readonly<Record<Exposure['arrivesAs'], { readonly who: string; readonly as: string }>> = {
  client: { who: 'the clients', as: 'ipBlock' },
  node: { who: 'the nodes', as: 'ipBlock' },
  'load-balancer': { who: 'the load balancer', as: 'ipBlock' },
  proxy: { who: "the ingress controller's pods", as: 'namespaceSelector and podSelector' },
  'cilium-ingress': { who: 'the entity ingress', as: 'CiliumNetworkPolicy, fromEntities' },
};
