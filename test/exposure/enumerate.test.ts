import { describe, expect, test } from 'vitest';
import { enumerateExposures } from '../../src/exposure/enumerate.ts';
import type { Exposure } from '../../src/exposure/exposure.ts';
import { connect } from '../../src/graph/connect.ts';
import { TooManyPaths } from '../../src/graph/path-budget.ts';
import type { Endpoints, PortMapping, Role, Service } from '../../src/model/resource.ts';
import type { Placed } from '../../src/model/source.ts';
import {
  backendTo,
  cluster,
  container,
  containerPort,
  here,
  placed,
  route,
  service,
  servicePort,
  workload,
} from '../support/roles.ts';

const waysInto = (...roles: readonly Role[]): readonly Exposure[] =>
  enumerateExposures(connect(roles), 'k8s', cluster());
const only = (...roles: readonly Role[]): Exposure => {
  const [one, ...others] = waysInto(...roles);
  if (one === undefined || others.length > 0) throw new Error(`${others.length + 1} ways in`);
  return one;
};
const keysOf = (...roles: readonly Role[]): readonly string[] => waysInto(...roles).map(({ key }) => key);
const onLine = <T>(value: T, line: number): Placed<T> => ({ value, at: { ...here, line } });
const linesOf = ({ at, because }: Exposure): readonly number[] => [at, ...because].map(({ line }) => line);

const ruleTo = (name: string, port: number | undefined) =>
  ({ host: undefined, path: '/', pathType: 'Prefix', backend: backendTo(name, port), at: here }) as const;
const type = (value: Service['type']['value']) => onLine(value, 2);
const http = servicePort(80, { name: 'http', targetPort: onLine(8080, 5), at: { ...here, line: 4 } });
const pods = workload({ at: { ...here, line: 9 } });

describe('a Service', () => {
  test.each<[Partial<Service>, readonly string[], string]>([
    [{ type: type('ClusterIP') }, [], 'opens nothing by itself'],
    [{ type: type('ExternalName') }, [], 'nor does another name in DNS'],
    [{ type: type('NodePort') }, ['node-port|/web|http/TCP'], 'a node port'],
    [{ type: type('LoadBalancer') }, ['lb|/web|http/TCP', 'node-port|/web|http/TCP'], 'which a load balancer has too'],
    [{ type: type('LoadBalancer'), allocatesNodePorts: false }, ['lb|/web|http/TCP'], 'unless it is told not to'],
    [
      { type: type('LoadBalancer'), allocatesNodePorts: false, ports: [{ ...http, nodePort: placed(30_080) }] },
      ['lb|/web|http/TCP', 'node-port|/web|http/TCP'],
      'but a number that is written is honoured',
    ],
    [
      { type: type('NodePort'), allocatesNodePorts: false },
      ['node-port|/web|http/TCP'],
      'which says nothing to another type',
    ],
    [
      { externalIPs: [placed('192.0.2.1'), placed('192.0.2.2')] },
      ['external-ip|192.0.2.1|http/TCP|/web', 'external-ip|192.0.2.2|http/TCP|/web'],
      'each external IP',
    ],
    [{ type: type('NodePort'), ports: [servicePort(80)] }, ['node-port|/web|80/TCP'], 'a port without name'],
    [{ type: type('NodePort'), ports: [servicePort(undefined)] }, ['node-port|/web|?/TCP'], 'or without number'],
    [{ type: type('NodePort'), ports: [] }, [], 'no port, no way in'],
  ])('with %o opens %j: %s', (over, expected) => {
    expect(keysOf(service({ ports: [http], ...over }))).toEqual(expected);
  });

  test('leads to the port of the pods that it selects', () => {
    const web = workload({ containers: [container('main', [containerPort(8080)])], active: 'no' });
    expect(only(service({ type: type('NodePort'), ports: [http] }), web)).toMatchObject({
      entry: { kind: 'node-port', object: { kind: 'Service', name: 'web' }, port: 80, protocol: 'TCP' },
      hops: [{ kind: 'Service', name: 'web', port: 80, targetPort: 8080, selector: 'app=web' }],
      target: { kind: 'Deployment', name: 'web', port: 8080, protocol: 'TCP', container: 'main' },
      reach: 'node-network',
      certainty: 'certain',
      active: 'no',
    });
  });

  test('tells all labels that it selects, in one order', () => {
    const selector = placed(
      new Map([
        ['tier', 'front'],
        ['app', 'web'],
      ]),
    );
    expect(only(service({ type: type('NodePort'), selector, ports: [http] })).hops[0]?.selector).toBe(
      'app=web,tier=front',
    );
  });

  test('is a way in to each of several workloads', () => {
    const found = waysInto(service({ type: type('NodePort'), ports: [http] }), pods, workload({ id: { name: 'a' } }));
    expect(found.map(({ target }) => target?.name)).toEqual(['a', 'web']);
  });

  test('that selects nothing leads nowhere', () => {
    const found = only(service({ type: type('NodePort'), ports: [http] }), endpointsOf({}));
    expect([found.target, found.hops[0]?.targetPort, found.active]).toEqual([undefined, 8080, 'unknown']);
  });

  test('may lead to the pods of an unset namespace', () => {
    const shop = service({ id: { namespace: 'shop' }, type: type('NodePort'), ports: [http] });
    expect(only(shop, pods).certainty).toBe('likely');
  });

  test('admits its source ranges to the load balancer alone, in their shortest form', () => {
    const ranges = ['10.128.0.0/9', '10.0.0.0/9'].map((range) => placed(range));
    const found = waysInto(service({ type: type('LoadBalancer'), ports: [http], sourceRanges: ranges }));
    expect(found.map(({ entry, sources }) => [entry.kind, ...sources])).toEqual([
      ['lb', '10.0.0.0/8'],
      ['node-port', '0.0.0.0/0', '::/0'],
    ]);
  });

  test('tells the lines that open it, and those that it leads along', () => {
    const at = { ...here, line: 1 };
    const plain = service({ at, type: type('LoadBalancer'), ports: [http] });
    expect(waysInto(plain, pods).map(linesOf)).toEqual([
      // The door; port, Service, selector, type and target port; labels and name of the workload.
      [2, 5, 4, 1, 2, 1, 1, 9],
      [2, 5, 4, 1, 2, 1, 1, 9],
    ]);
    const numbered = service({ at, type: type('NodePort'), ports: [{ ...http, nodePort: onLine(30_080, 6) }] });
    expect(linesOf(only(numbered))).toEqual([6, 5, 4, 1, 2, 1]);
    expect(linesOf(only(service({ at, externalIPs: [onLine('192.0.2.1', 7)], ports: [http] })))).toEqual([
      7, 5, 4, 1, 1, 1,
    ]);
  });
});

