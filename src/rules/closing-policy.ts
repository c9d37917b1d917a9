import { admissions } from '../graph/policy/admission.ts';
import { compareAdmissions } from '../graph/policy/compare.ts';
import { namespaceOf } from '../graph/policy/pod-classes.ts';
import { type Message, say } from '../model/message.ts';
import { type Labels, networkPriority, type Policy, type Workload } from '../model/resource.ts';
import type { PolicyChange } from './policy-changes.ts';

/**
 * The smallest policy that would close it again, where there is one: with the labels that the pods have in common, if it
 * shuts no other pods. Where some policy still lets the callers in, another one closes nothing.
 */
export function closingPolicy(change: PolicyChange): Message | undefined {
  const shut = change.changes.map(({ after }) => after);
  const labels = commonLabels(shut);
  const namespaces = new Set(shut.map(({ id }) => namespaceOf(id)));
  const policies = [...namespaces].map((namespace) => denyAll(namespace, labels));
  if (shutsOthers(policies, shut, change) || !closes(policies, change)) return undefined;
  const selector = [...labels].map(([key, value]) => `${key}=${value}`).join(',');
  return say`add a NetworkPolicy for podSelector ${selector || '{}'} with policyTypes [Ingress]`;
}

/** What to do, and the policy that would do it as well. */
export function withClosing(help: Message, change: PolicyChange): Message {
  const closing = closingPolicy(change);
  return closing === undefined ? help : say`${help}, or ${closing}`;
}

/** Three are enough to tell pods from others. */
function commonLabels([first, ...others]: readonly Workload[]): Labels {
  const common = [...(first?.labels ?? [])].filter(([key, value]) =>
    others.every(({ labels }) => labels.get(key) === value),
  );
  return new Map(common.slice(0, 3));
}

function denyAll(namespace: string, labels: Labels): Policy {
  const at = { path: '', line: 1, column: 1 };
  return {
    role: 'policy',
    id: { group: 'networking.k8s.io', kind: 'NetworkPolicy', namespace, name: 'deny-all' },
    at,
    protects: 'pods',
    tier: 'network',
    priority: networkPriority,
    subject: { namespaces: undefined, pods: { matchLabels: labels, matchExpressions: [] } },
    subjectAt: at,
    settingsAt: [],
    ingress: [],
    egress: undefined,
    isolates: ['ingress'],
    impliesIngress: false,
    unclear: undefined,
  };
}

function closes(policies: readonly Policy[], { changes, unit: { base, head } }: PolicyChange): boolean {
  const before = { ...base.graph, workloads: changes.map((one) => one.before) };
  const workloads = changes.map(({ after }) => after);
  const after = { ...head.graph, workloads, policies: [...head.graph.policies, ...policies] };
  return compareAdmissions(before, after).every(({ gained, isComplete }) => gained.length === 0 && isComplete);
}

/** Pods that no network policy isolates so far. */
function shutsOthers(
  policies: readonly Policy[],
  shut: readonly Workload[],
  { unit: { head } }: PolicyChange,
): boolean {
  const { namespaces, workloads } = head.graph;
  const isolating = admissions({ namespaces, policies });
  const others = workloads.filter((workload) => !shut.includes(workload) && isolating(workload).policies.length > 0);
  const isolated = admissions(head.graph);
  return others.some((workload) =>
    isolated(workload).policies.every(({ tier, isolates }) => tier !== 'network' || !isolates.includes('ingress')),
  );
}
