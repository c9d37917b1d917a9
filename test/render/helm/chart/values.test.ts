import { expect, test } from 'vitest';
import { valuesOf } from '../../../../src/render/helm/chart/read-values.ts';
import { readYaml } from '../../../../src/render/helm/chart/read-yaml.ts';
import { chartYaml, gaps, objects, printed, rendered, set } from './chart.ts';

// Every expected value was printed by Helm 4.1.4.

const valuesOfChart = '{{ toJson .Values }}';

test('numbers of a values file are float64, those of --set are int64', () => {
  const files = { 'chart/values.yaml': 'port: 8080\nlarge: 1000000\nhalf: 1.50\n' };
  const types =
    '{{ printf "%v %T %v %v %T" .Values.port .Values.port .Values.large .Values.half .Values.given | quote }}';
  expect(printed(types, files, { values: set('given=5') })).toBe('8080 float64 1e+06 1.5 int64');
});

test('.Values has a type of its own, in a subchart too, and what lies in it has not', () => {
  const files = {
    'chart/Chart.yaml': chartYaml('t'),
    'chart/values.yaml': 'sub: {a: {}}\n',
    'chart/templates/x.yaml': 'kind: X\nv: {{ printf "%T %T %T" .Values .Values.sub .Template }}\n',
    'chart/charts/sub/Chart.yaml': chartYaml('sub'),
    'chart/charts/sub/templates/s.yaml': 'kind: S\nv: {{ printf "%T %T" .Values .Values.a }}\n',
  };
  expect(objects(rendered(files))).toEqual([
    { kind: 'S', v: 'common.Values map[string]interface {}' },
    { kind: 'X', v: 'common.Values map[string]interface {} common.Values' },
  ]);
});

test('the documents of one values file are merged, the later over the earlier', () => {
  const files = { 'chart/values.yaml': 't: {a: 1, b: 1}\nl: [1, 2]\n---\nt: {b: 2}\nl: [3]\n' };
  expect(printed(valuesOfChart, files)).toEqual({ t: { a: 1, b: 2 }, l: [3] });
});

test('anchors, aliases and merge keys are those of kubectl', () => {
  const files = { 'chart/values.yaml': 'base: &b {p: 80, t: one}\nweb:\n  <<: *b\n  t: two\ncopy: *b\n' };
  expect(printed(valuesOfChart, files)).toEqual({
    base: { p: 80, t: 'one' },
    web: { p: 80, t: 'two' },
    copy: { p: 80, t: 'one' },
  });
});

test('a null takes a default away, and stays where there was none', () => {
  const files = { 'chart/values.yaml': 'nul: null\nover: 1\nt: {a: null, b: 1, c: {d: null}}\n' };
  const values = set('over=null', 't.b=null', 'newnull=null', 't.z=null');
  expect(printed(valuesOfChart, files, { values })).toEqual({
    nul: null,
    newnull: null,
    t: { a: null, c: { d: null }, z: null },
  });
});

test('files come in their order, each over those before it', () => {
  const file = (path: string, text: string) => ({ from: 'file', path, bytes: new TextEncoder().encode(text) }) as const;
  const values = [file('one.yaml', 'a: {b: 1, c: 1}\nl: [1]'), file('two.yaml', 'a: {c: 2}\nl: [2]'), ...set('a.d=3')];
  expect(printed(valuesOfChart, {}, { values })).toEqual({ a: { b: 1, c: 2, d: 3 }, l: [2] });
});

test('inline values are merged as a file is', () => {
  const [node] = readYaml('release.yaml', new TextEncoder().encode('service: {type: NodePort}'), {
    texts: ['cannot read it'],
    values: [],
  });
  if (node === undefined) throw new Error('no document');
  const values = [{ from: 'inline', values: valuesOf(node) } as const];
  const files = { 'chart/values.yaml': 'service: {type: ClusterIP, port: 80}\n' };
  expect(printed(valuesOfChart, files, { values })).toEqual({ service: { type: 'NodePort', port: 80 } });
});

const sub = {
  'chart/charts/sub/Chart.yaml': chartYaml('sub'),
  'chart/charts/sub/values.yaml': [
    'deep: {m: 7, z: null, k: {o: 1, kn: null}}',
    'x: 3',
    'nul: null',
    'global: {gs: null, gt: {a: null, b: 1}}',
    '',
  ].join('\n'),
};

test("a parent's section goes over a subchart's own values, and globals go down", () => {
  const files = {
    ...sub,
    'chart/values.yaml': 'sub: {deep: {m: null, w: null}, x: null}\nglobal: {gp: 1, gt: {a: 5, b: null}}\n',
  };
  expect(printed(valuesOfChart, files)).toEqual({
    global: { gp: 1, gt: { a: 5, b: null } },
    sub: { deep: { k: { kn: null, o: 1 }, w: null, z: null }, global: { gp: 1, gs: null, gt: { a: 5 } }, nul: null },
  });
});

