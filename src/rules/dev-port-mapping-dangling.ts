import { localCluster, socket } from '../exposure/entry-words.ts';
import type { Graph } from '../graph/graph.ts';
import { hasNodePort, nodePortRange } from '../graph/node-ports.ts';
import { servingContainers } from '../graph/target-port.ts';
import type { ClusterConfig } from '../model/config.ts';
import { listed } from '../model/listed.ts';
import { literal, type Message, say } from '../model/message.ts';
import { describe, type PortMapping, type Service, type Workload } from '../model/resource.ts';
import type { Position } from '../model/source.ts';
import { isCompleteIn } from '../model/unit.ts';
import { objectOf } from './links.ts';
import type { StateRule } from './rule.ts';

/** The port of a node that nothing in the unit listens on. */
export const devPortMappingDangling: StateRule = {
  id: 'dev-port-mapping-dangling',
  severity: 'warning',
  summary: 'a mapped node port on which nothing listens',
  looksAt: 'state',
  find: ({ graph, unit }, config) => {
    if (graph.mappings.length === 0 || !isCompleteIn(unit, undefined) || !deploysSomething(graph)) return [];
    const listening = portsOfNodes(graph);
    return graph.mappings
      .filter((mapping) => !listening.has(`${mapping.nodePort}/${mapping.protocol}`) && !isClustersOwn(mapping))
      .map((mapping) => ({
        about: `${describe(mapping.id)}|${mapping.nodePort}/${mapping.protocol}`,
        object: objectOf(mapping.id),
        at: mapping.nodePortAt,
        because: [mapping.at, ...nodePorts(graph, mapping).map(({ at }) => at)],
        message: say`${localCluster(mapping.id)} maps ${published(mapping)} to ${mapping.protocol} port ${mapping.nodePort} of the node, where no Service or hostPort of this repository listens${nearby(graph, mapping)}`,
        ...wayOut(graph, mapping, config.cluster),
        // What a controller from elsewhere listens on, as a rule.
        ...(mapping.nodePort === 80 || mapping.nodePort === 443 ? { severity: 'notice' as const } : {}),
        units: [unit.id],
      }));
  },
};

const deploysSomething = ({ services, workloads }: Graph): boolean => services.length > 0 && workloads.length > 0;

/** The API server answers on 6443, and the Traefik that k3s brings along on 80 and 443. */
const isClustersOwn = ({ nodePort, tool }: PortMapping): boolean =>
  nodePort === 6443 || (tool === 'k3d' && (nodePort === 80 || nodePort === 443));

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

const published = ({ listenAddress, hostPort }: PortMapping): Message =>
  socket({ address: listenAddress, port: hostPort });

/** The node port that there is, or the number that is asked for where a Service may have it. */
function wayOut(graph: Graph, mapping: PortMapping, cluster: ClusterConfig): { help: Message; fix?: string } {
  const { first, last } = nodePortRange(graph, cluster);
  const isFree = first <= mapping.nodePort && mapping.nodePort <= last;
  const [near, ...others] = nodePorts(graph, mapping);
  if (near === undefined)
    return {
      help: isFree
        ? say`give a Service nodePort: ${mapping.nodePort}`
        : say`give a Service a nodePort, and map to that one`,
    };
  const or = isFree ? say`, or give a Service nodePort: ${mapping.nodePort}` : say``;
  const isOnly = others.length === 0 && graph.mappings.length === 1 && mapping.tool === 'kind';
  return { help: say`map to node port ${near.number}${or}`, ...(isOnly ? { fix: String(near.number) } : {}) };
}

/** The node ports that there are instead. */
function nearby(graph: Graph, mapping: PortMapping): Message {
  const found = nodePorts(graph, mapping).map(({ number, service }) => `${number} (${describe(service.id)})`);
  return found.length === 0
    ? say``
    : say`; this repository has ${literal(found.length === 1 ? 'node port' : 'node ports')} ${listed(found)}`;
}

interface NodePort {
  readonly number: number;
  readonly at: Position;
  readonly service: Service;
}

const nodePorts = ({ services }: Graph, { protocol }: PortMapping): readonly NodePort[] =>
  services.flatMap(({ service, ports }) =>
    ports.flatMap(({ port }) =>
      port.nodePort !== undefined && port.protocol === protocol && hasNodePort(service, port)
        ? { number: port.nodePort.value, at: port.nodePort.at, service }
        : [],
    ),
  );