const endpointsOf = ({
  addresses = ['192.0.2.9', '192.0.2.1', '192.0.2.9'],
  ...over
}: Partial<Endpoints>): Endpoints => ({
  role: 'endpoints',
  id: { group: '', kind: 'Endpoints', namespace: undefined, name: 'web' },
  at: here,
  service: 'web',
  addresses,
  ports: [],
  ...over,
});

describe('a Service without selector', () => {
  const written = service({ type: type('NodePort'), selector: undefined, ports: [http] });

  test('leads to the addresses that somebody wrote down, each once, at the port of that name', () => {
    const ports = [
      { name: 'admin', port: 9, protocol: 'TCP' },
      { name: 'http', port: 7, protocol: 'TCP' },
    ] as const;
    expect(only(written, endpointsOf({ ports })).target).toEqual({
      kind: 'Endpoints',
      namespace: undefined,
      name: 'web',
      port: 7,
      protocol: 'TCP',
      container: undefined,
      addresses: ['192.0.2.1', '192.0.2.9'],
    });
  });

  test('leads to its target port where they do not name it', () => {
    expect(only(written, endpointsOf({})).target?.port).toBe(8080);
  });

  test('leads there with the protocol of its port', () => {
    const udp = service({ type: type('NodePort'), selector: undefined, ports: [{ ...http, protocol: 'UDP' }] });
    expect(only(udp, endpointsOf({})).target?.protocol).toBe('UDP');
  });

  test('leads to no port that is known where a placeholder stands for it', () => {
    const site = route({ rules: [ruleTo('web', undefined)] });
    const target = only(site, service({ selector: undefined, ports: [http] }), endpointsOf({})).target;
    expect([target?.port, target?.protocol, target?.addresses?.length]).toEqual([undefined, 'TCP', 2]);
  });

  test('leads nowhere where nobody wrote any', () => {
    expect(only(written).target).toBeUndefined();
  });

  test('that is an external name leads to that name', () => {
    const external = service({
      id: { name: 'away' },
      type: type('ExternalName'),
      externalName: placed('db.example.com'),
      ports: [http],
    });
    const site = route({ rules: [ruleTo('away', 80)] });
    expect(only(route({ rules: [ruleTo('away', 8443)] }), external).target?.port).toBeUndefined();
    expect(only(site, external).target).toEqual({
      kind: 'ExternalName',
      namespace: undefined,
      name: 'db.example.com',
      port: 8080,
      protocol: 'TCP',
      container: undefined,
    });
  });
});

