import { describe, expect, test } from 'vitest';
import { field, items } from '../../../src/manifest/node.ts';
import { lineOf, made, probable } from './made.ts';

describe('an Ingress is made of hosts in any of the usual forms', () => {
  test.each([
    [
      'hosts with paths',
      'ingress: {enabled: true, className: public, hosts: [{host: a.example, paths: [{path: /api, pathType: Exact}]}]}',
      'Ingress web ingressClassName=public a.example/api → web:?',
    ],
    [
      'paths as texts',
      'ingress: {enabled: true, hosts: [{host: a.example, paths: [/a, /b]}]}',
      'Ingress web a.example/a → web:? a.example/b → web:?',
    ],
    [
      'hosts as texts, paths beside them',
      'ingress: {enabled: true, hosts: [a.example, b.example], path: /x}',
      'Ingress web a.example/x → web:? b.example/x → web:?',
    ],
    [
      'one host, with more of them',
      'ingress: {enabled: true, hostname: a.example, tls: true, extraHosts: [{name: b.example, path: /b}]}',
      'Ingress web b.example/b → web:? a.example/ → web:? tls: b.example,a.example',
    ],
    [
      'rules',
      'ingress: {enabled: true, ingressClassName: private, rules: [{host: a.example, paths: [{path: /}]}]}',
      'Ingress web ingressClassName=private a.example/ → web:?',
    ],
    ['hosts in a map', 'ingress: {enabled: true, hosts: {main: a.example}}', 'Ingress web a.example/ → web:?'],
    [
      'certificates',
      'ingress: {enabled: true, hosts: [a.example], tls: [{secretName: web, hosts: [a.example]}]}',
      'Ingress web a.example/ → web:? tls: a.example',
    ],
    ['hosts alone', 'ingress: {hosts: [a.example]}', 'Ingress web a.example/ → web:?'],
    [
      'the port of the Service',
      'service: {port: 8080}\ningress: {enabled: true, hosts: [a.example]}',
      'Ingress web a.example/ → web:8080',
    ],
    [
      'a Service of its own',
      'ingress: {enabled: true, hosts: [{host: a.example, paths: [{path: /, serviceName: other, servicePort: http}]}]}',
      'Ingress web a.example/ → other:http',
    ],
    [
      'a part of the chart',
      'grafana: {service: {port: 3000}, ingress: {enabled: true, hosts: [a.example]}}',
      'Ingress web-grafana a.example/ → web-grafana:3000',
    ],
    [
      'another name for it',
      'server: {ingressGrpc: {enabled: true, hostname: a.example}}',
      'Ingress web-server-ingressgrpc a.example/ → web-server:?',
    ],
    [
      'hosts that are filled in later',
      'ingress: {enabled: "$(ON)", hosts: ["app.$(DOMAIN)"]}',
      'Ingress web app.$(DOMAIN)/ → web:?',
    ],
    [
      'the name of the release in a host',
      'ingress: {enabled: true, hosts: ["{{ .Release.Name }}.example"]}',
      'Ingress web web.example/ → web:?',
    ],
    ['no host, where it is switched on', 'ingress: {enabled: true}', 'Ingress web <host of the chart>/ → web:?'],
  ])('%s', (_, values, object) => {
    expect(made(values)).toEqual([object]);
  });

  test.each([
    ['what is switched off', 'ingress: {enabled: false, hosts: [a.example]}'],
    ['what names no host and is not switched on', 'ingress: {className: nginx, annotations: {a: b}}'],
    ['empty hosts', 'ingress: {hosts: [], hostname: ""}'],
    ['classes and controllers', 'ingressClass: {enabled: true, name: nginx}\ningressController: {enabled: true}'],
    ['an ingress in a list of something else', 'solvers: [{http01: {ingress: {class: nginx}}}]'],
  ])('nothing is made of %s', (_, values) => {
    expect(made(values)).toEqual([]);
  });

  test('a host stands at its own line', () => {
    const [ingress] = probable(
      'ingress:\n  enabled: true\n  hosts:\n    - host: a.example\n      paths:\n        - path: /\n',
    ).objects;
    const [rule] = items(field(ingress, 'spec', 'rules'));
    expect(lineOf(field(rule, 'host'))).toBe(4);
    expect(lineOf(items(field(rule, 'http', 'paths'))[0])).toBe(6);
  });
});

describe('a route of Gateway API is made of its parents', () => {
  test.each([
    [
      'one of helm create',
      'service: {port: 80}\nhttpRoute: {enabled: true, parentRefs: [{name: public, namespace: infra}], hostnames: [a.example], rules: [{matches: [{path: {value: /}}]}]}',
      'HTTPRoute web at infra/public a.example → web:80',
    ],
    [
      'one with matches beside its hosts',
      'route: {main: {enabled: true, hostnames: [a.example], parentRefs: [{name: public, namespace: infra}], matches: [{path: {value: /}}]}}',
      'HTTPRoute web at infra/public a.example → web:?',
    ],
    [
      'another kind',
      'route: {ssh: {kind: TCPRoute, parentRefs: [{name: public, namespace: infra}], rules: [{backendRefs: [{name: git, port: 22}]}]}}',
      'TCPRoute web-ssh at infra/public  → git:22',
    ],
    [
      'a host in a map',
      'route: {dashboard: {host: {name: a.example, path: /}, parentRefs: [{name: public, namespace: infra}]}}',
      'HTTPRoute web-dashboard at infra/public a.example → web:?',
    ],
    [
      'a redirect',
      'httpRoute: {enabled: true, parentRefs: [{name: public, namespace: infra}], hostnames: [a.example], rules: [{filters: [{requestRedirect: {scheme: https}}]}]}',
      'HTTPRoute web at infra/public a.example → ',
    ],
    [
      'no parents, where it is switched on',
      'httpRoute: {enabled: true, hostnames: [a.example]}',
      'HTTPRoute web at ?/<gateway of the chart> a.example → web:?',
    ],
    [
      "one of OpenShift's",
      'route: {enabled: true, host: a.example, tls: {termination: edge}}',
      'Route web a.example → web',
    ],
  ])('%s', (_, values, object) => {
    expect(made(values)).toEqual([object]);
  });

  test('nothing is made of one that is switched off, or that says nothing', () => {
    expect(made('httpRoute: {enabled: false, parentRefs: [{name: public}]}\nroute: {enabled: true}')).toEqual([]);
  });
});
