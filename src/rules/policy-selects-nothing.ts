import { objectName } from '../graph/objects.ts';
import { matchesLabels } from '../graph/policy/label-match.ts';
import { namespaceLabels } from '../graph/policy/namespaces.ts';
import { namespaceOf } from '../graph/policy/pod-classes.ts';
import { say } from '../model/message.ts';
import { describe, type Policy } from '../model/resource.ts';
import { selectorText } from '../model/selector-text.ts';
import { isCompleteIn } from '../model/unit.ts';
import { objectOf, within } from './links.ts';
import { isLabel, isMadeElsewhere } from './made-elsewhere.ts';
import { causeAt } from './policy-changes.ts';
import type { StateRule, UnitSide } from './rule.ts';

export const policySelectsNothing: StateRule = {
  id: 'policy-selects-nothing',
  severity: 'notice',
  summary: 'a network policy that selects no pod of the unit',
  looksAt: 'state',
  find: ({ graph, unit }, { cluster }) => {
    if (cluster.networkPolicies === 'ignored' || graph.policies.length === 0 || graph.workloads.length === 0) return [];
    const isSelected = selecting(graph);
    return graph.policies
      .filter((policy) => namesPods(policy) && !isElsewhere(policy) && !isSelected(policy))
      .map((policy) => ({
        about: objectName(policy.id),
        object: objectOf(policy.id),
        at: policy.subjectAt,
        because: [policy.at],
        message: say`the selector ${selectorText(policy.subject.pods)} of ${describe(policy.id)} matches no pod ${within(unit)}, so the policy protects nothing there`,
        help: say`select labels that the pods have`,
        ...(isCompleteIn(unit, policy.id.namespace) ? { ifRegression: 'warning' as const } : {}),
        units: [unit.id],
        cause: causeAt(policy.id),
        adds: say`${describe(policy.id)} selects no pod any more`,
      }));
  },
};

/** A policy for everything may stand there before its pods do. */
const namesPods = ({ subject: { pods } }: Policy): boolean =>
  pods.matchLabels.size + pods.matchExpressions.length + (pods.oneOfEach ?? []).length > 0;

const isElsewhere = ({ subject: { pods } }: Policy): boolean =>
  isMadeElsewhere(pods.matchLabels) || pods.matchExpressions.some(({ values }) => !values.every(isLabel));

function selecting({ workloads, namespaces }: UnitSide['graph']): (policy: Policy) => boolean {
  const labelsOf = namespaceLabels(namespaces);
  return ({ subject, id }) =>
    workloads.some((workload) => {
      const namespace = namespaceOf(workload.id);
      const isThere =
        subject.namespaces === undefined
          ? id.namespace === undefined || workload.id.namespace === undefined || namespaceOf(id) === namespace
          : matchesLabels(subject.namespaces, labelsOf(namespace)) !== 'no';
      return isThere && matchesLabels(subject.pods, { labels: workload.labels, complete: true }) !== 'no';
    });
}