describe('a pod', () => {
  const at = { ...here, line: 1 };
  const port = (over: Parameters<typeof containerPort>[1] = {}, number: number | undefined = 8080) =>
    containerPort(number, { at: { ...here, line: 4 }, ...over });
  const pod = (over: Parameters<typeof workload>[0], ...ports: readonly ReturnType<typeof port>[]) =>
    workload({ at, containers: [container('main', ports)], ...over });

  test.each<[string, Role, readonly string[]]>([
    ['that declares a port opens none', pod({}, port()), []],
    [
      'that has a hostPort opens it',
      pod({}, port({ hostPort: placed(80) })),
      ['host-port|Deployment//web|0.0.0.0:80/TCP'],
    ],
    [
      'opens it on its address, with its protocol',
      pod({ hostNetwork: placed('no') }, port({ hostPort: placed(80), hostIP: '127.0.0.1', protocol: 'UDP' })),
      ['host-port|Deployment//web|127.0.0.1:80/UDP'],
    ],
    [
      'opens none for an init container, which has ended when it serves',
      workload({ containers: [container('setup', [port({ hostPort: placed(80) })], 'init')] }),
      [],
    ],
    ['in the nodes’ network opens every port', pod({ hostNetwork: placed('yes') }), ['host-network|Deployment//web|*']],
    [
      'in the nodes’ network lists those that it declares, of which a hostPort is one',
      pod({ hostNetwork: placed('yes') }, port({ hostPort: placed(8080) }), containerPort(undefined)),
      ['host-network|Deployment//web|*', 'host-network|Deployment//web|8080/TCP'],
    ],
    [
      'with a placeholder for the nodes’ network may be in it',
      pod({ hostNetwork: placed('unknown') }),
      ['host-network|Deployment//web|*'],
    ],
  ])('%s', (_sentence, role, expected) => {
    expect(keysOf(role)).toEqual(expected);
  });

  test('with a hostPort is reached at the port of the container behind it', () => {
    const found = only(pod({ active: 'no', certainty: 'likely' }, port({ hostPort: onLine(80, 5), protocol: 'UDP' })));
    expect(found).toMatchObject({
      entry: { kind: 'host-port', port: 80, protocol: 'UDP', address: '0.0.0.0', nodePort: undefined },
      target: { kind: 'Deployment', name: 'web', port: 8080, protocol: 'UDP', container: 'main' },
      reach: 'node-network',
      active: 'no',
      certainty: 'likely',
    });
    expect(linesOf(found)).toEqual([5, 4, 1]);
    expect(only(pod({}, port({ hostPort: placed(80), hostIP: '127.0.0.1' }))).reach).toBe('loopback');
  });

  test('in the nodes’ network is reached at each port that it declares, and at all others', () => {
    const shared = pod({ active: 'no', certainty: 'likely', hostNetwork: onLine('yes', 3) }, port({ protocol: 'UDP' }));
    const [every, declared] = waysInto(shared);
    expect(every).toMatchObject({
      entry: { kind: 'host-network', port: undefined, protocol: undefined },
      target: { kind: 'Deployment', name: 'web', port: undefined, container: undefined },
      reach: 'node-network',
      active: 'no',
      certainty: 'likely',
    });
    expect(declared).toMatchObject({
      entry: { kind: 'host-network', port: 8080, protocol: 'UDP' },
      target: { kind: 'Deployment', name: 'web', port: 8080, protocol: 'UDP', container: 'main' },
      reach: 'node-network',
    });
    expect([every, declared].map((one) => one && linesOf(one))).toEqual([
      [3, 1],
      [3, 4, 1],
    ]);
  });

  test('that may share the nodes’ network is a possible way in', () => {
    expect(only(pod({ hostNetwork: placed('unknown') })).certainty).toBe('possible');
  });
});

