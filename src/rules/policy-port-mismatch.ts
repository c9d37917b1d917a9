import type { Graph } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { matchesLabels } from '../graph/policy/label-match.ts';
import { servingContainers } from '../graph/target-port.ts';
import { listed } from '../model/listed.ts';
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
  find: ({ graph, unit }, { cluster }) =>
    cluster.networkPolicies === 'ignored' ? [] : graph.policies.flatMap((policy) => mismatches(policy, graph, unit.id)),
};

function mismatches(policy: Policy, graph: Graph, unit: string): readonly Observation[] {
  const pods = policy.tier === 'network' && policy.subject.namespaces === undefined ? selectedBy(policy, graph) : [];
  if (pods.length === 0) return [];
  return (policy.ingress ?? []).flatMap((rule) =>
    portsOf(rule).flatMap((port) => {
      const reason = 'name' in port ? missingName(port, pods) : translated(port, rule, pods, graph);
      return reason === undefined ? [] : [observe(policy, rule, port, { ...reason, unit, pods })];
    }),
  );
}

const portsOf = ({ ports, action }: PolicyRule): readonly PolicyPort[] =>
  ports === 'every' || action !== 'allow' ? [] : ports;

const selectedBy = ({ subject, id }: Policy, { workloads }: Graph): readonly Workload[] =>
  workloads.filter(
    (workload) =>
      workload.id.namespace === id.namespace &&
      matchesLabels(subject.pods, { labels: workload.labels, complete: true }) === 'yes',
  );

interface Reason {
  readonly why: Message;
  readonly help: Message;
}

const declaredBy = (pods: readonly Workload[]) =>
  pods.flatMap((pod) => servingContainers(pod)).flatMap((one) => one.ports);

/** A name is looked up with its protocol in each pod; one that is no name may be filled in later. */
function missingName(port: Extract<PolicyPort, { name: string }>, pods: readonly Workload[]): Reason | undefined {
  if (!isPortName(port.name)) return undefined;
  const isThere = declaredBy(pods).some(
    ({ name, protocol }) => name === port.name && (port.protocol ?? protocol) === protocol,
  );
  if (isThere) return undefined;
  const have = [...new Set(pods.flatMap(declaredPorts))];
  const ports = have.length === 0 ? say`they declare no port` : say`they have ${listed(have)}`;
  return {
    why: say`but no pod that it selects has a ${port.protocol ?? 'TCP'} port of that name: ${ports}`,
    help: say`write the name or the number of a port that the pods have`,
  };
}

/** @see https://www.iana.org/assignments/service-names-port-numbers/ (RFC 6335, section 5.1) */
const isPortName = (name: string): boolean => /^[a-z0-9-]{1,15}$/.test(name) && /[a-z]/.test(name);

/** The number is the port of a Service that leads to another one of the pods, and none of them declares it. */
function translated(
  port: Exclude<PolicyPort, { name: string }>,
  rule: PolicyRule,
  pods: readonly Workload[],
  { services }: Graph,
): Reason | undefined {
  const number = port.first;
  const isDeclared = declaredBy(pods).some(({ containerPort }) => containerPort === number);
  if (number !== port.last || isDeclared) return undefined;
  for (const { service, ports } of services)
    for (const { port: front, arrivals } of ports) {
      if (front.port !== number || front.protocol !== port.protocol) continue;
      const targets = arrivals.flatMap((one) => (pods.includes(one.workload) ? one.number : []));
      const [target] = targets;
      if (target === undefined || targets.some((one) => admits(rule, one) || one === number)) continue;
      return {
        why: say`the port of ${describe(service.id)}, whose pods listen on ${target}`,
        help: say`write port: ${target}`,
      };
    }
  return undefined;
}

const admits = (rule: PolicyRule, number: number): boolean =>
  portsOf(rule).some((port) => !('name' in port) && port.first <= number && number <= port.last);

function observe(
  policy: Policy,
  rule: PolicyRule,
  port: PolicyPort,
  { why, help, unit, pods }: Reason & { readonly unit: string; readonly pods: readonly Workload[] },
): Observation {
  const name = 'name' in port ? port.name : String(port.first);
  return {
    about: `${objectName(policy.id)}|${name}`,
    object: objectOf(policy.id),
    at: port.at ?? rule.at,
    because: [rule.at, policy.at],
    message: say`${describe(policy.id)} admits to port ${name}, ${why}`,
    help,
    // Pods may listen on what no container declares.
    ...(declaredBy(pods).length === 0 ? { severity: 'notice' as const } : {}),
    units: [unit],
  };
}
