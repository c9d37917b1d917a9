import type { AdmissionChange } from '../graph/policy/compare.ts';
import type { Config } from '../model/config.ts';
import type { Gap } from '../model/gap.ts';
import { literal, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { unfinishedComparisons } from './policy-changes.ts';
import type { Transition } from './rule.ts';

/** Labels can be a riddle that takes longer than anybody waits: what nobody could compare is not called the same. */
export const unfinishedPolicies = (transition: Transition, config: Config): readonly Gap[] =>
  unfinishedComparisons(transition, config).flatMap(gapOf);

function gapOf([first, ...others]: readonly AdmissionChange[]): readonly Gap[] {
  if (first === undefined) return [];
  const more = literal(others.length === 0 ? '' : ` and ${others.length} more`);
  return [
    {
      at: first.after.at,
      side: 'head',
      reason: 'limit',
      blocks: true,
      message: say`the network policies of ${describe(first.after.id)}${more} tell more kinds of callers apart than are compared`,
    },
  ];
}
