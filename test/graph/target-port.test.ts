import { describe, expect, test } from 'vitest';
import { resolveTargetPort } from '../../src/graph/target-port.ts';
import type { Protocol } from '../../src/model/port.ts';
import { container, containerPort, placed, servicePort, workload } from '../support/roles.ts';

const pods = workload({
  containers: [
    container('web', [containerPort(8080, { name: 'http' }), containerPort(53, { name: 'dns', protocol: 'UDP' })]),
    container('second', [containerPort(9090, { name: 'http' }), containerPort(undefined, { name: 'later' })]),
    container('proxy', [containerPort(15_001, { name: 'proxy' }), containerPort(15_002, { name: 'http' })], 'sidecar'),
    container('migrate', [containerPort(9000, { name: 'setup' })], 'init'),
  ],
});

describe('a target port', () => {
  test.each<[number | string, Protocol, number | undefined, string | undefined, string]>([
    [8080, 'TCP', 8080, 'web', 'a number that is declared'],
    [1234, 'TCP', 1234, undefined, 'a number reaches the pod whether or not it is declared'],
    [8080, 'UDP', 8080, undefined, 'a number that is declared for another protocol is not declared'],
    [9000, 'TCP', 9000, undefined, 'an init container declares nothing that serves'],
    ['http', 'TCP', 8080, 'web', 'the first container that has the name wins'],
    ['dns', 'UDP', 53, 'web', 'a name is looked up with its protocol'],
    ['dns', 'TCP', undefined, undefined, 'a name with another protocol is missing'],
    ['proxy', 'TCP', 15_001, 'proxy', 'a restartable init container serves after the containers'],
    ['setup', 'TCP', undefined, undefined, 'a plain init container is not asked'],
    ['later', 'TCP', undefined, undefined, 'a port without number resolves nothing'],
    ['grpc', 'TCP', undefined, undefined, 'a name that no container has is missing'],
  ])('%s/%s leads to %s of %s: %s', (targetPort, protocol, number, name) => {
    const port = servicePort(80, { targetPort: placed(targetPort), protocol });
    const arrival = resolveTargetPort(port, pods);
    expect(arrival?.number).toBe(number);
    expect(arrival?.container?.name).toBe(name);
  });
});
