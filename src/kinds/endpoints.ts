import { field, items, type Node, scalarText } from '../manifest/node.ts';
import type { Endpoints } from '../model/resource.ts';
import { labelsOf, objectPosition, portNumber, protocolOf } from './fields.ts';
import type { KindReader } from './kind-reader.ts';

/** Endpoints belong to the Service of their own name. */
export const endpoints: KindReader = {
  group: '',
  kinds: ['Endpoints'],
  apiVersions: ['v1'],
  summary: 'addresses and ports behind the Service of that name',
  notRead: [],
  read: (root, id) => {
    const subsets = items(field(root, 'subsets'));
    return [
      {
        role: 'endpoints',
        id,
        at: objectPosition(root),
        service: id.name,
        addresses: subsets.flatMap((subset) =>
          items(field(subset, 'addresses')).flatMap((address) => scalarText(field(address, 'ip')) ?? []),
        ),
        ports: subsets.flatMap((subset) => portsOf(field(subset, 'ports'))),
      },
    ];
  },
};

/** EndpointSlices name their Service in a label. */
export const endpointSlice: KindReader = {
  group: 'discovery.k8s.io',
  kinds: ['EndpointSlice'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'addresses and ports behind the Service that its label names',
  notRead: [],
  read: (root, id) => {
    const service = labelsOf(field(root, 'metadata', 'labels')).get('kubernetes.io/service-name');
    if (service === undefined) return [];
    return [
      {
        role: 'endpoints',
        id,
        at: objectPosition(root),
        service,
        addresses: items(field(root, 'endpoints')).flatMap((endpoint) =>
          items(field(endpoint, 'addresses')).flatMap((address) => scalarText(address) ?? []),
        ),
        ports: portsOf(field(root, 'ports')),
      },
    ];
  },
};

const portsOf = (node: Node | undefined): Endpoints['ports'] =>
  items(node).map((port) => ({
    name: scalarText(field(port, 'name')) || undefined,
    port: portNumber(field(port, 'port'))?.value,
    protocol: protocolOf(port),
  }));
