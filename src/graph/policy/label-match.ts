import { all, any, type Tri } from '../../model/certainty.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import type { LabelSelector, Labels } from '../../model/resource.ts';

/** Labels as far as manifests tell them. */
export interface KnownLabels {
  readonly labels: Labels;
  /** True where no other label can be there. */
  readonly complete: boolean;
}

/**
 * Does a selector match? All of its requirements must hold; `NotIn` and `DoesNotExist` hold where the key is absent.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
export function matchesLabels(selector: LabelSelector, known: KnownLabels): Tri {
  const { matchLabels, matchExpressions, oneOfEach } = selector;
  let result: Tri = 'yes';
  for (const [key, value] of matchLabels) {
    const held = holds({ key, operator: 'In', values: [value] }, known);
    if (held === 'no') return 'no';
    if (held === 'unknown') result = 'unknown';
  }
  for (const expression of matchExpressions) {
    const held = holds(expression, known);
    if (held === 'no') return 'no';
    if (held === 'unknown') result = 'unknown';
  }
  return oneOfEach === undefined ? result : all(result, ...oneOfEach.map((group) => oneMatches(group, known)));
}

const oneMatches = (group: readonly LabelSelector[], known: KnownLabels): Tri =>
  any(...group.map((one) => matchesLabels(one, known)));

type Requirement = LabelSelector['matchExpressions'][number];

function holds({ key, operator, values }: Requirement, { labels, complete }: KnownLabels): Tri {
  const value = labels.get(key);
  if (value === undefined && !complete) return 'unknown';
  switch (operator) {
    case 'In':
      return value === undefined ? 'no' : isAmong(value, values);
    case 'NotIn':
      return value === undefined ? 'yes' : opposite[isAmong(value, values)];
    case 'Exists':
      return value === undefined ? 'no' : 'yes';
    case 'DoesNotExist':
      return value === undefined ? 'yes' : 'no';
    case 'Contains':
    case 'StartsWith':
    case 'EndsWith':
      return value === undefined ? 'no' : isPart(operator, value, values);
    case 'NotContains':
    case 'NotStartsWith':
    case 'NotEndsWith':
      return value === undefined ? 'yes' : opposite[isPart(opposites[operator], value, values)];
    // The API server refuses the object, and what is not there selects nothing.
    default:
      return 'no';
  }
}

/** What is filled in later may be any value. */
function isAmong(value: string, values: readonly string[]): Tri {
  if (values.includes(value)) return 'yes';
  return [value, ...values].some(isPlaceholder) ? 'unknown' : 'no';
}

const parts = {
  Contains: (value: string, part: string) => value.includes(part),
  StartsWith: (value: string, part: string) => value.startsWith(part),
  EndsWith: (value: string, part: string) => value.endsWith(part),
} as const;

const opposites = { NotContains: 'Contains', NotStartsWith: 'StartsWith', NotEndsWith: 'EndsWith' } as const;

function isPart(operator: keyof typeof parts, value: string, [part = '']: readonly string[]): Tri {
  if (isPlaceholder(value) || isPlaceholder(part)) return 'unknown';
  return parts[operator](value, part) ? 'yes' : 'no';
}

const opposite: Readonly<Record<Tri, Tri>> = { yes: 'no', no: 'yes', unknown: 'unknown' };
