import { expect, test } from 'vitest';
import { ExecutionError } from '../../../../src/render/helm/template/failure.ts';
import { parseTemplates } from '../../../../src/render/helm/template/template-set.ts';
import { functions, printed, rendered } from './render.ts';

test.each([
  { text: '{{ foo }}', says: 'function "foo" not defined' },
  { text: '{{ .Values.a } }}', says: 'unexpected "}" in operand' },
  { text: '{{ .Values.a', says: 'unclosed action' },
  { text: '{{ print ( }}', says: 'unclosed left paren' },
  { text: '{{ print ) }}', says: 'unexpected right paren' },
  { text: '{{ print "a }}', says: 'unterminated quoted string' },
  { text: '{{ print `a }}', says: 'unterminated raw quoted string' },
  { text: '{{ x=1 }}', says: "bad character U+003D '='" },
  { text: '{{ é=1 }}', says: "bad character U+003D '='" },
  { text: '{{ ☃ }}', says: "unrecognized character in action: U+2603 '☃'" },
  { text: '{{ : }}', says: 'expected :=' },
  { text: '{{ .. }}', says: 'unexpected <.> in operand' },
  { text: '{{ }}', says: 'missing value for command' },
  { text: '{{ | 1 }}', says: 'unexpected "|" in command' },
  { text: '{{ 1 | 2 }}', says: 'non executable command in pipeline stage 2' },
  { text: '{{ "a".b }}', says: 'unexpected . after term "\\"a\\""' },
  { text: '{{ if }}', says: 'missing value for if' },
  { text: '{{ if 1 }}', says: 'unexpected EOF' },
  { text: '{{ end }}', says: 'unexpected {{end}}' },
  { text: '{{ if 1 }}{{ else }}{{ else }}{{ end }}', says: 'expected end; found {{else}}' },
  { text: '{{ break }}', says: '{{break}} outside {{range}}' },
  { text: '{{ $a, $b := 1 }}', says: 'too many declarations in command' },
  { text: '{{ range $a, 1 }}', says: 'range can only initialize variables' },
  { text: '{{ template }}', says: 'unexpected "}}" in template clause' },
  { text: '{{ if 1 }}{{ define "a" }}{{ end }}{{ end }}', says: 'unexpected <define> in command' },
  { text: '{{ define "a" }}', says: 'unexpected EOF' },
  { text: '{{/* a', says: 'unclosed comment' },
  { text: '{{/* a */ }}', says: 'comment ends before closing delimiter' },
  { text: '{{ print "0123456789abc" "x', says: 'unterminated quoted string' },
  { text: '{{ 1 "0123456789abc"2 }}', says: 'unexpected "2" in operand' },
])('$text: $says', ({ text, says }) => {
  const { problems } = parseTemplates([{ path: 'a.yaml', text }], functions);
  expect(problems).toEqual([expect.objectContaining({ message: says })]);
});

test('a parse error belongs to its file and line, and each file has its own', () => {
  const files = [
    { path: 'chart/templates/a.yaml', text: 'one\n{{ foo }}\n' },
    {
      path: 'chart/charts/sub/templates/b.yaml',
      text: '\n\n{{ "x" | \n\n  print',
      file: 'charts/sub/templates/b.yaml',
    },
    { path: 'chart/templates/c.yaml', text: 'fine' },
  ];
  expect(parseTemplates(files, functions).problems).toEqual([
    {
      at: { path: 'chart/templates/a.yaml', line: 2, column: 4 },
      message: 'function "foo" not defined',
      said: 'parse error at (chart/templates/a.yaml:2): function "foo" not defined',
    },
    {
      at: { path: 'charts/sub/templates/b.yaml', line: 5, column: 8 },
      message: 'unclosed action started at chart/charts/sub/templates/b.yaml:3',
      said: 'parse error at (chart/charts/sub/templates/b.yaml:5): unclosed action started at chart/charts/sub/templates/b.yaml:3',
    },
  ]);
});

test.each([
  {
    text: 'é: {{ .Values.x.y }}',
    says: 'template: chart/templates/x.yaml:1:14: executing "chart/templates/x.yaml" at <.Values.x.y>: nil pointer evaluating interface {}.y',
    why: 'columns are bytes',
  },
  {
    text: '{{ define "a" }}\n{{ include "b" . }}{{ end }}{{ define "b" }}{{ upper 1 | print }}{{ end }}{{ include "a" $ }}',
    says: 'template: chart/templates/x.yaml:2:77: executing "chart/templates/x.yaml" at <include "a" $>: error calling include: template: chart/templates/x.yaml:2:3: executing "a" at <include "b" .>: error calling include: template: chart/templates/x.yaml:2:53: executing "b" at <1>: expected string; found 1',
    why: 'each template on the way is told',
  },
  {
    text: '{{ define "a" }}{{ upper nil }}{{ end }}{{ template "a" }}',
    says: 'template: chart/templates/x.yaml:1:25: executing "a" at <nil>: cannot assign nil to string',
    why: 'those that are not called by a function are not',
  },
  {
    text: '{{ tpl "{{ .Values.x.y }}" . }}',
    says: 'template: chart/templates/x.yaml:1:3: executing "chart/templates/x.yaml" at <tpl "{{ .Values.x.y }}" .>: error calling tpl: error during tpl function execution for "{{ .Values.x.y }}": template: gotpl:1:10: executing "gotpl" at <.Values.x.y>: nil pointer evaluating interface {}.y',
    why: 'tpl shows what it was given',
  },
  {
    text: '{{ tpl "{{ foo }}" . }}',
    says: 'template: chart/templates/x.yaml:1:3: executing "chart/templates/x.yaml" at <tpl "{{ foo }}" .>: error calling tpl: cannot parse template "{{ foo }}": template: gotpl:1: function "foo" not defined',
    why: 'and what is wrong with it',
  },
  {
    text: '{{ fail "b: ad" }}',
    says: 'execution error at (chart/templates/x.yaml:1:3): b: ad',
    why: 'the chart has the word',
  },
  {
    text: '{{ define "a" }}\n{{ required "x\\ny" .Values.x }}{{ end }}{{ include "a" . }}',
    says: 'execution error at (chart/templates/x.yaml:2:43): x\ny',
    why: 'also from inside, at the line of the outermost template',
  },
])('$text: $why', ({ text, says }) => {
  expect(rendered(text)).toBe(`error: ${says}`);
});

test('bytes that are no character are shown as such', () => {
  expect(rendered('{{ fail "\\xff" }}')).toBe('error: execution error at (chart/templates/x.yaml:1:3): \ufffd');
});

test('an error knows the place of the innermost template', () => {
  const files = [{ path: 'chart/templates/_a.tpl', text: '{{ define "a" }}\n\n  {{ fail "no" }}{{ end }}' }];
  const error = thrownBy(() => printed('\n{{ include "a" . }}', { files }));
  expect(error).toBeInstanceOf(ExecutionError);
  expect(error).toMatchObject({
    at: { path: 'chart/templates/_a.tpl', line: 3, column: 6 },
    location: 'chart/templates/x.yaml:2:3',
    warning: 'no',
  });
});

test('what this engine cannot do is told apart from what Helm would refuse, with its place', () => {
  const error = thrownBy(() => printed('\n {{ htpasswd "a" "b" }}'));
  expect(error).toMatchObject({
    name: 'NotSupported',
    message: 'htpasswd',
    at: { path: 'chart/templates/x.yaml', line: 2, column: 2 },
  });
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