describe('a route', () => {
  const to = (name: string, port: number | string | undefined, over = {}) => ({
    host: 'web.example.com',
    path: '/shop',
    pathType: 'Prefix' as const,
    backend: { ...backendTo(name, port), at: { ...here, line: 12 } },
    at: { ...here, line: 11 },
    ...over,
  });
  const at = { ...here, line: 10 };
  const site = (...rules: readonly ReturnType<typeof to>[]) => route({ at, rules });
  const web = service({ at: { ...here, line: 1 }, ports: [http] });

  test('leads over the port of a Service to its pods', () => {
    const found = only(site(to('web', 80)), web, { ...pods, active: 'no' });
    expect(found).toMatchObject({
      key: 'http-route||web.example.com|Prefix:/shop',
      entry: {
        kind: 'http-route',
        object: { kind: 'Ingress', name: 'web' },
        host: 'web.example.com',
        path: '/shop',
        port: undefined,
      },
      hops: [{ kind: 'Service', name: 'web', port: 80, targetPort: 8080, selector: 'app=web' }],
      target: { kind: 'Deployment', name: 'web', port: 8080, protocol: 'TCP' },
      reach: 'public',
      reachBasis: 'assumed',
      transport: 'plaintext',
      certainty: 'certain',
      active: 'no',
    });
    expect(linesOf(found)).toEqual([11, 12, 10, 1, 1, 1, 1, 9]);
  });

  test('without a path is one for all of them', () => {
    expect(only(site(to('web', 80, { path: undefined })), web, pods).entry.path).toBe('/');
  });

  test.each<[string, readonly Role[], Partial<Exposure>]>([
    [
      'to something that is no Service ends there',
      [site(to('web', 80, { backend: { ...backendTo('web', 80), target: 'opaque' } })), web, pods],
      { hops: [], target: undefined, certainty: 'certain' },
    ],
    [
      'to a Service that is not there is possible only',
      [site(to('other', 80)), web, pods],
      {
        hops: [{ kind: 'Service', namespace: undefined, name: 'other', port: 80, targetPort: undefined }],
        target: undefined,
        certainty: 'possible',
      },
    ],
    [
      'to a port that the Service does not have ends at the Service',
      [site(to('web', 81)), web, pods],
      {
        hops: [{ kind: 'Service', namespace: undefined, name: 'web', port: 81, targetPort: undefined }],
        target: undefined,
        certainty: 'certain',
      },
    ],
    [
      'to the target port of the Service may lead there',
      [site(to('web', 8080)), web, pods],
      {
        hops: [{ kind: 'Service', namespace: undefined, name: 'web', port: 80, targetPort: 8080, selector: 'app=web' }],
        certainty: 'possible',
      },
    ],
    [
      'to a Service that selects nothing ends at the Service',
      [site(to('web', 80)), web, endpointsOf({})],
      {
        hops: [{ kind: 'Service', namespace: undefined, name: 'web', port: 80, targetPort: 8080, selector: 'app=web' }],
        target: undefined,
      },
    ],
    [
      'to a Service of an unset namespace is likely',
      [route({ id: { namespace: 'shop' }, rules: [to('web', 80)] }), web, pods],
      { certainty: 'likely' },
    ],
    [
      'to a placeholder for a port leads to the Service',
      [site(to('web', undefined)), web, pods],
      {
        hops: [{ kind: 'Service', namespace: undefined, name: 'web', port: undefined, targetPort: undefined }],
        target: undefined,
      },
    ],
  ])('%s', (_sentence, roles, expected) => {
    expect(only(...roles)).toMatchObject(expected);
  });

  test('tells the Service that lacks the port among its lines', () => {
    expect(linesOf(only(site(to('web', 81)), web))).toEqual([11, 12, 10, 1]);
  });

  test('to a Service without selector leads to the addresses behind it', () => {
    const db = service({ selector: undefined, ports: [http] });
    expect(only(site(to('web', 80)), db, endpointsOf({})).target?.addresses).toEqual(['192.0.2.1', '192.0.2.9']);
    expect(only(site(to('web', 80)), db).target).toBeUndefined();
  });

  test.each<[readonly string[], string | undefined, string, string]>([
    [[], 'web.example.com', 'plaintext', 'without TLS'],
    [['web.example.com'], 'web.example.com', 'tls+plaintext', 'its host is covered'],
    [['api.example.com'], 'web.example.com', 'plaintext', 'another host'],
    [['api.example.com', 'web.example.com'], 'web.example.com', 'tls+plaintext', 'one of several is enough'],
    [['*'], 'web.example.com', 'tls+plaintext', 'the certificate of the controller'],
    [['*'], undefined, 'tls+plaintext', 'for every host'],
    [['*.example.com'], 'web.example.com', 'tls+plaintext', 'a wildcard'],
    [['*.example.com'], 'a.web.example.com', 'plaintext', 'which stands for one label alone'],
    [['*.example.com'], 'example.com', 'plaintext', 'and never for none'],
    [['*.example.com'], undefined, 'plaintext', 'nor for every host'],
    [['x.example.com'], 'a.example.com', 'plaintext', 'what is no wildcard is meant to the letter'],
  ])('with TLS for %j serves %s over %s: %s', (hosts, host, transport) => {
    const tlsHosts = hosts.map((one) => placed(one));
    expect(only(route({ tlsHosts, rules: [to('web', 80, { host })] })).transport).toBe(transport);
  });
});

