import { describe, expect, test } from 'vitest';
import { field, scalarText } from '../../../src/manifest/node.ts';
import { dependenciesOf } from '../../../src/render/values/dependencies.ts';
import { probableObjects } from '../../../src/render/values/index.ts';
import { made, probable, told, valuesOf } from './made.ts';

describe('objects that are written out in values are taken as they are', () => {
  const service =
    'apiVersion: v1\n    kind: Service\n    metadata: {name: lan}\n    spec: {type: NodePort, ports: [{port: 80}]}\n';

  test('as maps, wherever they stand', () => {
    expect(made(`extraObjects:\n  - ${service}`)).toEqual(['as written: Service lan NodePort 80']);
    expect(made(`lan:\n    ${service}`)).toEqual(['as written: Service lan NodePort 80']);
  });

  test('as texts', () => {
    expect(made(`extraDeploy:\n  - |\n    ${service}`)).toEqual(['as written: Service lan NodePort 80']);
    expect(made(`extraManifests: |\n    ${service}`)).toEqual(['as written: Service lan NodePort 80']);
  });

  test('as a text with the names of the release', () => {
    const named = service.replace('name: lan', 'name: {{ .Release.Name }}-lan');
    expect(made(`extraDeploy:\n  - |\n    ${named}`)).toEqual(['as written: Service web-lan NodePort 80']);
  });

  test('a text that is a template is named', () => {
    expect(made('extraDeploy:\n  - |\n    {{ if .Values.x }}\n    a: [\n    {{ end }}\n')).toEqual([
      '3: template: objects in the values of a chart are a template, and are not read',
    ]);
  });

  test('they go where the release goes', () => {
    const namespace = (yaml: string) => scalarText(field(probable(yaml).written[0], 'metadata', 'namespace'));
    expect(namespace(`extraObjects:\n  - ${service}`)).toBe('shop');
    expect(namespace('extraObjects: [{apiVersion: v1, kind: Service, metadata: {name: x, namespace: other}}]')).toBe(
      'other',
    );
    expect(namespace('extraObjects: [{apiVersion: v1, kind: Namespace, metadata: {name: x}}]')).toBeUndefined();
  });

  test('not where they are switched off, and not where something only refers to an object', () => {
    expect(
      made('lan: {enabled: false, extraObjects: [{apiVersion: v1, kind: Service, metadata: {name: lan}}]}'),
    ).toEqual([]);
    expect(made('scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}')).toEqual([]);
  });
});

describe('the charts that another one brings along', () => {
  const chart = valuesOf(
    'dependencies:\n  - {name: app-template, repository: https://charts.example}\n  - {name: redis, alias: cache, condition: cache.enabled}\n  - {name: loki, tags: [logs]}\n',
  );
  const parts = (values: string) => dependenciesOf(chart, valuesOf(values), { name: 'media', namespace: 'home' });

  test('have the section of their name, and what is global', () => {
    const [first] = parts(
      'app-template: {service: {app: {type: LoadBalancer, ports: {http: {port: 80}}}}}\nglobal: {fullnameOverride: front}\n',
    );
    expect(first).toMatchObject({
      chart: 'app-template',
      url: 'https://charts.example',
      name: 'media',
      namespace: 'home',
    });
    expect(first && probableObjects(first, first.values).objects.map(told)).toEqual([
      'Service front LoadBalancer http:80',
    ]);
  });

  test('one with another name has that one', () => {
    const found = parts('cache: {service: {type: LoadBalancer, port: 6379}}').find(({ chart }) => chart === 'redis');
    expect(found && probableObjects(found, found.values).objects.map(told)).toEqual([
      'Service media-cache LoadBalancer 6379',
    ]);
  });

  test('a condition or a tag leaves one out', () => {
    expect(parts('x: 1').map(({ chart }) => chart)).toEqual(['app-template', 'redis', 'loki']);
    expect(parts('cache: {enabled: false}\ntags: {logs: false}').map(({ chart }) => chart)).toEqual(['app-template']);
  });
});

describe('values that ask for too much end in a problem', () => {
  test('more objects than are read', () => {
    const many = Array.from({ length: 250 }, (_, index) => `s${index}: {type: NodePort, port: 80}`).join('\n');
    const { objects, problems } = probable(many);
    expect(objects).toHaveLength(200);
    expect(problems).toMatchObject([{ reason: 'limit', at: { line: 1 } }]);
  });

  test('aliases that unfold to very many maps', () => {
    const levels = Array.from(
      { length: 18 },
      (_, index) => `l${index + 1}: &l${index + 1} {a: *l${index}, b: *l${index}, c: *l${index}}`,
    );
    const { problems } = probable(['l0: &l0 {x: 1}', ...levels].join('\n'));
    expect(problems).toMatchObject([{ reason: 'limit' }]);
  });

  test('maps inside of very many others', () => {
    const { problems } = probable(`${'a: {'.repeat(30)}x: 1${'}'.repeat(30)}`);
    expect(problems).toMatchObject([{ reason: 'limit' }]);
  });

  test.each([
    ['services', `service:\n${lines(10_000, (n) => `  s${n}: {type: NodePort, ports: {a: {port: 1}}}`)}`],
    ['pods', `controllers:\n${lines(9_000, (n) => `  c${n}: {pod: {hostNetwork: true}, containers: {}}`)}`],
    [
      'ingresses',
      `ingress:\n${lines(9_000, (n) => `  i${n}: {host: a.example}`)}\nservice:\n${lines(9_000, (n) => `  s${n}: {ports: {a: 1}}`)}`,
    ],
  ])('very many %s are passed over in a moment', (_, yaml) => {
    const values = valuesOf(yaml);
    const start = performance.now();
    const { problems } = probableObjects({ name: 'web', namespace: 'shop', chart: 'app-template' }, values);
    expect(problems).not.toEqual([]);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

const lines = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(n)).join('\n');
