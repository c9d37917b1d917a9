import { expect, test } from 'vitest';
import { loadChart } from '../../../../src/render/helm/chart/load.ts';
import { createHelmMemo, renderChart } from '../../../../src/render/helm/index.ts';
import { treeOf } from '../../kustomize/tree.ts';
import { chartYaml, gaps, objects, printed, release, rendered } from './chart.ts';

// Every expected value was printed by Helm 4.1.4, and so were the messages, which may say more of the YAML there.

test('.Chart has what Chart.yaml says, texts of numbers too', () => {
  const files = {
    'chart/Chart.yaml': chartYaml(
      't',
      'appVersion: 1.10',
      'keywords: [a, 2]',
      'annotations: {n1: 5}',
      'home: https://x',
    ),
  };
  const template =
    '{{ printf "%s %s %s %s %s %v" .Chart.AppVersion .Chart.Keywords .Chart.Annotations.n1 .Chart.Home .Chart.Name .Chart.IsRoot | quote }}';
  expect(printed(template, files)).toBe('1.1 [a 2] 5 https://x t true');
});

test('.Release, .Template and .Capabilities are those of helm template', () => {
  const template =
    '{{ list .Release.Name .Release.Namespace .Release.Service .Release.Revision .Release.IsInstall .Release.IsUpgrade .Template.Name .Template.BasePath .Capabilities.KubeVersion.Version .Capabilities.KubeVersion.Minor .Capabilities.KubeVersion.GitVersion (.Capabilities.APIVersions.Has "apps/v1") (.Capabilities.APIVersions.Has "policy/v1/PodDisruptionBudget") .Capabilities.HelmVersion.Version | toJson }}';
  const options = { release: { name: 'web', namespace: 'shop' } };
  expect(printed(template, {}, options)).toEqual([
    'web',
    'shop',
    'Helm',
    1,
    true,
    false,
    't/templates/x.yaml',
    't/templates',
    'v1.35.0',
    '35',
    'v1.35.0',
    true,
    false,
    'v4.1.4',
  ]);
});

test('a cluster may be another one', () => {
  const template = '{{ printf "%s %v" .Capabilities.KubeVersion (.Capabilities.APIVersions.Has "x/v1") | quote }}';
  const capabilities = { kubeVersion: 'v1.30.2', apiVersions: ['x/v1'] };
  expect(printed(template, {}, { capabilities })).toBe('v1.30.2 true');
});

test.each([
  { yaml: 'name: t\nversion: 0.1.0', message: undefined, why: 'an API version may be left out' },
  { yaml: 'apiVersion: v2\nversion: 1.0.0', message: 'chart.metadata.name is required', why: 'it has no name' },
  { yaml: 'name: t', message: 'chart.metadata.version is required', why: 'it has no version' },
  { yaml: 'name: t\nversion: abc', message: 'chart.metadata.version "abc" is invalid', why: 'of its version' },
  { yaml: 'name: a/b\nversion: 1.0.0', message: 'chart.metadata.name "a/b" is invalid', why: 'of its name' },
  {
    yaml: 'name: t\nversion: 1.0.0\ntype: other',
    message: 'chart.metadata.type must be application or library',
    why: 'of its type',
  },
  {
    yaml: 'name: t\nversion: 1.0.0\ndependencies: [{name: a, version: 1.0.0}, {name: a, version: 1.0.0}]',
    message:
      'more than one dependency with name or alias "a". Try using distinct aliases for dependencies with the same chart name.',
    why: 'a dependency is named twice',
  },
])('a chart is refused or not: $why', ({ yaml, message }) => {
  const found = gaps(rendered({ 'chart/Chart.yaml': yaml }));
  expect(found).toEqual(message === undefined ? [] : [`chart/Chart.yaml:1 not-rendered: validation: ${message}`]);
});

test('a library chart cannot be deployed', () => {
  const chart = rendered({ 'chart/Chart.yaml': chartYaml('t', 'type: library') });
  expect(gaps(chart)).toEqual(['chart/Chart.yaml:1 not-rendered: library charts are not installable']);
});

test('a chart may ask for another Kubernetes', () => {
  const files = {
    'chart/Chart.yaml': chartYaml('t', 'kubeVersion: ">= 1.40"'),
    'chart/templates/x.yaml': 'kind: X\n',
  };
  expect(gaps(rendered(files))).toEqual([
    'chart/Chart.yaml:1 not-rendered: chart requires kubeVersion: >= 1.40 which is incompatible with Kubernetes v1.35.0',
  ]);
  expect(objects(rendered({ ...files, 'chart/Chart.yaml': chartYaml('t', 'kubeVersion: ">=1.19-0"') }))).toHaveLength(
    1,
  );
});

test.each(['BadName', 'a'.repeat(54), 'a_b', '-a', 'a..b'])('%s is no name for a release', (name) => {
  const chart = rendered({ 'chart/Chart.yaml': chartYaml('t') }, { release: { name, namespace: 'default' } });
  expect(gaps(chart)).toEqual([`chart/Chart.yaml:1 not-rendered: release name "${name}": invalid release name`]);
});

test('what lies in charts/ and is no chart is an error, what begins with a dot or an underscore is nothing', () => {
  const files = { 'chart/Chart.yaml': chartYaml('t'), 'chart/charts/_x/f': 'f', 'chart/charts/.y/f': 'f' };
  expect(gaps(rendered(files))).toEqual([]);
  expect(gaps(rendered({ ...files, 'chart/charts/README.md': 'hello' }))).toEqual([
    'chart/charts/README.md:1 missing-file: error unpacking subchart README.md in t: Chart.yaml file is missing',
  ]);
});

