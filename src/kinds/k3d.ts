import { field, items, type Node, scalarText } from '../manifest/node.ts';
import { say } from '../model/message.ts';
import { isPortNumber, type Protocol, protocols } from '../model/port.ts';
import type { PortMapping, ResourceId } from '../model/resource.ts';
import { placedText } from './fields.ts';
import { rangeIn } from './kind-cluster.ts';
import type { KindReader, Unclear } from './kind-reader.ts';

/**
 * The configuration of a k3d cluster: `ports[].port` is `[hostIP:]hostPort:containerPort[/protocol]`, and the
 * container is the node (or the proxy in front of all nodes, which forwards to the same port).
 * @see https://k3d.io/stable/usage/configfile/
 */
export const k3d: KindReader = {
  group: 'k3d.io',
  kinds: ['Simple'],
  apiVersions: ['v1alpha2', 'v1alpha3', 'v1alpha4', 'v1alpha5'],
  summary: 'port mappings, the range of node ports',
  notRead: ['kubeAPI.hostIP'],
  clusterScoped: true,
  read: (root, id, unclear) => [
    ...items(field(root, 'ports')).flatMap((port) => mapping(port, id, unclear)),
    ...items(field(root, 'options', 'k3s', 'extraArgs')).flatMap((argument) => {
      const text = field(argument, 'arg');
      return text === undefined ? [] : rangeIn(text, id);
    }),
  ],
};

function mapping(node: Node, id: ResourceId, unclear: Unclear): readonly PortMapping[] {
  const written = placedText(node, 'port');
  if (written === undefined) return [];
  const parsed = parsePort(written.value);
  if (parsed === undefined) {
    unclear(written.at, say`the port mapping ${written.value} is not read`);
    return [];
  }
  return [
    { role: 'port-mapping', id, at: written.at, nodePortAt: written.at, tool: 'k3d', ...parsed, node: nodesOf(node) },
  ];
}

function parsePort(
  text: string,
): Pick<PortMapping, 'listenAddress' | 'hostPort' | 'nodePort' | 'protocol'> | undefined {
  const [ports = '', protocolText = 'tcp'] = text.split('/');
  const protocol: Protocol | undefined = protocols.find((name) => name === protocolText.toUpperCase());
  const match = /^(?:(?:(\[[\da-fA-F:.]+\]|[\d.]+|localhost):)?(\d*):)?(\d+)$/.exec(ports);
  const nodePort = Number(match?.[3]);
  if (match === null || protocol === undefined || !isPortNumber(nodePort)) return undefined;
  const hostPort = Number(match[2] || 0);
  return {
    listenAddress: (match[1] ?? '0.0.0.0').replace(/^\[|\]$/g, ''),
    hostPort: isPortNumber(hostPort) ? hostPort : undefined,
    nodePort,
    protocol,
  };
}

/** `server:0:direct` leads to one node; the default and `loadbalancer` go through the proxy to all of them. */
function nodesOf(node: Node): PortMapping['node'] {
  const filters = items(field(node, 'nodeFilters')).flatMap((filter) => scalarText(filter) ?? []);
  if (filters.length === 0 || filters.some((filter) => !filter.endsWith(':direct'))) return 'all';
  return filters.every((filter) => filter.startsWith('agent')) ? 'worker' : 'control-plane';
}
