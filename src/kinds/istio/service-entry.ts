import { entries, field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import type { Endpoints, HostService, ResourceId, Service, ServicePort } from '../../model/resource.ts';
import { labelsOf, objectPosition, portNumber } from '../fields.ts';
import type { KindReader } from '../kind-reader.ts';
import { istioVersions, networking } from './names.ts';

/**
 * What is outside of the mesh has no workload here: that is a way out, which is what a ServiceEntry is unless it says
 * that it is inside.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/service-entry/
 */
export const serviceEntry: KindReader = {
  group: networking,
  kinds: ['ServiceEntry'],
  apiVersions: istioVersions,
  summary: 'of what is inside of the mesh: hosts, ports, the pods that it selects or the addresses that it lists',
  notRead: [],
  read: (root, id) => (scalarText(field(root, 'spec', 'location')) === 'MESH_INTERNAL' ? [readEntry(root, id)] : []),
};

function readEntry(root: MapNode, id: ResourceId): HostService {
  const spec = field(root, 'spec');
  const at = objectPosition(root);
  const endpoints = items(field(spec, 'endpoints'));
  const selector = field(spec, 'workloadSelector', 'labels');
  return {
    role: 'host-service',
    id,
    at,
    hosts: items(field(spec, 'hosts')).flatMap((host) => scalarText(host) ?? []),
    service: serviceOf(id, at, selector, items(field(spec, 'ports')).map(portOf)),
    endpoints: endpoints.length === 0 ? [] : [endpointsOf(id, at, endpoints)],
  };
}

const serviceOf = (
  id: ResourceId,
  at: Service['at'],
  selector: Node | undefined,
  ports: readonly ServicePort[],
): Service => ({
  role: 'service',
  id,
  at,
  type: { value: 'ClusterIP', at },
  selector: selector === undefined ? undefined : { value: labelsOf(selector), at: positionOf(selector) },
  ports,
  headless: false,
  externalIPs: [],
  externalName: undefined,
  labels: new Map(),
  loadBalancerIP: undefined,
  sourceRanges: [],
  loadBalancerClass: undefined,
  allocatesNodePorts: false,
  externalTrafficPolicy: undefined,
  annotations: new Map(),
});

function portOf(node: Node): ServicePort {
  const port = portNumber(field(node, 'number'));
  const target = portNumber(field(node, 'targetPort'));
  const at = port?.at ?? positionOf(node);
  return {
    name: scalarText(field(node, 'name')),
    port: port?.value,
    protocol: scalarText(field(node, 'protocol'))?.toUpperCase() === 'UDP' ? 'UDP' : 'TCP',
    targetPort: target ?? port ?? { value: '', at },
    targetPortIsExplicit: target !== undefined,
    nodePort: undefined,
    appProtocol: undefined,
    at,
  };
}

/** The addresses of all of them, with the ports that the first one maps by their names. */
const endpointsOf = (id: ResourceId, at: Endpoints['at'], all: readonly Node[]): Endpoints => ({
  role: 'endpoints',
  id,
  at,
  service: id.name,
  addresses: all.flatMap((one) => scalarText(field(one, 'address')) ?? []),
  ports: entries(field(all[0], 'ports')).map(({ key, value }) => ({
    name: key,
    port: portNumber(value)?.value,
    protocol: 'TCP',
  })),
});
