import { field, items, type MapNode, type Node, positionOf, scalarText } from '../manifest/node.ts';
import { say } from '../model/message.ts';
import { isPortNumber } from '../model/port.ts';
import type { NodePortRange, PortMapping, ResourceId } from '../model/resource.ts';
import { placedText, portNumber, protocolOf } from './fields.ts';
import type { KindReader, Unclear } from './kind-reader.ts';

/**
 * The configuration of a kind cluster. A mapping's `containerPort` is a port of the node (the «container» is the
 * node's), so it leads to a nodePort, a hostPort or a hostNetwork pod and never to a pod's containerPort.
 * @see https://kind.sigs.k8s.io/docs/user/configuration/#extra-port-mappings
 */
export const kindCluster: KindReader = {
  group: 'kind.x-k8s.io',
  kinds: ['Cluster'],
  apiVersions: ['v1alpha4'],
  summary: 'port mappings, the address of the API server, the range of node ports',
  notRead: [],
  clusterScoped: true,
  read: (root, id, unclear) => [
    ...apiServer(root, id),
    ...items(field(root, 'nodes')).flatMap((node) => mappingsOf(node, id, defaultAddress(root), unclear)),
    ...nodePortRange(root, id),
  ],
};

/** Before v1alpha4 the group had another name. */
export const legacyKindCluster: KindReader = { ...kindCluster, group: 'kind.sigs.k8s.io', apiVersions: ['v1alpha3'] };

// An unset listenAddress is every address of the machine, so its whole network gets in.
// https://github.com/kubernetes-sigs/kind/blob/main/pkg/apis/config/v1alpha4/types.go (PortMapping)
const defaultAddress = (root: MapNode): string =>
  scalarText(field(root, 'networking', 'ipFamily')) === 'ipv6' ? '::' : '0.0.0.0';

function mappingsOf(node: Node, id: ResourceId, fallback: string, unclear: Unclear): readonly PortMapping[] {
  const role = scalarText(field(node, 'role')) === 'worker' ? 'worker' : 'control-plane';
  return items(field(node, 'extraPortMappings')).flatMap((mapping) => {
    const containerPort = portNumber(field(mapping, 'containerPort'));
    if (containerPort === undefined) {
      unclear(positionOf(mapping), say`the containerPort of a port mapping is not a port number`, 'template');
      return [];
    }
    const hostPort = portNumber(field(mapping, 'hostPort'));
    return {
      role: 'port-mapping',
      id,
      at: hostPort?.at ?? containerPort.at,
      tool: 'kind',
      listenAddress: placedText(mapping, 'listenAddress')?.value || fallback,
      hostPort: hostPort?.value,
      nodePort: containerPort.value,
      nodePortAt: containerPort.at,
      protocol: protocolOf(mapping),
      node: role,
    } as const;
  });
}

/** kind publishes the API server on loopback unless told otherwise. */
function apiServer(root: MapNode, id: ResourceId): readonly PortMapping[] {
  const address = placedText(root, 'networking', 'apiServerAddress');
  if (address === undefined) return [];
  return [
    {
      role: 'port-mapping',
      id,
      at: address.at,
      tool: 'kind',
      listenAddress: address.value,
      hostPort: portNumber(field(root, 'networking', 'apiServerPort'))?.value,
      nodePort: 6443,
      nodePortAt: address.at,
      protocol: 'TCP',
      node: 'control-plane',
    },
  ];
}

/** kubeadm patches are YAML inside a string; the one setting that we need is recognised by its name. */
function nodePortRange(root: MapNode, id: ResourceId): readonly NodePortRange[] {
  const patches = [
    field(root, 'kubeadmConfigPatches'),
    ...items(field(root, 'nodes')).map((node) => field(node, 'kubeadmConfigPatches')),
  ];
  return patches.flatMap((list) => items(list)).flatMap((patch) => rangeIn(patch, id));
}

/** The value of `service-node-port-range`, as a map entry, as a name and value pair, or as an argument. */
export function rangeIn(node: Node, id: ResourceId): readonly NodePortRange[] {
  const found = /service-node-port-range["']?\s*(?:[:=]|\n\s*value:)\s*["']?(\d{1,5})-(\d{1,5})/.exec(
    scalarText(node) ?? '',
  );
  const [first, last] = [Number(found?.[1]), Number(found?.[2])];
  return isPortNumber(first) && isPortNumber(last)
    ? [{ role: 'node-port-range', id, at: positionOf(node), first, last }]
    : [];
}

export const clusterName = (root: MapNode): string => scalarText(field(root, 'name')) ?? 'kind';
