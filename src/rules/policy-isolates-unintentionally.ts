import type { Graph } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { admissions } from '../graph/policy/admission.ts';
import { say } from '../model/message.ts';
import { describe, type Policy, type Workload } from '../model/resource.ts';
import { objectOf } from './links.ts';
import type { Observation, StateRule } from './rule.ts';

/** @see https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/ (policyTypes) */
export const policyIsolatesUnintentionally: StateRule = {
  id: 'policy-isolates-unintentionally',
  severity: 'warning',
  summary: 'a policy for egress that shuts ingress as well',
  looksAt: 'state',
  find: ({ graph, unit }, { cluster }) => {
    const accidental = cluster.networkPolicies === 'ignored' ? [] : graph.policies.filter((one) => one.impliesIngress);
    const selections = accidental.length === 0 ? [] : graph.workloads.map(policiesOf(graph));
    return accidental.map((policy) => observe(policy, selections, unit.id));
  },
};

/** The policies that select a workload and speak of what comes to it. */
function policiesOf(graph: Graph): (workload: Workload) => readonly Policy[] {
  const admissionOf = admissions(graph);
  return (workload) => admissionOf(workload).policies;
}

const observe = (policy: Policy, selections: readonly (readonly Policy[])[], unit: string): Observation => ({
  about: objectName(policy.id),
  object: objectOf(policy.id),
  at: policy.at,
  because: (policy.egress ?? []).flatMap(({ at, lines = [] }) => [at, ...lines]),
  message: say`${describe(policy.id)} has rules for egress only and no policyTypes, so it also blocks all ingress to its pods`,
  help: say`add policyTypes: [Egress]`,
  ...(isIsolatedAnyway(policy, selections) ? { severity: 'notice' as const } : {}),
  units: [unit],
});

/** Another policy, which means it, isolates every pod that this one selects. */
function isIsolatedAnyway(policy: Policy, selections: readonly (readonly Policy[])[]): boolean {
  const own = selections.filter((policies) => policies.includes(policy));
  const isMeant = ({ isolates, impliesIngress }: Policy): boolean => isolates.includes('ingress') && !impliesIngress;
  return own.length > 0 && own.every((policies) => policies.some(isMeant));
}
