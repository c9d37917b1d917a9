import type { Graph } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { servingContainers } from '../graph/target-port.ts';
import type { Severity } from '../model/finding.ts';
import { say } from '../model/message.ts';
import { type ContainerPort, describe, type Labels, type Workload } from '../model/resource.ts';
import { byObject, objectOf } from './links.ts';
import { once } from './once.ts';
import type { Observation, StateRule } from './rule.ts';

/** @see https://github.com/kubernetes/kubernetes/blob/v1.33.0/pkg/scheduler/framework/types.go (HostPortInfo) */
export const hostPortConflict: StateRule = {
  id: 'host-port-conflict',
  severity: 'warning',
  summary: 'a hostPort that two workloads want on the same nodes',
  looksAt: 'state',
  find: ({ graph, unit }) =>
    [...Map.groupBy(claims(graph, unit.id), ({ key }) => key).values()].flatMap((same) => conflicts(same, unit.id)),
};

interface Claim {
  readonly key: string;
  readonly workload: Workload;
  readonly port: ContainerPort;
  readonly hostPort: NonNullable<ContainerPort['hostPort']>;
}

/** Pods that come and go, or never run, take no port from anybody, and no more do containers that end before they serve. */
const claims = ({ workloads }: Graph, unit: string): readonly Claim[] =>
  workloads
    .filter((workload) => claimsOf(workload, unit).length > 0)
    .toSorted(byObject)
    .flatMap((workload) => claimsOf(workload, unit));

const claimsOf = once((workload: Workload): readonly Claim[] => {
  const { active, certainty, id } = workload;
  if (active === 'no' || certainty !== 'certain' || /^(Cron)?Job$/.test(id.kind)) return [];
  return servingContainers(workload).flatMap(({ ports }) =>
    ports.flatMap((port) => {
      const { protocol } = port;
      const hostPort = hostPortOf(port, workload);
      return hostPort === undefined ? [] : { key: `${hostPort.value}/${protocol}`, workload, port, hostPort };
    }),
  );
});

/** In the node's network each declared port is one of the node, and so the scheduler counts it. */
const hostPortOf = (
  { hostPort, containerPort, at }: ContainerPort,
  { hostNetwork }: Workload,
): Claim['hostPort'] | undefined =>
  hostNetwork?.value === 'yes' && containerPort !== undefined
    ? { value: containerPort, at: hostPort?.at ?? at }
    : hostPort;

/** More claims than these of one port are not compared with each other. */
const maxClaims = 50;

/** Each workload with the first one before it that wants the same port of the same nodes. */
function conflicts(same: readonly Claim[], unit: string): readonly Observation[] {
  const compared = same.slice(0, maxClaims);
  return compared.flatMap((claim, index) => {
    const other = compared.slice(0, index).find((before) => meets(before, claim));
    return other === undefined ? [] : observe(claim, other, unit);
  });
}

/** The scheduler takes `0.0.0.0`, and nothing else, for every address. */
function meets(one: Claim, other: Claim): boolean {
  const [a, b] = [one.port.hostIP, other.port.hostIP];
  const isSameAddress = a === b || a === '0.0.0.0' || b === '0.0.0.0';
  return isSameAddress && !excludes(one.workload.nodeSelector, other.workload.nodeSelector);
}

/** No node has two values of one label. */
const excludes = (a: Labels, b: Labels): boolean => [...a].some(([key, value]) => b.has(key) && b.get(key) !== value);

function observe({ workload, port, hostPort }: Claim, other: Claim, unit: string): Observation {
  const what = say`${port.protocol} hostPort ${hostPort.value}`;
  const isSame = other.workload === workload;
  return {
    about: `${objectName(workload.id)}|${hostPort.value}/${port.protocol}`,
    object: objectOf(workload.id),
    at: hostPort.at,
    because: [other.hostPort.at],
    message: isSame
      ? say`two ports of ${describe(workload.id)} want ${what}, and only one of them can have it`
      : say`${describe(other.workload.id)} and ${describe(workload.id)} want ${what}, so a node can run only one of them`,
    help: isSame
      ? say`give one of them another hostPort, or leave it out`
      : say`use another hostPort, let them run on different nodes, or use a Service`,
    severity: severityOf(workload, other.workload),
    units: [unit],
  };
}

/** DaemonSets that want the same nodes meet on each of them; Deployments only where the nodes run out. */
function severityOf(one: Workload, other: Workload): Severity {
  if (one === other) return 'error';
  const both = [one, other];
  const daemons = both.filter(({ id }) => id.kind === 'DaemonSet').length;
  if (daemons === 0 || both.some(({ hasAffinity }) => hasAffinity)) return 'notice';
  if (daemons === 2 && wantSameNodes(one, other)) return 'error';
  return both.every(({ nodeSelector }) => nodeSelector.size === 0) ? 'warning' : 'notice';
}

/** Are the nodes of one of them among those of the other? */
const wantSameNodes = ({ nodeSelector: a }: Workload, { nodeSelector: b }: Workload): boolean =>
  holds(a, b) || holds(b, a);

const holds = (all: Labels, some: Labels): boolean => [...some].every(([key, value]) => all.get(key) === value);