describe('a mapping of a local cluster', () => {
  const mapping = (over: Partial<PortMapping> = {}): PortMapping => ({
    role: 'port-mapping',
    id: { group: '', kind: 'Cluster', namespace: undefined, name: 'kind' },
    at: { ...here, line: 20 },
    tool: 'kind',
    listenAddress: '127.0.0.1',
    hostPort: 8080,
    nodePort: 30_080,
    nodePortAt: { ...here, line: 20 },
    protocol: 'TCP',
    node: 'control-plane',
    ...over,
  });
  const mapped = (...roles: readonly Role[]): readonly Exposure[] =>
    waysInto(...roles).filter(({ entry }) => entry.kind === 'dev-mapping');
  const leadsTo = (...roles: readonly Role[]): readonly string[] =>
    mapped(...roles).map(({ target, hops, certainty }) =>
      [hops[0]?.name ?? '-', target === undefined ? '?' : `${target.name}:${target.port}`, certainty].join(' '),
    );
  const numbered = (over: Partial<Service> = {}, port: Partial<typeof http> = {}) =>
    service({ type: type('NodePort'), ports: [{ ...http, nodePort: placed(30_080), ...port }], ...over });
  const onNode = (over: Parameters<typeof workload>[0], port: Parameters<typeof containerPort>[1], number = 8080) =>
    workload({ containers: [container('main', [containerPort(number, port)])], ...over });

  test.each<[string, readonly Role[], readonly string[]]>([
    ['nowhere, where nothing answers', [mapping()], ['- ? certain']],
    ['to the Service with that node port', [mapping(), numbered(), pods], ['web web:8080 certain']],
    ['to a Service that leads nowhere', [mapping(), numbered()], ['web ? certain']],
    ['not to another node port', [mapping({ nodePort: 30_081 }), numbered(), pods], ['- ? certain']],
    ['not to another protocol', [mapping({ protocol: 'UDP' }), numbered(), pods], ['- ? certain']],
    ['not to a Service that opens none', [mapping(), numbered({ type: type('ClusterIP') }), pods], ['- ? certain']],
    [
      'not to a number that the cluster chooses',
      [mapping(), numbered({}, { nodePort: undefined }), pods],
      ['- ? certain'],
    ],
    ['to a hostPort', [mapping(), onNode({}, { hostPort: placed(30_080) })], ['- web:8080 likely']],
    ['not to what a pod only declares', [mapping(), onNode({}, {}, 30_080)], ['- ? certain']],
    [
      'to what a pod in the nodes’ network declares',
      [mapping(), onNode({ hostNetwork: placed('yes') }, {}, 30_080)],
      ['- web:30080 likely'],
    ],
    [
      'not to a pod that only may share the nodes’ network',
      [mapping(), onNode({ hostNetwork: placed('unknown') }, {}, 30_080)],
      ['- ? certain'],
    ],
    [
      'not to a load balancer of kind, which brings none',
      [mapping({ nodePort: 80 }), numbered({ type: type('LoadBalancer') }), pods],
      ['- ? certain'],
    ],
    [
      'to a load balancer of k3d',
      [mapping({ nodePort: 80, tool: 'k3d' }), numbered({ type: type('LoadBalancer') }), pods],
      ['web web:8080 likely'],
    ],
    [
      'not to a Service of k3d that is no load balancer',
      [mapping({ nodePort: 80, tool: 'k3d' }), numbered(), pods],
      ['- ? certain'],
    ],
  ])('leads %s', (_where, roles, expected) => {
    expect(leadsTo(...roles)).toEqual(expected);
  });

  test.each<[Partial<PortMapping>, string, string]>([
    [{}, 'dev-mapping|127.0.0.1:8080/TCP', 'loopback'],
    [{ listenAddress: '0.0.0.0' }, 'dev-mapping|0.0.0.0:8080/TCP', 'private'],
    [{ hostPort: undefined }, 'dev-mapping|127.0.0.1:*30080/TCP', 'loopback'],
  ])('with %o is %s and reaches as far as its address: %s', (over, key, reach) => {
    expect(only(mapping(over))).toMatchObject({ key, reach });
  });

  test('is what the machine listens on', () => {
    const found = only(mapping());
    expect(found.entry).toEqual({
      kind: 'dev-mapping',
      object: { kind: 'Cluster', namespace: undefined, name: 'kind' },
      port: 8080,
      nodePort: 30_080,
      protocol: 'TCP',
      host: undefined,
      path: undefined,
      address: '127.0.0.1',
    });
    expect(linesOf(found)).toEqual([20]);
  });
});

