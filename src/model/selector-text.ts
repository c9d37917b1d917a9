import type { LabelSelector } from './resource.ts';

type Requirement = LabelSelector['matchExpressions'][number];

/** A selector as `kubectl` writes it: `app=web,tier in (back,front),!open`. */
export const selectorText = (selector: LabelSelector): string => conditionsOf(selector).join(',');

/** Each thing that a selector asks of labels, in the same notation. */
export const conditionsOf = ({ matchLabels, matchExpressions, oneOfEach = [] }: LabelSelector): readonly string[] => [
  ...[...matchLabels].map(([key, value]) => `${key}=${value}`),
  ...matchExpressions.map(conditionText),
  ...oneOfEach.map((group) => `(${group.map(selectorText).join(' or ')})`),
];

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#set-based-requirement */
export function conditionText({ key, operator, values }: Requirement): string {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  return `${key} ${operator.toLowerCase()} (${values.join(',')})`;
}
