import { expect, test } from 'vitest';
import { printed } from './render.ts';

/** Each piece with the place of the template and the lines of the values file. */
function pieces(text: string, given: Parameters<typeof printed>[1] = {}): readonly string[] {
  return printed(text, given).pieces.map(({ text: piece, from }) => {
    const at = from?.template;
    const place = at === undefined ? 'nowhere' : `${at.path.replace('chart/templates/', '')}:${at.line}:${at.column}`;
    const lines = from?.values.map(({ path, line }) => `${path}:${line}`) ?? [];
    return `${JSON.stringify(piece)} ${[place, ...lines].join(' ')}`;
  });
}

// Lines 1 to 6, a key each.
const values = { name: 'web', service: { port: 80, type: 'ClusterIP' }, ingress: { enabled: true } };

test('each line of text knows its place', () => {
  expect(pieces('a: 1\n  b: 2\n{{ 1 }} c\nd')).toEqual([
    '"a: 1\\n" x.yaml:1:1',
    '"  b: 2\\n" x.yaml:2:1',
    '"1" x.yaml:3:1',
    '" c\\n" x.yaml:3:8',
    '"d" x.yaml:4:1',
  ]);
});

test('what an action prints knows the last key of what it read', () => {
  expect(
    pieces('{{ .Values.service.port }}:{{ printf "%s/%s" .Values.name .Values.service.type }}', { values }),
  ).toEqual([
    '"80" x.yaml:1:1 values.yaml:3',
    '":" x.yaml:1:27',
    '"web/ClusterIP" x.yaml:1:28 values.yaml:1 values.yaml:4',
  ]);
});

test('a key that is missing leaves the one before it', () => {
  expect(pieces('{{ print .Values.service.none }}', { values })).toEqual(['"<nil>" x.yaml:1:1 values.yaml:2']);
});

test('the keys that index looks up count as well', () => {
  expect(pieces('{{ index .Values.service "port" }}', { values })).toEqual([
    '"80" x.yaml:1:1 values.yaml:2 values.yaml:3',
  ]);
});

test('what stands inside a condition knows what the condition read, after its own', () => {
  const text = '{{ if .Values.ingress.enabled }}on {{ .Values.name }}{{ else }}off{{ end }} after';
  expect(pieces(text, { values })).toEqual([
    '"on " x.yaml:1:33 values.yaml:6',
    '"web" x.yaml:1:36 values.yaml:1 values.yaml:6',
    '" after" x.yaml:1:76',
  ]);
});

test('so does what stands in its else', () => {
  expect(pieces('{{ if not .Values.ingress.enabled }}off{{ else }}on{{ end }}', { values })).toEqual([
    '"on" x.yaml:1:50 values.yaml:6',
  ]);
});

test('a variable brings what was read for it', () => {
  expect(pieces('{{ $p := .Values.service.port }}{{ $p }}', { values })).toEqual(['"80" x.yaml:1:33 values.yaml:3']);
});

test('a variable that was set under a condition brings the condition as well', () => {
  const text = '{{ $p := 1 }}{{ if .Values.ingress.enabled }}{{ $p = .Values.service.port }}{{ end }}{{ $p }}';
  expect(pieces(text, { values })).toEqual(['"80" x.yaml:1:86 values.yaml:3 values.yaml:6']);
});

test('each round of a range over a map knows its key', () => {
  expect(pieces('{{ range $k, $v := .Values.service }}{{ $k }} {{ end }}', { values })).toEqual([
    '"port" x.yaml:1:38 values.yaml:3 values.yaml:2',
    '" " x.yaml:1:46 values.yaml:3 values.yaml:2',
    '"type" x.yaml:1:38 values.yaml:4 values.yaml:2',
    '" " x.yaml:1:46 values.yaml:4 values.yaml:2',
  ]);
});

const files = [
  { path: 'chart/templates/_h.tpl', text: '{{ define "name" }}\n{{ .Values.name }}-x{{ end }}' },
  { path: 'chart/templates/_on.tpl', text: '{{ define "on" }}{{ if .Values.ingress.enabled }}true{{ end }}{{ end }}' },
];

test('what is included keeps the places of its own template, and stands under the conditions of the caller', () => {
  expect(pieces('{{ if .Values.service.type }}{{ include "name" . }}{{ end }}', { values, files })).toEqual([
    '"\\n" _h.tpl:1:20 values.yaml:4',
    '"web" _h.tpl:2:1 values.yaml:1 values.yaml:4',
    '"-x" _h.tpl:2:19 values.yaml:4',
  ]);
  expect(pieces('{{ template "name" . }}', { values, files })[1]).toBe('"web" _h.tpl:2:1 values.yaml:1');
});

test('what an included template read counts for the condition that asks it', () => {
  expect(pieces('{{ if include "on" . }}x{{ end }}', { values, files })).toEqual(['"x" x.yaml:1:24 values.yaml:6']);
});

test('a function that makes new text of it leaves the action that called it', () => {
  expect(pieces('{{ include "name" . | upper }}', { values, files })).toEqual(['"\\nWEB-X" x.yaml:1:1 values.yaml:1']);
});

test('what tpl renders stands at the line of the call, with the value that was rendered', () => {
  const templated = { template: 'is {{ .Values.name }}', name: 'web' };
  expect(pieces('\n{{ tpl .Values.template . }}', { values: templated }).slice(1)).toEqual([
    '"is " x.yaml:2:1 values.yaml:1',
    '"web" x.yaml:2:1 values.yaml:2 values.yaml:1',
  ]);
});

test('what tpl renders of another template stands at the line of that', () => {
  const inner = [
    { path: 'chart/templates/_t.tpl', text: '{{ define "t" }}\n{{ `is {{ .Values.name }}` }}\n!{{ end }}' },
  ];
  expect(pieces('{{ tpl (include "t" .) . }}', { values, files: inner }).slice(1)).toEqual([
    '"is " _t.tpl:2:1',
    '"web" _t.tpl:2:1 values.yaml:1',
    '"\\n" _t.tpl:2:30',
    '"!" _t.tpl:3:1',
  ]);
});

test('the place of a file may be another than its name', () => {
  const sub = [{ path: 'chart/charts/s/templates/_s.tpl', text: '{{ define "s" }}s{{ end }}', file: 'libs/s/_s.tpl' }];
  expect(pieces('{{ include "s" . }}', { files: sub })).toEqual(['"s" libs/s/_s.tpl:1:17']);
});
