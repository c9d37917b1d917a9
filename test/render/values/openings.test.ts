import { describe, expect, test } from 'vitest';
import { made } from './made.ts';

const nginx = { name: 'ingress-nginx', chart: 'ingress-nginx' };
const traefik = { name: 'traefik', chart: 'traefik' };

describe('a chart that is known to open a load balancer opens it where its values say nothing', () => {
  test.each([
    ['ingress-nginx', 'Service ingress-nginx-controller LoadBalancer http:80 https:443'],
    ['traefik', 'Service traefik LoadBalancer web:80 websecure:443'],
    ['nginx-ingress', 'Service nginx-ingress-controller LoadBalancer http:80 https:443'],
    ['kong', 'Service kong-proxy LoadBalancer http:80 tls:443'],
    ['contour', 'Service contour-envoy LoadBalancer http:80 https:443'],
    ['emissary-ingress', 'Service emissary-ingress LoadBalancer http:80 https:443'],
    ['haproxy-ingress', 'Service haproxy-ingress-controller LoadBalancer http:80 https:443'],
    ['k8s-gateway', 'Service k8s-gateway LoadBalancer dns-udp:53/UDP'],
  ])('%s', (name, object) => {
    expect(made('replicas: 2', { name, chart: name })).toEqual([object]);
  });

  test('another chart opens nothing by itself', () => {
    expect(made('replicas: 2', { chart: 'redis' })).toEqual([]);
  });
});

describe('ingress-nginx', () => {
  test.each([
    [
      'node ports',
      'controller: {service: {type: NodePort, nodePorts: {http: 30080}}}',
      ['Service ingress-nginx-controller NodePort http:80@30080 https:443'],
    ],
    [
      'other ports',
      'controller: {service: {ports: {http: 8080}, enableHttps: false}}',
      ['Service ingress-nginx-controller LoadBalancer http:8080'],
    ],
    ['a Service inside of the cluster', 'controller: {service: {type: ClusterIP}}', []],
    ['none at all', 'controller: {service: {enabled: false}}', []],
    [
      'an internal load balancer besides',
      'controller: {service: {internal: {enabled: true, annotations: {a: b}}}}',
      [
        'Service ingress-nginx-controller LoadBalancer http:80 https:443',
        'Service ingress-nginx-controller-internal LoadBalancer http:80 https:443',
      ],
    ],
    [
      'an internal load balancer only',
      'controller: {service: {external: {enabled: false}, internal: {enabled: true}}}',
      ['Service ingress-nginx-controller-internal LoadBalancer http:80 https:443'],
    ],
    [
      'ports that are passed on',
      'tcp: {22: "git/ssh:22"}',
      ['Service ingress-nginx-controller LoadBalancer http:80 https:443 22-tcp:22', 'ConfigMap ingress-nginx-tcp'],
    ],
    [
      'ports of its nodes',
      'controller: {service: {enabled: false}, hostPort: {enabled: true}}',
      ['Deployment ingress-nginx-controller ?←80 ?←443'],
    ],
  ])('%s', (_, values, objects) => {
    expect(made(values, nginx)).toEqual(objects);
  });
});

describe('traefik', () => {
  test.each([
    [
      'an entry point that is not exposed',
      'ports: {websecure: {expose: {default: false}}}',
      ['Service traefik LoadBalancer web:80'],
    ],
    [
      'an entry point in the older form',
      'ports: {web: {expose: false}, mqtt: {port: 1883, expose: true, exposedPort: 1884}}',
      ['Service traefik LoadBalancer websecure:443 mqtt:1884'],
    ],
    [
      'ports of its nodes',
      'service: {enabled: false}\nports: {web: {port: 8000, hostPort: 80}}',
      ['Deployment traefik 8000←80'],
    ],
    [
      'fields of the Service',
      'service: {spec: {loadBalancerIP: 10.0.0.9, externalTrafficPolicy: Local}}',
      ['Service traefik LoadBalancer loadBalancerIP=10.0.0.9 externalTrafficPolicy=Local web:80 websecure:443'],
    ],
    [
      'one more Service',
      'service: {type: ClusterIP, additionalServices: {lan: {type: LoadBalancer}}}',
      ['Service traefik-lan LoadBalancer ?'],
    ],
    [
      'its dashboard',
      'service: {enabled: false}\ningressRoute: {dashboard: {enabled: true, entryPoints: [websecure], matchRule: "Host(`t.example`)"}}',
      ['IngressRoute traefik-dashboard at websecure Host(`t.example`)'],
    ],
    [
      'its dashboard where nothing is exposed',
      'service: {enabled: false}\ningressRoute: {dashboard: {enabled: true}}',
      [],
    ],
    [
      'a gateway',
      'service: {enabled: false}\nproviders: {kubernetesGateway: {enabled: true}}\ngateway: {listeners: {web: {port: 8000, protocol: HTTP, namespacePolicy: {from: All}}}}',
      ['Gateway traefik-gateway traefik web:8000/HTTP'],
    ],
  ])('%s', (_, values, objects) => {
    expect(made(values, traefik)).toEqual(objects);
  });
});
