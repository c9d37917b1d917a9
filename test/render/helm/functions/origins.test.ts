import { expect, test } from 'vitest';
import { readYaml } from '../../../../src/render/helm/functions/yaml-reader.ts';
import { Budget } from '../../../../src/render/helm/template/budget.ts';
import { type Piece, Text } from '../../../../src/render/helm/template/text.ts';
import type { CallContext, Value } from '../../../../src/render/helm/template/value.ts';
import { printed } from './evaluate.ts';

const values = `service:
  type: LoadBalancer
  ports:
    - name: web
      port: 80
    - name: admin
      port: 443
note: |-
  one
  two
`;

test.each<[string, string]>([
  ['toYaml .Values.service.ports', '- name: web <4 port: 80 <5 - name: admin <6 port: 443 <7'],
  ['toYaml (pick .Values.service "type")', 'type: LoadBalancer <2'],
  ['toYaml (omit .Values.service "ports")', 'type: LoadBalancer <2'],
  [
    'toYamlPretty .Values.service',
    'ports: <3 - name: web <4 port: 80 <5 - name: admin <6 port: 443 <7 type: LoadBalancer <2',
  ],
  ['toYaml (reverse .Values.service.ports)', '- name: admin <6 port: 443 <7 - name: web <4 port: 80 <5'],
  ['toYaml (rest .Values.service.ports)', '- name: admin <6 port: 443 <7'],
  ['toYaml (slice .Values.service.ports 1)', '- name: admin <6 port: 443 <7'],
  ['toYaml (concat (list) .Values.service.ports)', '- name: web <4 port: 80 <5 - name: admin <6 port: 443 <7'],
  ['toYaml (last .Values.service.ports)', 'name: admin <6 port: 443 <7'],
  ['toYaml (dig "service" "ports" nil .Values | first)', 'name: web <4 port: 80 <5'],
  ['toYaml (deepCopy .Values.service.ports | last)', 'name: admin <6 port: 443 <7'],
  ['toYaml (merge (dict) (first .Values.service.ports))', 'name: web <4 port: 80 <5'],
  ['toYaml (mergeOverwrite (dict "port" 1) (first .Values.service.ports))', 'name: web <4 port: 80 <5'],
  ['toYaml (first .Values.service.ports) | fromYaml | toYaml', 'name: web <4 port: 80 <5'],
  ['toYaml (first .Values.service.ports) | indent 2', 'name: web <4 port: 80 <5'],
  ['toYaml (first .Values.service.ports) | nindent 2', 'name: web <4 port: 80 <5'],
  ['toYaml (first .Values.service.ports) | trimSuffix "0"', 'name: web <4 port: 8 <5'],
  ['toYaml (first .Values.service.ports) | trimPrefix "name: "', 'web <4 port: 80 <5'],
  ['toYaml (first .Values.service.ports) | trunc 8', 'name: we <4'],
  ['toYaml (first .Values.service.ports) | trim | upper', 'NAME: WEB <4 PORT: 80 <5'],
  ['toYaml (first .Values.service.ports) | quote', '"name: web\\nport: 80" <4,5'],
  ['toYaml (first .Values.service.ports) | default "x" | required "m"', 'name: web <4 port: 80 <5'],
  ['toYaml (first .Values.service.ports) | replace "8" "9"', 'name: web <4 port: 90 <4'],
])('%s keeps where its lines came from', (expression, expected) => {
  const text = printed(expression, valuesWithPlaces());
  expect(linesOf(text)).toBe(expected);
});

/** As a values file is read: every key and item knows its line. */
function valuesWithPlaces(): Value {
  const pieces = values.split('\n').map((line, index): Piece => {
    const place = { path: 'values.yaml', line: index + 1, column: 1 };
    return { text: `${line}\n`, from: { template: undefined, values: [place] } };
  });
  const budget = new Budget();
  const context = { spend: (units: number) => budget.spend(units) } as CallContext;
  return readYaml(context, new Text(pieces));
}

/** Each line with those of the values that its pieces name first; the others are what the action read on the way. */
function linesOf(text: Text): string {
  const lines: { text: string; from: Set<number> }[] = [{ text: '', from: new Set() }];
  for (const piece of text.pieces)
    for (const [index, part] of piece.text.split('\n').entries()) {
      if (index > 0) lines.push({ text: '', from: new Set() });
      const line = lines.at(-1);
      if (line === undefined || part === '') continue;
      line.text += part;
      const nearest = piece.from?.values[0]?.line;
      if (nearest !== undefined) line.from.add(nearest);
    }
  return lines
    .filter((line) => line.text.trim() !== '')
    .map((line) => `${line.text.trim()} <${[...line.from].sort((a, b) => a - b).join(',')}`)
    .join(' ');
}
