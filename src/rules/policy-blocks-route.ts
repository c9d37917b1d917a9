import type { Exposure } from '../exposure/exposure.ts';
import { say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { causeOf } from './changes.ts';
import type { Observation, Transition, TransitionRule } from './rule.ts';
import { doorOf, listed } from './words.ts';

/** A way in that ends at a policy: new, or shut by this change. What is not known says nothing. */
export const policyBlocksRoute: TransitionRule = {
  id: 'policy-blocks-route',
  severity: 'warning',
  summary: 'a way in that network policies do not let through',
  looksAt: 'transition',
  find: ({ diff }: Transition) => {
    const shut = [...diff.narrowed, ...diff.changed]
      .filter(({ before, attributes }) => attributes.includes('policy') && before.policy.state !== 'blocked')
      .map(({ after }) => after);
    return [
      ...diff.added.filter(isBlocked).map((one) => blocked(one, false)),
      ...shut.filter(isBlocked).map((one) => blocked(one, true)),
    ];
  },
};

const isBlocked = ({ policy }: Exposure): boolean => policy.state === 'blocked';

function blocked(exposure: Exposure, isRegression: boolean): Observation {
  const { entry, at, because, units, key, target, policy } = exposure;
  const place = target === undefined ? say`its pods` : say`${describe(target)}`;
  return {
    about: key,
    object: entry.object,
    at,
    because,
    message: say`${doorOf(exposure)} does not reach ${place}: ${listed(policy.by)} lets nobody through who comes this way`,
    adds: say`${listed(policy.by)} lets nobody through who comes this way`,
    help: say`let the policy admit whoever the pods see here, on port ${target?.port ?? 'of the pod'}`,
    ...(isRegression ? { severity: 'error' } : {}),
    units,
    exposure: key,
    evenIfHeldBack: true,
    cause: causeOf(exposure),
  };
}
