import { expect, test } from 'vitest';
import { splitManifests } from '../../../src/render/helm/manifests.ts';
import { chartYaml, gaps, objects, rendered } from './chart/chart.ts';

const chart = (templates: Readonly<Record<string, string>>) =>
  rendered({
    'chart/Chart.yaml': chartYaml('t'),
    ...Object.fromEntries(Object.entries(templates).map(([name, text]) => [`chart/templates/${name}`, text])),
  });

test.each([
  { printed: 'a: 1\n---\nb: 2\n', parts: ['a: 1', 'b: 2'] },
  { printed: '---\na: 1', parts: ['a: 1'] },
  { printed: '\n\n  ---   \n\na: 1\n \n---', parts: ['a: 1'] },
  { printed: 'a: 1\n---b: 2', parts: ['a: 1', 'b: 2'] },
  { printed: 'a: 1\n --- b', parts: ['a: 1\n --- b'] },
  { printed: '---\n---\na: 1', parts: ['---\na: 1'] },
  { printed: ' \n ', parts: [] },
])('$printed is cut as Helm cuts it', ({ printed, parts }) => {
  expect(splitManifests(printed).map(({ start, end }) => printed.slice(start, end))).toEqual(parts);
});

test('white space at the end of a document is no part of a text', () => {
  const printed = chart({ 'a.yaml': 'kind: A\nv: |\n  x \n  \n \n', 'b.yaml': 'kind: B\nv: |\n  x:  ' });
  expect(objects(printed)).toEqual([
    { kind: 'A', v: 'x\n' },
    { kind: 'B', v: 'x:\n' },
  ]);
});

test('objects come in the order in which Helm installs them', () => {
  const printed = chart({
    'a.yaml': 'kind: Zeta\n---\nkind: Ingress\n---\nkind: Alpha\n---\nkind: Deployment\nof: a\n',
    'b.yaml': 'kind: Service\n---\nkind: Deployment\nof: b\n',
  });
  expect(objects(printed)).toEqual([
    { kind: 'Service' },
    { kind: 'Deployment', of: 'a' },
    { kind: 'Deployment', of: 'b' },
    { kind: 'Ingress' },
    { kind: 'Alpha' },
    { kind: 'Zeta' },
  ]);
});

test('helpers, notes, comments and what prints nothing are no objects; a list is what it holds', () => {
  const printed = chart({
    '_helpers.yaml': 'kind: Helper\n',
    'NOTES.txt': 'kind: Notes\n',
    'empty.yaml': '{{ if false }}kind: X{{ end }}\n---\n# nothing\n---\n',
    'list.yaml': 'kind: List\nitems: [{kind: A}, {kind: B}]\n',
  });
  expect(gaps(printed)).toEqual([]);
  expect(objects(printed)).toEqual([{ kind: 'A' }, { kind: 'B' }]);
});

test('hooks come last and are told, tests are left out, and so is what no event runs', () => {
  const hook = (name: string, event: string) =>
    `kind: ConfigMap\nmetadata: {name: ${name}, annotations: {helm.sh/hook: "${event}"}}\n---\n`;
  const printed = chart({
    'h.yaml': hook('one', 'pre-install, post-upgrade') + hook('two', 'test') + hook('three', 'test-success'),
    'u.yaml': hook('four', 'crd-install'),
    'x.yaml': 'kind: X\n',
  });
  expect(objects(printed).map((object) => JSON.stringify(object))).toEqual([
    '{"kind":"X"}',
    '{"kind":"ConfigMap","metadata":{"name":"one","annotations":{"helm.sh/hook":"pre-install, post-upgrade"}}}',
  ]);
  expect([...printed.hooks]).toEqual([printed.documents[1]]);
});

test('custom resource definitions of crds/ are set aside, as helm template does', () => {
  const printed = rendered({
    'chart/Chart.yaml': chartYaml('t'),
    'chart/crds/x.yaml': 'kind: CustomResourceDefinition\n',
    'chart/templates/x.yaml': 'kind: X\nv: {{ .Files.Get "crds/x.yaml" | len }}\n',
  });
  expect(objects(printed)).toEqual([{ kind: 'X', v: 31 }]);
});

test.each([
  {
    template: 'kind: X\na: b: c\n',
    gap: 'chart/templates/x.yaml:2 yaml-invalid: YAML parse error on t/templates/x.yaml: not valid YAML: bad indentation of a mapping entry',
  },
  {
    template: 'hello\n',
    gap: 'chart/templates/x.yaml:1 yaml-invalid: YAML parse error on t/templates/x.yaml: error unmarshaling JSON: json: cannot unmarshal string into Go value of type util.SimpleHead',
  },
  {
    template: 'kind: X\nmetadata:\n  annotations: {a: [1]}\n',
    gap: 'chart/templates/x.yaml:3 not-rendered: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go struct field .metadata.annotations of type string',
  },
])('what a template prints that is no object stops the chart: $template', ({ template, gap }) => {
  const printed = chart({ 'x.yaml': template, 'y.yaml': 'kind: Y\n' });
  expect(objects(printed)).toEqual([]);
  expect(gaps(printed)).toEqual([gap]);
});

test.each([
  {
    template: 'kind: X\nv: {{ fail "no way" }}\n',
    gap: 'chart/templates/x.yaml:2 not-rendered: execution error at (t/templates/x.yaml:2:6): no way',
  },
  {
    template: 'kind: X\nv: {{ required "v is needed" .Values.v }}\n',
    gap: 'chart/templates/x.yaml:2 not-rendered: execution error at (t/templates/x.yaml:2:6): v is needed',
  },
  {
    template: 'kind: X\nv: {{ nope }}\n',
    gap: 'chart/templates/x.yaml:2 not-rendered: parse error at (t/templates/x.yaml:2): function "nope" not defined',
  },
])('a template that stops stops the chart: $template', ({ template, gap }) => {
  const printed = chart({ 'x.yaml': template, 'y.yaml': 'kind: Y\n' });
  expect(objects(printed)).toEqual([]);
  expect(gaps(printed)).toEqual([gap]);
});

test('notes that refuse the values stop the chart', () => {
  expect(gaps(chart({ 'NOTES.txt': '{{ fail "set a password" }}', 'y.yaml': 'kind: Y\n' }))).toEqual([
    'chart/templates/NOTES.txt:1 not-rendered: execution error at (t/templates/NOTES.txt:1:3): set a password',
  ]);
});
