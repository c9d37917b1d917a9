import { describe, expect, test } from 'vitest';
import { told } from '../support/judged.ts';

const chart = {
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'charts/web/templates/service.yaml':
    'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: {{ .Values.type }}, ports: [{port: 80}]}\n',
  'charts/web/values.yaml': 'type: ClusterIP\n',
};
const release = (from: string, source = 'chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system}') =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec: {chart: {spec: {${source}}}, valuesFrom: [${from}]}\n`;
const object = (kind: string, content: string): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: {name: web-values, namespace: shop}\n${content}\n`;
const map = (type: string): string => object('ConfigMap', `data: {values.yaml: "type: ${type}"}`);
const remote = 'chart: web, sourceRef: {kind: HelmRepository, name: charts}';

/** What is told of files that are changed, beside a chart of the repository. */
const change = (before: Record<string, string>, after: Record<string, string>): string =>
  told({ ...chart, ...before }, { ...chart, ...before, ...after });

describe('values of a HelmRelease that stand in another object', () => {
  const apps = { 'apps/web.yaml': release('{kind: ConfigMap, name: web-values}') };

  test.each(['apps/values.yaml', 'config/values.yaml'])('are followed where the file %s changes', (path) => {
    const text = change({ ...apps, [path]: map('ClusterIP') }, { [path]: map('LoadBalancer') });
    expect(text).toContain('LoadBalancer shop/web:80');
    expect(text).toContain(`because of ${path}:4:21`);
  });

  test('are followed from one kustomization into another', () => {
    const before = {
      ...apps,
      'apps/kustomization.yaml': 'resources: [web.yaml]\n',
      'config/kustomization.yaml': 'resources: [values.yaml]\n',
      'config/values.yaml': map('ClusterIP'),
    };
    expect(change(before, { 'config/values.yaml': map('LoadBalancer') })).toContain('LoadBalancer shop/web:80');
  });

  test('are none of another environment', () => {
    const before = {
      'prod/web.yaml': release('{kind: ConfigMap, name: web-values}'),
      'staging/values.yaml': map('ClusterIP'),
    };
    expect(change(before, { 'staging/values.yaml': map('LoadBalancer') })).toBe('No exposure change\n');
  });

  test('can be one value at its path', () => {
    const before = {
      'apps/web.yaml': release('{kind: ConfigMap, name: web-values, valuesKey: kind, targetPath: type}'),
      'apps/values.yaml': object('ConfigMap', 'data: {kind: ClusterIP}'),
    };
    const after = { 'apps/values.yaml': object('ConfigMap', 'data: {kind: LoadBalancer}') };
    expect(change(before, after)).toContain('LoadBalancer shop/web:80');
  });

  test.each([
    ['as text', 'stringData: {values.yaml: "type: LoadBalancer"}'],
    ['encoded', `data: {values.yaml: ${btoa('type: LoadBalancer')}}`],
  ])('are read in a Secret that nobody encrypted, %s', (_, content) => {
    const before = { 'apps/web.yaml': release('{kind: Secret, name: web-values}') };
    expect(change(before, { 'apps/values.yaml': object('Secret', content) })).toContain('LoadBalancer shop/web:80');
  });

  test('that are no YAML leave nothing of the chart to be seen', () => {
    const broken = object('ConfigMap', 'data: {values.yaml: "type: ["}');
    expect(change({ ...apps, 'apps/values.yaml': map('ClusterIP') }, { 'apps/values.yaml': broken })).toContain(
      'not analyzed: these values are not YAML [not-rendered, blocks]',
    );
  });

  test('are followed for a chart that is not here', () => {
    const before = {
      'apps/web.yaml': release('{kind: ConfigMap, name: web-values}', remote),
      'apps/values.yaml': object('ConfigMap', 'data: {values.yaml: "service: {port: 80}"}'),
    };
    const after = {
      'apps/values.yaml': object('ConfigMap', 'data: {values.yaml: "service: {port: 80, type: LoadBalancer}"}'),
    };
    expect(change(before, after)).toContain('LoadBalancer HelmRelease shop/web:80');
  });
});

describe('values that nobody can see', () => {
  test('are told where the change brings them', () => {
    const before = { 'apps/web.yaml': release('', remote) };
    expect(change(before, { 'apps/web.yaml': release('{kind: Secret, name: keys}', remote) })).toContain(
      'not analyzed: the values of Secret keys for HelmRelease web are not seen [not-read]',
    );
  });

  test('are not told again with every change', () => {
    const before = { 'apps/web.yaml': release('{kind: Secret, name: keys}', remote) };
    const after = { 'apps/web.yaml': `# another line\n${before['apps/web.yaml']}` };
    expect(change(before, after)).not.toContain('Secret keys');
  });

  const helmfile = (values: string): Record<string, string> => ({
    'helmfile.yaml': `releases:\n  - {name: web, chart: charts/web, values: [${values}]}\n`,
  });

  test('do not pass where they are a file that a template names', () => {
    expect(change(helmfile('{a: 1}'), helmfile('{a: 1}, "{{ requiredEnv `V` }}.yaml"'))).toContain(
      'the values of file {{ requiredEnv `V` }}.yaml for Release web are not seen [missing-file, blocks]',
    );
  });
});