test('a template of a subchart sees its own section, and what it sets the templates after it see', () => {
  const files = {
    ...sub,
    'chart/Chart.yaml': chartYaml('t'),
    'chart/values.yaml': 'sub: {port: 9}\n',
    'chart/templates/x.yaml': 'kind: X\nport: {{ .Values.sub.port }}\nset: {{ .Values.sub.set | default "no" }}\n',
    'chart/charts/sub/templates/a.yaml':
      'kind: S\nport: {{ .Values.port }}\n{{ $_ := set .Values "set" "done" }}name: {{ .Chart.Name }} {{ .Template.Name }}\n',
  };
  expect(objects(rendered(files))).toEqual([
    { kind: 'S', port: 9, name: 'sub t/charts/sub/templates/a.yaml' },
    { kind: 'X', port: 9, set: 'done' },
  ]);
});

const dependency = (...lines: readonly string[]): string =>
  chartYaml('t', 'dependencies:', '- name: sub', '  version: ">=0.1.0"', ...lines.map((line) => `  ${line}`));

const onOff = {
  ...sub,
  'chart/templates/x.yaml': 'kind: X\n',
  'chart/charts/sub/templates/s.yaml': 'kind: S\nname: {{ .Chart.Name }}\nx: {{ .Values.x }}\n',
};

test.each([
  { asks: 'condition: sub.up', values: 'sub: {up: false}', on: false, why: 'the condition is false' },
  { asks: 'condition: sub.up', values: 'sub: {up: "false"}', on: true, why: 'a text is no boolean' },
  { asks: 'condition: sub.up', values: 'a: 1', on: true, why: 'nothing says otherwise' },
  { asks: 'condition: a.b,sub.up', values: 'a: {b: true}\nsub: {up: false}', on: true, why: 'the first counts' },
  {
    asks: 'condition: a.b,sub.up',
    values: 'a: {b: 1}\nsub: {up: false}',
    on: false,
    why: 'of those that are booleans',
  },
  { asks: 'tags: [t]', values: 'tags: {t: false}', on: false, why: 'its tag is off' },
  { asks: 'tags: [t, u]', values: 'tags: {t: false, u: true}', on: true, why: 'one of its tags is on' },
  {
    asks: 'tags: [t]\n  condition: sub.up',
    values: 'tags: {t: false}\nsub: {up: true}',
    on: true,
    why: 'a condition goes before tags',
  },
])('a subchart is deployed ($on) where $why', ({ asks, values, on }) => {
  const files = { ...onOff, 'chart/Chart.yaml': dependency(asks), 'chart/values.yaml': values };
  expect(objects(rendered(files)).length).toBe(on ? 2 : 1);
});

test('a chart may be taken twice, under other names', () => {
  const files = {
    ...onOff,
    'chart/Chart.yaml': `${dependency('alias: one')}- {name: sub, version: 0.1.0, alias: two, condition: two.up}\n`,
    'chart/values.yaml': 'one: {x: 1}\ntwo: {x: 2, up: true}\n',
  };
  expect(objects(rendered(files))).toEqual([
    { kind: 'S', name: 'one', x: 1 },
    { kind: 'S', name: 'two', x: 2 },
    { kind: 'X' },
  ]);
});

test('values of a subchart are imported, below what the parent says itself', () => {
  const files = {
    'chart/Chart.yaml': dependency('import-values: [data, {child: c.d, parent: p.q}]'),
    'chart/charts/sub/Chart.yaml': chartYaml('sub'),
    'chart/charts/sub/values.yaml': 'exports: {data: {imp: 1, own: 1}}\nc: {d: {e: 5}}\n',
    'chart/values.yaml': 'own: 2\n',
  };
  expect(printed('{{ omit .Values "sub" | toJson }}', files)).toEqual({ imp: 1, own: 2, p: { q: { e: 5 } } });
});

test('helpers of a library chart are shared, and its templates are not printed', () => {
  const files = {
    'chart/Chart.yaml': chartYaml('t'),
    'chart/templates/x.yaml': 'kind: X\nv: {{ include "lib.v" . }}\n',
    'chart/charts/lib/Chart.yaml': chartYaml('lib', 'type: library'),
    'chart/charts/lib/templates/_lib.tpl': '{{ define "lib.v" }}{{ .Chart.Name }}{{ end }}',
    'chart/charts/lib/templates/never.yaml': 'kind: Never\n',
  };
  expect(objects(rendered(files))).toEqual([{ kind: 'X', v: 't' }]);
});

test("a section of a subchart that is no map is Helm's error", () => {
  const files = { ...onOff, 'chart/Chart.yaml': chartYaml('t'), 'chart/values.yaml': 'a: 1\nsub: 5\n' };
  expect(gaps(rendered(files))).toEqual(['chart/values.yaml:2 not-rendered: type mismatch on sub']);
});
