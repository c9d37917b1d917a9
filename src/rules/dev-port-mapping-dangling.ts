import type { Graph } from '../graph/graph.ts';
import { hasNodePort } from '../graph/node-ports.ts';
import { servingContainers } from '../graph/target-port.ts';
import { type Message, say } from '../model/message.ts';
import { describe, type PortMapping, type Workload } from '../model/resource.ts';
import { objectOf } from './links.ts';
import type { StateRule } from './rule.ts';

/** The port of a node that nothing in the unit listens on. */
export const devPortMappingDangling: StateRule = {
  id: 'dev-port-mapping-dangling',
  severity: 'warning',
  summary: 'a mapped node port on which nothing listens',
  looksAt: 'state',
  find: ({ graph, unit }) => {
    if (graph.mappings.length === 0 || !unit.complete || !deploysSomething(graph)) return [];
    const listening = portsOfNodes(graph);
    return graph.mappings
      .filter((mapping) => !listening.has(`${mapping.nodePort}/${mapping.protocol}`) && !isApiServer(mapping))
      .map((mapping) => ({
        about: `${describe(mapping.id)}|${mapping.nodePort}/${mapping.protocol}`,
        object: objectOf(mapping.id),
        at: mapping.at,
        because: [],
        message: say`${describe(mapping.id)} maps port ${mapping.hostPort ?? 'a free port'} to port ${mapping.nodePort}/${mapping.protocol} of the node, and nothing here listens there${nearby(graph, mapping)}`,
        help: say`let a Service have nodePort: ${mapping.nodePort}, or map to a node port that one has`,
        // What a controller from elsewhere listens on, as a rule.
        ...(mapping.nodePort === 80 || mapping.nodePort === 443 ? { severity: 'notice' as const } : {}),
        units: [unit.id],
      }));
  },
};

const deploysSomething = ({ services, workloads }: Graph): boolean => services.length > 0 && workloads.length > 0;

const isApiServer = ({ nodePort }: PortMapping): boolean => nodePort === 6443;

/** k3s lets the ports of a LoadBalancer answer on its nodes, and a hostNetwork pod may listen on any port. */
function portsOfNodes({ services, workloads, mappings }: Graph): { has: (port: string) => boolean } {
  const isAnything = workloads.some(({ hostNetwork }) => hostNetwork !== undefined && hostNetwork.value !== 'no');
  const isK3d = mappings.some(({ tool }) => tool === 'k3d');
  const ports = new Set([
    ...services.flatMap(({ service, ports: all }) =>
      all.flatMap(({ port }) => {
        const open = hasNodePort(service, port) ? [port.nodePort?.value] : [];
        const balanced = isK3d && service.type.value === 'LoadBalancer' ? [port.port] : [];
        return [...open, ...balanced].map((number) => `${number}/${port.protocol}`);
      }),
    ),
    ...workloads.flatMap(hostPorts),
  ]);
  return isAnything ? { has: () => true } : ports;
}

const hostPorts = (workload: Workload): readonly string[] =>
  servingContainers(workload).flatMap(({ ports }) =>
    ports.flatMap(({ hostPort, protocol }) => (hostPort === undefined ? [] : `${hostPort.value}/${protocol}`)),
  );

/** The node ports that there are instead. */
function nearby({ services }: Graph, { protocol }: PortMapping): Message {
  const found = services.flatMap(({ service, ports }) =>
    ports.flatMap(({ port }) =>
      port.nodePort !== undefined && port.protocol === protocol && hasNodePort(service, port)
        ? `${port.nodePort.value} (${describe(service.id)})`
        : [],
    ),
  );
  return found.length === 0 ? say`` : say`; node ports here are ${found.slice(0, 3).join(', ')}`;
}
