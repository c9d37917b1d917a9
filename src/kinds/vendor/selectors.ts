import type { LabelSelector } from '../../model/resource.ts';

export type Requirement = LabelSelector['matchExpressions'][number];

/** The label that every namespace has. */
export const namespaceName = 'kubernetes.io/metadata.name';

/** All of the requirements hold; one value of a label is written as Kubernetes writes it. */
export function matching(requirements: readonly Requirement[]): LabelSelector {
  const plain = new Map<string, string>();
  const rest = requirements.filter(({ key, operator, values: [value, ...others] }) => {
    if (operator !== 'In' || value === undefined || others.length > 0 || plain.has(key)) return true;
    plain.set(key, value);
    return false;
  });
  return { matchLabels: plain, matchExpressions: rest };
}

export const everything: LabelSelector = matching([]);

/** No label can be one of none. */
export const nothing: LabelSelector = matching([{ key: '', operator: 'In', values: [] }]);

/** Both hold. */
export function both(a: LabelSelector, b: LabelSelector): LabelSelector {
  const groups = [...(a.oneOfEach ?? []), ...(b.oneOfEach ?? [])];
  const all = matching([...requirementsOf(a), ...requirementsOf(b)]);
  return groups.length === 0 ? all : { ...all, oneOfEach: groups };
}

/** Every requirement outside of the alternatives, alike however it is written. */
export const requirementsOf = ({ matchLabels, matchExpressions }: LabelSelector): readonly Requirement[] => [
  ...[...matchLabels].map(([key, value]) => ({ key, operator: 'In', values: [value] })),
  ...matchExpressions,
];

export const isEverything = ({ matchLabels, matchExpressions, oneOfEach = [] }: LabelSelector): boolean =>
  matchLabels.size + matchExpressions.length + oneOfEach.length === 0;
