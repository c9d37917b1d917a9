import { expect, test } from 'vitest';
import { defaultConfig } from '../../src/config/defaults.ts';
import { environmentOf } from '../../src/review/environment.ts';
import { reviewed } from '../support/judged.ts';

const workload = (kind: string, name: string, app: string, hostPort = ''): string => `apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${name}, namespace: shop }
spec: { selector: { matchLabels: { app: ${app} } }, template: { metadata: { labels: { app: ${app} } }, spec: { containers: [{ name: c, ports: [{ containerPort: 8080${hostPort} }] }] } } }
`;
const service = (name: string, app: string, type = 'NodePort'): string => `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { type: ${type}, selector: { app: ${app} }, ports: [{ port: 80, targetPort: 8080 }] }
`;

const context = (base: readonly string[], head: readonly string[]): readonly string[] =>
  reviewed({ 'k8s/web.yaml': base.join('---\n') }, { 'k8s/web.yaml': head.join('---\n') }).context.map(
    ({ key }) => key,
  );

test('the unchanged ways to the same workload stand beside what changes', () => {
  const there = [workload('Deployment', 'web', 'web', ', hostPort: 9000'), service('old', 'web')];
  expect(context(there, [...there, service('new', 'web')])).toEqual([
    'host-port|Deployment/shop/web|0.0.0.0:9000/TCP',
    'node-port|shop/old|80/TCP',
  ]);
});

test('what changes itself is no context', () => {
  const there = [workload('Deployment', 'web', 'web'), service('web', 'web', 'ClusterIP')];
  const head = [workload('Deployment', 'web', 'web'), workload('Deployment', 'green', 'web'), service('web', 'web')];
  expect(context(there, head)).toEqual([]);
  expect(context([workload('Deployment', 'web', 'web'), service('web', 'web')], head)).toEqual([]);
});

test('what only has the same name is no context', () => {
  const there = [workload('DaemonSet', 'web', 'other', ', hostPort: 9000'), workload('Deployment', 'web', 'web')];
  expect(context(there, [...there, service('new', 'web')])).toEqual([]);
});

test('what stands in another unit is no context', () => {
  const sides = (production: readonly string[], staging: readonly string[]) => ({
    'production/web.yaml': production.join('---\n'),
    'staging/web.yaml': staging.join('---\n'),
  });
  const web = workload('Deployment', 'web', 'web');
  const there = [web, service('web', 'web')];
  const more = service('new', 'web');
  const placed = (production: readonly string[], staging: readonly string[]) =>
    reviewed(sides(there, [web]), sides(production, staging)).context.map(({ key, units }) => [key, ...units]);
  expect(placed(['# touched\n', ...there], [web, more])).toEqual([]);
  expect(placed([...there, more], ['# touched\n', web])).toEqual([['node-port|shop/web|80/TCP', 'production']]);
});

test('where nothing changes there is no context', () => {
  const there = [workload('Deployment', 'web', 'web'), service('web', 'web')];
  expect(context(there, ['# a comment\n', ...there])).toEqual([]);
});

test.each([
  ['overlays/prod', 'prod'],
  ['overlays/production/web.yaml', 'prod'],
  ['prod/dev', 'dev'],
  ['dev/prod', 'prod'],
  ['k8s/dev.yaml', 'dev'],
  ['clusters/live/apps', 'prod'],
  ['k8s', undefined],
  ['undev/kindly', undefined],
])('the environment of %s is %s: the last part that tells', (path, environment) => {
  expect(environmentOf(path, defaultConfig)).toBe(environment);
});

test('a pod whose place in the network is a placeholder may be in the node’s', () => {
  const text = workload('DaemonSet', 'agent', 'agent').replace(
    'spec: { containers',
    'spec: { hostNetwork: "{{ .host }}", containers',
  );
  const { diff } = reviewed({}, { 'k8s/agent.yaml': text });
  expect(diff.added.map(({ entry, certainty }) => `${entry.kind} ${certainty}`)).toEqual([
    'host-network possible',
    'host-network possible',
  ]);
});
