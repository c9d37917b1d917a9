import { expect, test } from 'vitest';
import { connect } from '../../src/graph/connect.ts';
import { objectName, objectNames } from '../../src/graph/objects.ts';
import { here, route, service, workload } from '../support/roles.ts';

test('objects of one name in two namespaces, or of two kinds, are two', () => {
  const ids = [
    { kind: 'Service', namespace: 'shop', name: 'web' },
    { kind: 'Service', namespace: 'admin', name: 'web' },
    { kind: 'Service', namespace: undefined, name: 'web' },
    { kind: 'Deployment', namespace: undefined, name: 'web' },
  ];
  expect(ids.map(objectName)).toEqual(['Service/shop/web', 'Service/admin/web', 'Service//web', 'Deployment//web']);
});

test('a graph knows every object that takes part in the traffic', () => {
  const mapping = {
    role: 'port-mapping',
    id: { group: '', kind: 'Cluster', namespace: undefined, name: 'kind' },
    at: here,
    tool: 'kind',
    listenAddress: '127.0.0.1',
    hostPort: 80,
    nodePort: 80,
    nodePortAt: here,
    protocol: 'TCP',
    node: 'all',
  } as const;
  const graph = connect([service(), workload(), route(), mapping]);
  expect([...objectNames(graph)].sort()).toEqual(['Cluster//kind', 'Deployment//web', 'Ingress//web', 'Service//web']);
});
