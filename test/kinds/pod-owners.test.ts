import { describe, expect, test } from 'vitest';
import { readFile } from '../../src/kinds/read-file.ts';
import type { Role } from '../../src/model/resource.ts';

const rolesIn = (text: string): readonly Role[] =>
  readFile('k8s/web.yaml', new TextEncoder().encode(text), 'whole').objects.flatMap(({ roles }) => roles);

const pod = '{ spec: { containers: [{ name: web }] } }';

describe('a workload', () => {
  test.each([
    ['apps/v1', 'Deployment', `{ template: ${pod} }`, 'yes', 'unless it says otherwise'],
    ['apps/v1', 'Deployment', `{ replicas: 3, template: ${pod} }`, 'yes', 'with some pods'],
    ['apps/v1', 'Deployment', `{ replicas: 0, template: ${pod} }`, 'no', 'scaled to nothing'],
    ['apps/v1', 'Deployment', `{ replicas: "\${COUNT}", template: ${pod} }`, 'unknown', 'where a placeholder stands'],
    ['batch/v1', 'CronJob', `{ suspend: true, jobTemplate: { spec: { template: ${pod} } } }`, 'no', 'suspended'],
    ['batch/v1', 'CronJob', `{ suspend: false, jobTemplate: { spec: { template: ${pod} } } }`, 'yes', 'not suspended'],
  ])('%s %s %s runs: %s, %s', (apiVersion, kind, spec, active) => {
    const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: web }\nspec: ${spec}\n`;
    expect(rolesIn(text).map((role) => role.role === 'workload' && role.active)).toEqual([active]);
  });
});

test('a mapping of kind leads to the node that has it', () => {
  const node = (role: string, port: number): string =>
    `  - ${role}\n    extraPortMappings: [{ containerPort: ${port}, hostPort: ${port} }]\n`;
  const text = `apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnodes:\n${node('role: control-plane', 1)}${node('role: worker', 2)}${node('image: node', 3)}`;
  expect(rolesIn(text).map((role) => role.role === 'port-mapping' && [role.nodePort, role.node])).toEqual([
    [1, 'control-plane'],
    [2, 'worker'],
    [3, 'control-plane'],
  ]);
});

describe('a mapping of k3d', () => {
  const mappings = (port: string, filters: string): readonly string[] =>
    rolesIn(
      `apiVersion: k3d.io/v1alpha5\nkind: Simple\nmetadata: { name: c }\nports: [{ port: "${port}", nodeFilters: [${filters}] }]\n`,
    ).flatMap((role) =>
      role.role === 'port-mapping'
        ? [`${role.listenAddress} ${role.hostPort ?? 'any'} ${role.nodePort}/${role.protocol} ${role.node}`]
        : [],
    );

  test.each([
    ['8080:80', '', '0.0.0.0 8080 80/TCP all'],
    ['8080:80', 'loadbalancer', '0.0.0.0 8080 80/TCP all'],
    ['8080:80', '"server:0:direct"', '0.0.0.0 8080 80/TCP control-plane'],
    ['8080:80', '"agent:0:direct"', '0.0.0.0 8080 80/TCP worker'],
    ['8080:80', '"agent:0:proxy"', '0.0.0.0 8080 80/TCP all'],
    ['127.0.0.1:8080:80', '', '127.0.0.1 8080 80/TCP all'],
    ['[::1]:8080:80', '', '::1 8080 80/TCP all'],
    ['localhost:8080:80', '', 'localhost 8080 80/TCP all'],
    ['8053:53/udp', '', '0.0.0.0 8053 53/UDP all'],
    ['80', '', '0.0.0.0 any 80/TCP all'],
    ['0:80', '', '0.0.0.0 any 80/TCP all'],
  ])('%s for [%s] is %s', (port, filters, expected) => {
    expect(mappings(port, filters)).toEqual([expected]);
  });

  test.each(['8000-8010:8000-8010', '8080:99999', '8080:80/icmp', 'web:80'])('%s is not read, and told', (port) => {
    const text = `apiVersion: k3d.io/v1alpha5\nkind: Simple\nmetadata: { name: c }\nports: [{ port: "${port}" }]\n`;
    const { objects } = readFile('k3d.yaml', new TextEncoder().encode(text), 'whole');
    expect(objects.map(({ roles, problems }) => [roles.length, problems.map(({ reason }) => reason)])).toEqual([
      [0, ['not-read']],
    ]);
  });
});