test('a values file that is no map is named with its chart', () => {
  const files = {
    'chart/Chart.yaml': chartYaml('t'),
    'chart/charts/x/Chart.yaml': chartYaml('x'),
    'chart/charts/x/values.yaml': '- a\n',
  };
  expect(gaps(rendered(files))).toEqual([
    'chart/charts/x/values.yaml:1 not-rendered: error unpacking subchart x in t: cannot load values.yaml: json: cannot unmarshal array into Go value of type map[string]interface {}',
  ]);
});

const parent = {
  'chart/Chart.yaml': chartYaml(
    't',
    'dependencies:',
    '- name: redis',
    '  version: 18.x',
    '  repository: oci://registry.example/charts',
    '  condition: redis.enabled',
  ),
  'chart/templates/x.yaml': 'kind: X\nv: {{ .Values.redis.port | default 1 }}\n',
};
const missing =
  'chart/Chart.yaml:5 not-rendered: found in Chart.yaml, but missing in charts/ directory: redis 18.x of oci://registry.example/charts';

test('a dependency that is nowhere is a gap, and the rest is rendered', () => {
  const chart = rendered(parent);
  expect(gaps(chart)).toEqual([missing]);
  expect(objects(chart)).toEqual([{ kind: 'X', v: 1 }]);
});

test('a dependency that is off is no gap', () => {
  expect(gaps(rendered({ ...parent, 'chart/values.yaml': 'redis: {enabled: false}\n' }))).toEqual([]);
});

test('a chart of this repository with that name and version is taken for it, and the gap stays', () => {
  const redis = {
    'charts/redis/Chart.yaml': 'name: redis\nversion: 18.2.0\n',
    'charts/redis/values.yaml': 'port: 6379\n',
    'charts/redis/templates/s.yaml': 'kind: S\nport: {{ .Values.port }}\n',
  };
  const chart = rendered({ ...parent, ...redis });
  expect(gaps(chart)).toEqual([`${missing}; charts/redis was taken for it`]);
  expect(objects(chart)).toEqual([
    { kind: 'S', port: 6379 },
    { kind: 'X', v: 6379 },
  ]);
  const other = { ...redis, 'charts/redis/Chart.yaml': 'name: redis\nversion: 17.0.0\n' };
  expect(gaps(rendered({ ...parent, ...other }))).toEqual([missing]);
});

test('a dependency of a path in the repository is the chart that lies there', () => {
  const files = {
    'charts/app/Chart.yaml': chartYaml('app', 'dependencies: [{name: web, version: 1.x, repository: "file://../web"}]'),
    'charts/app/values.yaml': 'web: {port: 81}\n',
    'charts/web/Chart.yaml': 'name: web\nversion: 1.2.3\n',
    'charts/web/values.yaml': 'port: 80\n',
    'charts/web/templates/s.yaml': 'kind: S\nport: {{ .Values.port }}\n',
  };
  const loaded = loadChart(treeOf(files), 'charts/app', createHelmMemo());
  expect(loaded.local).toEqual(['charts/web']);
  expect([...loaded.used.keys()]).toContain('charts/web/values.yaml');
  const chart = rendered(files, {}, 'charts/app');
  expect(gaps(chart)).toEqual([]);
  expect(objects(chart)).toEqual([{ kind: 'S', port: 81 }]);
});

test('paths that lead round in a circle are refused', () => {
  const files = {
    'a/Chart.yaml': chartYaml('a', 'dependencies: [{name: b, version: 0.x, repository: "file://../b"}]'),
    'b/Chart.yaml': chartYaml('b', 'dependencies: [{name: a, version: 0.x, repository: "file://../a"}]'),
  };
  expect(gaps(rendered(files, {}, 'a'))).toEqual(['a/Chart.yaml:1 not-rendered: its dependencies lead in a circle']);
});

test('requirements.yaml of an old chart names its dependencies', () => {
  const files = {
    'chart/Chart.yaml': 'apiVersion: v1\nname: t\nversion: 0.1.0\n',
    'chart/requirements.yaml': 'dependencies: [{name: sub, version: 0.x, condition: sub.up}]\n',
    'chart/values.yaml': 'sub: {up: false}\n',
    'chart/charts/sub/Chart.yaml': chartYaml('sub'),
    'chart/charts/sub/templates/s.yaml': 'kind: S\n',
    'chart/templates/x.yaml': 'kind: X\nv: {{ .Files.Get "requirements.yaml" | len }}\n',
  };
  expect(objects(rendered(files))).toEqual([{ kind: 'X', v: 61 }]);
});

test.each([
  { path: 'chart/docs/theme', found: [], why: 'elsewhere' },
  {
    path: 'chart/charts/sub',
    found: ["chart/charts/sub:1 submodule: 'charts/sub' is a submodule: its content is in another repository"],
    why: 'in the place of a subchart',
  },
])('a submodule $why is a gap or not', ({ path, found }) => {
  const tree = treeOf({ 'chart/Chart.yaml': chartYaml('t'), [path]: '' });
  const entry = (one: string) => (one === path ? ({ sha: 'x', type: 'submodule', size: 0 } as const) : tree.entry(one));
  const memo = createHelmMemo();
  expect(gaps(renderChart(loadChart({ ...tree, entry }, 'chart', memo), release, memo))).toEqual(found);
});

test('base and head share what is the same in both', () => {
  const memo = createHelmMemo();
  const files = { 'chart/Chart.yaml': chartYaml('t'), 'chart/values.yaml': 'a: 1\n' };
  const base = loadChart(treeOf(files), 'chart', memo);
  const head = loadChart(treeOf({ ...files, 'other.txt': 'x' }), 'chart', memo);
  expect(head.chart?.values).toBe(base.chart?.values);
});
