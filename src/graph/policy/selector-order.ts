import type { LabelSelector } from '../../model/resource.ts';

/** One thing that a selector asks of labels. */
type Requirement = LabelSelector['matchExpressions'][number];

export const requirementsOf = ({ matchLabels, matchExpressions }: LabelSelector): readonly Requirement[] => [
  ...[...matchLabels].map(([key, value]) => ({ key, operator: 'In', values: [value] })),
  ...matchExpressions,
];

/** More than these are not compared one by one, but as they are written. */
const maxPairs = 10_000;

/** Does whatever meets all of `strict` certainly meet all of `loose`? */
export function implies(strict: readonly Requirement[], loose: readonly Requirement[]): boolean {
  if (strict.length * loose.length > maxPairs) {
    const texts = new Set(strict.map((one) => JSON.stringify(one)));
    return loose.every((one) => texts.has(JSON.stringify(one)));
  }
  return loose.every((wanted) => strict.some((one) => one.key === wanted.key && meets(one, wanted)));
}

function meets(has: Requirement, wanted: Requirement): boolean {
  const [own, other] = [new Set(has.values), new Set(wanted.values)];
  switch (wanted.operator) {
    case 'In':
      return has.operator === 'In' && own.isSubsetOf(other);
    case 'NotIn':
      if (has.operator === 'In') return own.isDisjointFrom(other);
      return has.operator === 'DoesNotExist' || (has.operator === 'NotIn' && other.isSubsetOf(own));
    case 'Exists':
      return has.operator === 'Exists' || has.operator === 'In';
    default:
      return has.operator === wanted.operator;
  }
}
