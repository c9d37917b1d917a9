import type { Exposure } from '../exposure/exposure.ts';
import { describe } from '../model/resource.ts';
import type { Observation, Transition, UnitChange } from './rule.ts';

/**
 * Do network policies hold the way in back, whatever it leads to, in each of its units? Only those count that base has as
 * they are: a pull request cannot declare itself harmless. What is not known holds nothing back.
 */
export function isHeldBack({ exposure, units, evenIfHeldBack }: Observation, transition: Transition): boolean {
  if (exposure === undefined || evenIfHeldBack === true) return false;
  const own = transition.units.filter(({ head }) => units.includes(head.unit.id));
  return own.length > 0 && own.every((unit) => isHeldBackIn(unit, exposure));
}

function isHeldBackIn({ base, head }: UnitChange, key: string): boolean {
  if (head.graph.policies.length === 0) return false;
  const ways = head.exposures.filter((one) => one.key === key);
  const standing = new Set(
    base.graph.policies.filter((policy) => head.graph.policies.includes(policy)).map(({ id }) => describe(id)),
  );
  return ways.length > 0 && ways.every((way) => isBlockedBy(way, standing));
}

const isBlockedBy = ({ policy }: Exposure, standing: ReadonlySet<string>): boolean =>
  policy.state === 'blocked' && policy.by.every((id) => standing.has(describe(id)));
