import { expect, test } from 'vitest';
import { field, positionOf } from '../../../src/manifest/node.ts';
import type { Position } from '../../../src/model/source.ts';
import { chartYaml, rendered, set } from './chart/chart.ts';

const files = {
  'chart/Chart.yaml': chartYaml('t'),
  'chart/values.yaml':
    'service:\n  type: NodePort\n  port: 80\nranges:\n- 10.0.0.0/8\n- 0.0.0.0/0\nlabels:\n  app: web\n',
  'chart/templates/_labels.tpl': '{{ define "labels" }}\napp: {{ .Values.labels.app }}\n{{ end }}',
  'chart/templates/service.yaml': [
    '{{- if .Values.service }}',
    'kind: Service',
    'metadata:',
    '  name: {{ .Release.Name }}',
    '  labels: {{ include "labels" . | nindent 4 }}',
    'spec:',
    '  type: {{ .Values.service.type }}',
    '  ports:',
    '  - port: {{ .Values.service.port | quote }}',
    '  {{- with .Values.ranges }}',
    '  ranges:',
    '    {{- toYaml . | nindent 4 }}',
    '  {{- end }}',
    '{{- end }}',
    '',
  ].join('\n'),
};

const short = ({ path, line }: Position): string => `${path.replace('chart/', '')}:${line}`;

/** The line of the template, and behind it the lines of the values. */
function place(...path: readonly string[]): readonly string[] {
  const found = field(rendered(files, { values: set('labels.app=shop') }).documents[0], ...path);
  const at = found && positionOf(found);
  return at === undefined ? [] : [short(at), ...(at.because ?? []).map(short)];
}

test.each([
  {
    path: ['kind'],
    places: ['templates/service.yaml:2', 'values.yaml:1'],
    why: 'plain text stands under its condition',
  },
  { path: ['spec', 'type'], places: ['templates/service.yaml:7', 'values.yaml:2', 'values.yaml:1'], why: 'a value' },
  { path: ['metadata', 'name'], places: ['templates/service.yaml:4', 'values.yaml:1'], why: 'nobody wrote a value' },
  {
    path: ['metadata', 'labels', 'app'],
    places: ['templates/_labels.tpl:2', 'command:1', 'values.yaml:1'],
    why: 'a helper printed it',
  },
])('$path comes from $places: $why', ({ path, places }) => {
  expect(place(...path)).toEqual(places);
});

test('each item of a list has its own line', () => {
  const ranges = field(rendered(files).documents[0], 'spec', 'ranges');
  const items = ranges?.kind === 'sequence' ? ranges.items : [];
  expect(items.map((item) => positionOf(item)).map((at) => [short(at), ...(at.because ?? []).map(short)])).toEqual([
    ['templates/service.yaml:12', 'values.yaml:5', 'values.yaml:4', 'values.yaml:1'],
    ['templates/service.yaml:12', 'values.yaml:6', 'values.yaml:4', 'values.yaml:1'],
  ]);
});
