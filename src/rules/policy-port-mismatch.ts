import type { Graph } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { matchesLabels } from '../graph/policy/label-match.ts';
import { servingContainers } from '../graph/target-port.ts';
import { type Message, say } from '../model/message.ts';
import { describe, type Policy, type PolicyPort, type PolicyRule, type Workload } from '../model/resource.ts';
import { declaredPorts, objectOf } from './links.ts';
import type { Observation, StateRule } from './rule.ts';

/** Policies see the port of the pod, after the Service has translated it. */
export const policyPortMismatch: StateRule = {
  id: 'policy-port-mismatch',
  severity: 'warning',
  summary: "a policy for a Service's port instead of the pod's",
  looksAt: 'state',
  find: ({ graph, unit }) => graph.policies.flatMap((policy) => mismatches(policy, graph, unit.id)),
};

function mismatches(policy: Policy, graph: Graph, unit: string): readonly Observation[] {
  const pods = policy.tier === 'network' ? selectedBy(policy, graph) : [];
  if (pods.length === 0) return [];
  return (policy.ingress ?? []).flatMap((rule) =>
    portsOf(rule).flatMap((port) => {
      const reason = reasonFor(port, pods, graph);
      return reason === undefined ? [] : [observe(policy, rule, port, reason, unit)];
    }),
  );
}

const portsOf = ({ ports }: PolicyRule): readonly PolicyPort[] => (ports === 'every' ? [] : ports);

const selectedBy = ({ subject, id }: Policy, { workloads }: Graph): readonly Workload[] =>
  workloads.filter(
    (workload) =>
      workload.id.namespace === id.namespace &&
      matchesLabels(subject.pods, { labels: workload.labels, complete: true }) === 'yes',
  );

/** Undefined where one of the pods has the port, or none declares any: then nobody knows. */
function reasonFor(port: PolicyPort, pods: readonly Workload[], graph: Graph): Message | undefined {
  const declared = pods.flatMap((pod) => servingContainers(pod).flatMap(({ ports }) => ports));
  if (declared.length === 0) return undefined;
  if ('name' in port) {
    if (declared.some(({ name }) => name === port.name)) return undefined;
    return say`no pod that it selects has a port of that name: they have ${pods.flatMap(declaredPorts).slice(0, 5).join(', ')}`;
  }
  if (port.first !== port.last || declared.some(({ containerPort }) => containerPort === port.first)) return undefined;
  const service = graph.services.find(({ selected, ports }) => {
    const leads = selected?.workloads.some((workload) => pods.includes(workload)) ?? false;
    return leads && ports.some((one) => one.port.port === port.first && one.port.targetPort.value !== port.first);
  });
  if (service === undefined) return undefined;
  const target = service.ports.find((one) => one.port.port === port.first)?.port.targetPort.value ?? '?';
  return say`${port.first} is a port of ${describe(service.service.id)}, and what arrives at the pod has its targetPort ${target}`;
}

function observe(policy: Policy, rule: PolicyRule, port: PolicyPort, reason: Message, unit: string): Observation {
  const name = 'name' in port ? port.name : String(port.first);
  return {
    about: `${objectName(policy.id)}|${name}`,
    object: objectOf(policy.id),
    at: rule.at,
    because: [policy.at],
    message: say`${describe(policy.id)} admits to port ${name}, which lets nobody in: ${reason}`,
    help: say`write the port that the pods listen on`,
    units: [unit],
  };
}
