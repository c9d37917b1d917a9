// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of other tools are what is tested
import { describe, expect, test } from 'vitest';
import { readFile } from '../../src/kinds/read-file.ts';

const strangersIn = (apiVersion: string, kind: string, spec: string): readonly string[] =>
  readFile(
    'k8s/web.yaml',
    new TextEncoder().encode(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: web }\nspec: ${spec}\n`),
    'whole',
  ).strangers.map((one) => `${one.kind} (${one.group}) ${one.signs}`);

describe('an object of a kind that nobody reads looks like a way in', () => {
  test.each([
    ['example.com/v1', 'Door', '{ host: web.example.com, service: web }', 'web.example.com web'],
    ['example.com/v1', 'Door', '{ fqdn: web.example.com, service: { name: web } }', 'web.example.com web'],
    ['example.com/v1', 'Door', '{ hosts: ["*"], backends: [{ name: web }] }', '* web'],
    ['example.com/v1', 'Door', '{ hostname: "*.example.com", to: { serviceName: web } }', '*.example.com web'],
    [
      'example.com/v1',
      'Door',
      '{ hostnames: [a.example.com, b.example.com], rules: [{ backendRefs: [{ name: web }] }] }',
      'a.example.com,b.example.com web',
    ],
    [
      'example.com/v1',
      'Door',
      '{ virtualhost: { fqdn: web.example.com }, routes: [{ services: [{ name: web }] }] }',
      'web.example.com web',
    ],
    ['example.com/v1', 'Door', '{ host: "${HOST}", service: "http://web.shop:80" }', '${HOST} http://web.shop:80'],
    [
      'gateway.networking.k8s.io/v1',
      'QUICRoute',
      '{ hostnames: [web.example.com], rules: [{ backendRefs: [{ name: web }] }] }',
      'web.example.com web',
    ],
  ])('%s %s %s', (apiVersion, kind, spec, signs) => {
    expect(strangersIn(apiVersion, kind, spec)).toEqual([`${kind} (${apiVersion.split('/')[0]}) ${signs}`]);
  });
});

describe('an object is no way in', () => {
  test.each([
    ['example.com/v1', 'Door', '{ host: web.example.com }', 'without anything behind it'],
    ['example.com/v1', 'Door', '{ service: web, port: 80 }', 'without a host'],
    ['example.com/v1', 'Door', '{ selector: { app: web }, ports: [{ port: 80 }] }', 'with selector and ports alone'],
    ['example.com/v1', 'Door', '{ host: db.shop.svc.cluster.local, service: web }', 'with a host inside the cluster'],
    ['example.com/v1', 'Door', '{ host: localhost, service: web }', 'with a host that is no name of the world'],
    [
      'example.com/v1',
      'Door',
      '{ host: web.example.com, service: { type: ClusterIP } }',
      'where the Service has no name',
    ],
    ['admissionregistration.k8s.io/v1', 'Hook', '{ host: web.example.com, service: { name: web } }', 'of a webhook'],
    ['v1', 'ConfigMap', '{ host: web.example.com, service: web }', 'of the core'],
    [
      'helm.toolkit.fluxcd.io/v2',
      'HelmRelease',
      '{ values: { ingress: { host: web.example.com, service: web } } }',
      'that deploys a chart with such values',
    ],
    [
      'argoproj.io/v1alpha1',
      'Application',
      '{ source: { helm: { valuesObject: { host: web.example.com, service: web } } } }',
      'that deploys something',
    ],
    [
      'networking.istio.io/v1',
      'VirtualService',
      '{ hosts: [web.example.com], service: web }',
      'of a kind that is known not to be read',
    ],
  ])('%s %s %s: %s', (apiVersion, kind, spec) => {
    expect(strangersIn(apiVersion, kind, spec)).toEqual([]);
  });

  test('past a bounded number of values', () => {
    const many = Array.from({ length: 6000 }, () => '{ a: b }').join(', ');
    expect(
      strangersIn('example.com/v1', 'Door', `{ list: [${many}], host: web.example.com, service: web }`),
    ).toHaveLength(1);
    expect(
      strangersIn('example.com/v1', 'Door', `{ list: [${many}], to: { host: web.example.com, service: web } }`),
    ).toEqual([]);
  });
});
