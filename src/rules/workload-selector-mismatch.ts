import { objectName } from '../graph/objects.ts';
import { listed } from '../model/listed.ts';
import { say } from '../model/message.ts';
import { describe, type LabelSelector, type Workload } from '../model/resource.ts';
import { conditionsOf } from '../model/selector-text.ts';
import { objectOf } from './links.ts';
import { once } from './once.ts';
import type { Observation, StateRule } from './rule.ts';

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector */
export const workloadSelectorMismatch: StateRule = {
  id: 'workload-selector-mismatch',
  severity: 'error',
  summary: "a workload whose selector does not match its pods' labels",
  looksAt: 'state',
  find: ({ graph, unit }) => graph.workloads.flatMap((workload) => mismatchOf(workload, unit.id)),
};

const mismatchOf = once((workload: Workload, unit): readonly Observation[] => {
  if (workload.selector === undefined || workload.certainty !== 'certain') return [];
  const wrong = mismatches(workload.selector.value, workload);
  if (wrong.length === 0) return [];
  return [
    {
      about: objectName(workload.id),
      object: objectOf(workload.id),
      at: workload.selector.at,
      because: [workload.labelsAt],
      message: say`${describe(workload.id)} selects ${listed(wrong)}, but its pods are labeled ${labelsOf(workload)}; the API server refuses the ${workload.id.kind}`,
      help: say`write labels in the pod template that spec.selector matches`,
      units: [unit],
    },
  ];
});

function mismatches(
  { matchLabels, matchExpressions }: LabelSelector,
  { labels, injectedLabels }: Workload,
): readonly string[] {
  const isInjected = (key: string): boolean => injectedLabels.some((label) => label.key === key);
  const unequal = [...matchLabels].filter(([key, value]) => labels.get(key) !== value && !isInjected(key));
  const failing = matchExpressions.filter((one) => !isInjected(one.key) && !holds(one, labels.get(one.key)));
  return conditionsOf({ matchLabels: new Map(unequal), matchExpressions: failing }).filter(
    (text) => !/\{\{|\$[({]/.test(text),
  );
}

function holds({ operator, values }: LabelSelector['matchExpressions'][number], value: string | undefined): boolean {
  if (operator === 'In') return value !== undefined && values.includes(value);
  if (operator === 'NotIn') return value === undefined || !values.includes(value);
  if (operator === 'Exists') return value !== undefined;
  return operator !== 'DoesNotExist' || value === undefined;
}

const labelsOf = ({ labels }: Workload): string =>
  labels.size === 0 ? 'with nothing' : [...labels].map(([key, value]) => `${key}=${value}`).join(', ');