describe('more ways in than any deployment has', () => {
  const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
    Array.from({ length: count }, (_, index) => make(index));
  const manyPods = many(200, (index) => workload({ id: { name: `w${index}` } }));
  const ports = many(251, (index) => servicePort(index + 1));

  test.each<[string, readonly Role[]]>([
    ['node ports', [...manyPods, service({ type: type('NodePort'), ports })]],
    [
      'a load balancer, which has a node port behind each port',
      [...manyPods, service({ type: type('LoadBalancer'), ports: ports.slice(0, 126) })],
    ],
    [
      'external IPs',
      [...manyPods, service({ externalIPs: many(3, () => placed('192.0.2.1')), ports: ports.slice(0, 84) })],
    ],
    ['ports of nobody', [service({ externalIPs: many(200, () => placed('192.0.2.1')), ports })]],
    [
      'rules',
      [
        ...manyPods,
        service({ ports: [servicePort(80)] }),
        route({
          rules: many(251, () => ruleTo('web', 80)),
        }),
      ],
    ],
  ])('are not followed: %s', (_what, roles) => {
    expect(() => waysInto(...roles)).toThrow(TooManyPaths);
  });

  test('are none that a Service inside the cluster has', () => {
    expect(waysInto(...manyPods, service({ ports }))).toEqual([]);
  });
});

describe('an object', () => {
  const roles = [
    service({ type: type('LoadBalancer'), ports: [http] }),
    workload({ hostNetwork: placed('yes') }),
    route({ rules: [ruleTo('web', 80)] }),
  ];
  const settings = cluster();
  const found = (unit = 'k8s', config = settings): readonly Exposure[] =>
    enumerateExposures(connect(roles), unit, config);

  test('that is the same on both sides opens the very same ways in', () => {
    const [base, head] = [found(), found()];
    expect(base.map(({ entry }) => entry.kind)).toEqual(['host-network', 'http-route', 'lb', 'node-port']);
    for (const [index, one] of base.entries()) expect(head[index]).toBe(one);
  });

  test('opens its ways in for each unit and under each configuration anew', () => {
    expect(found('k8s').map(({ unit }) => unit)).toEqual(['k8s', 'k8s', 'k8s', 'k8s']);
    expect(found('other').flatMap(({ unit, units }) => [unit, ...units])).toEqual(Array(8).fill('other'));
    const reachOf = (config = settings) => found('k8s', config).find(({ entry }) => entry.kind === 'lb')?.reach;
    expect(reachOf()).toBe('public');
    expect(reachOf(cluster({ loadBalancerReach: 'private' }))).toBe('private');
    expect(reachOf()).toBe('public');
  });
});

test('ways in are sorted by what a client addresses, then by where they lead, then by where they are written', () => {
  const named = (name: string, over: Parameters<typeof workload>[0] = {}) => workload({ id: { name }, ...over });
  const web = service({ type: type('NodePort'), ports: [http] });
  const api = service({
    id: { name: 'api' },
    type: type('NodePort'),
    ports: [http],
    selector: placed(new Map([['app', 'none']])),
  });
  const words = waysInto(web, api, named('b'), named('c', { id: { kind: 'DaemonSet', name: 'c' } }), named('a')).map(
    ({ entry, target }) => `${entry.object.name} → ${target?.kind ?? '?'} ${target?.name ?? '?'}`,
  );
  expect(words).toEqual(['api → ? ?', 'web → DaemonSet c', 'web → Deployment a', 'web → Deployment b']);
  const twice = [9, 3].map((line) => ({ ...ruleTo('none', 80), at: { ...here, line } }));
  expect(waysInto(route({ rules: twice })).map(({ at }) => at.line)).toEqual([3, 9]);
  const unlike = [81, 80].map((port) => route({ id: { name: `to${port}` }, rules: [ruleTo('none', port)] }));
  expect(waysInto(...unlike).map(({ hops }) => hops[0]?.port)).toEqual([80, 81]);
});
