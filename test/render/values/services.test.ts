import { describe, expect, test } from 'vitest';
import { field, items } from '../../../src/manifest/node.ts';
import { lineOf, made, probable } from './made.ts';

describe('a Service that lets somebody in is made of what the values say of it', () => {
  test.each([
    ['its port beside the type', 'service: {type: LoadBalancer, port: 80}', ['Service web LoadBalancer 80']],
    ['a node port', 'service: {type: NodePort, port: 80, nodePort: 30080}', ['Service web NodePort 80@30080']],
    [
      'ports in a map',
      'service: {type: LoadBalancer, ports: {http: 80, https: {port: 443}}}',
      ['Service web LoadBalancer http:80 https:443'],
    ],
    [
      'ports in a list',
      'service: {type: LoadBalancer, ports: [{name: dns, port: 53, protocol: UDP}]}',
      ['Service web LoadBalancer dns:53/UDP'],
    ],
    [
      'node ports by name',
      'service: {type: NodePort, ports: {http: 80}, nodePorts: {http: 30080, ssh: 30022}}',
      ['Service web NodePort http:80@30080 ssh:?@30022'],
    ],
    [
      'ports named by their keys',
      'service: {type: NodePort, httpPort: 80, httpNodePort: 30080, targetPort: 8080}',
      ['Service web NodePort http:80@30080'],
    ],
    [
      'a port that is switched off',
      'service: {type: LoadBalancer, ports: {http: {port: 80}, metrics: {port: 9090, enabled: false}}}',
      ['Service web LoadBalancer http:80'],
    ],
    [
      'more ports in a list of their own',
      'service: {type: LoadBalancer, port: 80, extraPorts: [{name: ssh, port: 22}]}',
      ['Service web LoadBalancer 80 ssh:22'],
    ],
    [
      'who may come',
      'service: {type: LoadBalancer, port: 80, loadBalancerIP: 10.0.0.9, loadBalancerSourceRanges: [10.0.0.0/8], externalTrafficPolicy: Local}',
      [
        'Service web LoadBalancer loadBalancerIP=10.0.0.9 externalTrafficPolicy=Local loadBalancerSourceRanges=10.0.0.0/8 80',
      ],
    ],
    [
      'external addresses of any type',
      'service: {port: 80, externalIPs: [192.0.2.1]}',
      ['Service web ? externalIPs=192.0.2.1 80'],
    ],
    ['a type that is filled in later', 'service: {type: "$(TYPE)", port: 80}', ['Service web $(TYPE) 80']],
    [
      'a port that is filled in later',
      'service: {type: LoadBalancer, port: "$(PORT)"}',
      ['Service web LoadBalancer $(PORT)'],
    ],
    ['a port that nobody can tell', 'service: {type: LoadBalancer}', ['Service web LoadBalancer ?']],
    [
      'a part of the chart',
      'server: {service: {type: LoadBalancer, port: 80}}',
      ['Service web-server LoadBalancer 80'],
    ],
    [
      'several by name',
      'service: {http: {type: ClusterIP, port: 3000}, ssh: {type: LoadBalancer, port: 22}}',
      ['Service web-ssh LoadBalancer 22'],
    ],
    [
      'several in a list',
      'services: [{name: api, type: NodePort, port: 80}, {name: db, port: 5432}]',
      ['Service web-api NodePort 80'],
    ],
    [
      'another key than service',
      'proxy: {type: LoadBalancer, http: {servicePort: 8000}}',
      ['Service web-proxy LoadBalancer http:8000'],
    ],
    [
      'an address in a tailnet',
      'service: {port: 80, annotations: {tailscale.com/expose: "true"}}',
      ['Service web ? 80'],
    ],
  ])('%s', (_, values, objects) => {
    expect(made(values)).toEqual(objects);
  });

  test.each([
    ['a Service inside of the cluster', 'service: {type: ClusterIP, port: 80}'],
    ['a Service of which nothing is said', 'service: {port: 80, nodePort: ""}'],
    ['one that is switched off', 'service: {enabled: false, type: LoadBalancer, port: 80}'],
    ['a part that is switched off', 'grafana: {enabled: false, service: {type: LoadBalancer, port: 80}}'],
    [
      'what is called so and is something else',
      'serviceAccount: {create: true}\nserviceMonitor: {enabled: true, type: pull}',
    ],
    ['a network policy', 'networkPolicy: {enabled: true, allowExternal: true}'],
  ])('nothing is made of %s', (_, values) => {
    expect(made(values)).toEqual([]);
  });

  test('each value stands where a person would edit it', () => {
    const [service] = probable('service:\n  type: LoadBalancer\n  ports:\n    http: 80\n').objects;
    expect(lineOf(field(service, 'metadata', 'name'))).toBe(1);
    expect(lineOf(field(service, 'spec', 'type'))).toBe(2);
    expect(lineOf(items(field(service, 'spec', 'ports'))[0])).toBe(4);
  });

  test('it goes where the release goes', () => {
    const [service] = probable('service: {type: LoadBalancer, port: 80}', { namespace: 'front' }).objects;
    expect(field(service, 'metadata', 'namespace')).toMatchObject({ value: 'front' });
    const [open] = probable('service: {type: LoadBalancer, port: 80}', { namespace: undefined }).objects;
    expect(field(open, 'metadata', 'namespace')).toBeUndefined();
  });
});

test.each([
  { release: 'web', chart: 'web', name: 'web', why: 'the chart is a part of the name' },
  { release: 'shop', chart: 'web', name: 'shop-web', why: 'the name says nothing of the chart' },
  { release: 'shop', chart: 'app-template', name: 'shop', why: "bjw-s' charts go without" },
])('a release $release of $chart makes $name: $why', ({ release, chart, name }) => {
  expect(made('service: {type: LoadBalancer, port: 80}', { name: release, chart })).toEqual([
    `Service ${name} LoadBalancer 80`,
  ]);
});

test('names that the values give are taken', () => {
  expect(made('fullnameOverride: front\nservice: {type: LoadBalancer, port: 80}')).toEqual([
    'Service front LoadBalancer 80',
  ]);
  expect(made('nameOverride: front\nservice: {type: LoadBalancer, port: 80}')).toEqual([
    'Service web-front LoadBalancer 80',
  ]);
});
