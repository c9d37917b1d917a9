// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of other tools are what is tested
import { describe, expect, test } from 'vitest';
import { isPlaceholder, withDefaults } from '../../src/model/placeholder.ts';
import { objects, problems, read } from './reading.ts';

describe('a placeholder for one value stays a text, and the object is read', () => {
  test.each([
    ['alone', 'name: {{ .Values.name }}', '{{ .Values.name }}'],
    ['with text around it', 'name: web-{{ .x }}-y', 'web-{{ .x }}-y'],
    ['with quotes inside', 'name: {{ .x | default "a: b" }}', '{{ .x | default "a: b" }}'],
    ['in quotes that it breaks', 'name: "{{ .x | default "y" }}"', '{{ .x | default "y" }}'],
    ['in quotes', 'name: "{{ .x }}"', '{{ .x }}'],
    ['in doubled quotes', "name: '{{ ''a'' }}'", "{{ 'a' }}"],
    ['with a condition inside the value', 'name: {{ if .x }}a{{ else }}b{{ end }}', '{{ if .x }}a{{ else }}b{{ end }}'],
    ['in a block text', 'name: |-\n    {{- if .x }}', '{{- if .x }}'],
    ['of a build tool', 'name: @name@', '@name@'],
    ['of a batch file', 'name: %NAME%', '%NAME%'],
    ['in braces of triple width', 'name: {{{ x }}}', '{{{ x }}}'],
  ])('%s', (_, line, name) => {
    const content = `kind: Pod\nmetadata:\n  ${line}\n  namespace: shop\n`;
    expect(objects(content)).toEqual([{ kind: 'Pod', metadata: { name, namespace: 'shop' } }]);
    expect(problems(content)).toEqual([]);
  });

  test('a flow map of one line between two texts with braces is read as kubectl reads it', () => {
    const content = 'kind: Pod\nspec: {a: "{{", hostNetwork: true, b: "}}"}\n';
    expect(objects(content)).toEqual([{ kind: 'Pod', spec: { a: '{{', hostNetwork: true, b: '}}' } }]);
  });

  test('a placeholder in a comment hides nothing', () => {
    expect(objects('kind: Pod # {{ if .x }}\n# {{ end }}\nspec: 1')).toEqual([{ kind: 'Pod', spec: 1 }]);
  });

  test('texts of Prometheus that begin a line are no templates', () => {
    const content = 'kind: PrometheusRule\nspec:\n  description: less by\n    {{ $value | humanize }} than\n';
    expect(objects(content)).toEqual([
      { kind: 'PrometheusRule', spec: { description: 'less by {{ $value | humanize }} than' } },
    ]);
  });
});

describe('a template that makes structure is no object', () => {
  test.each([
    ['a condition', 'kind: Pod\n{{- if .x }}\nspec: 1\n{{- end }}\n', 'template 2:1'],
    ['a condition that YAML folds into a value', 'kind: Pod\nspec:\n  a: b\n    {{- if .x }}\n', 'template 4:5'],
    ['a loop', 'kind: Pod\nspec:\n  {{ range .x }}\n  - a\n  {{ end }}\n', 'template 3:3'],
    ['an include', 'kind: Pod\nmetadata:\n  labels:\n    {{- include "l" . | nindent 4 }}\n', 'template 4:5'],
    ['an include beside keys', 'kind: Pod\nmetadata:\n  name: a\n  {{ include "l" . }}\n', 'template 4:3'],
    ['a comment of Go', '{{/* c */}}\nkind: Pod\n', 'template 1:1'],
    ['a statement of Jinja', 'kind: Pod\n{% if x %}\nspec: 1\n{% endif %}\n', 'template 2:1'],
    ['an action over two lines', 'kind: Pod\nspec: {{ .x\n  | quote }}\n', 'template 2:7'],
  ])('%s', (_, content, problem) => {
    expect(read(content).documents).toEqual([]);
    expect(problems(content)[0]).toContain(problem);
  });

  test('the other documents of its file are read', () => {
    expect(objects('kind: Pod\n---\n{{- if .x }}\nkind: Job\n{{- end }}\n---\nkind: Service\n')).toHaveLength(2);
  });

  test('a broken document with braces in quotes is broken, not a template', () => {
    expect(problems('kind: Pod\nspec: ["{{ x }}"\n')).toEqual([expect.stringContaining('yaml-invalid')]);
  });
});

describe('placeholders', () => {
  test.each([
    '{{ .x }}',
    'a-{{x}}',
    '${X}',
    '${X:=y}',
    'a.${X}.b',
    '$(X)',
    '<CHANGE_ME>',
    '<your name>',
    'a.<HOST>.b',
    '__X__',
    'a-__X_1__',
    '%X%',
    '@x@',
    'ENC[AES256_GCM,data:x]',
    '((x))',
  ])('%s is one', (text) => {
    expect(isPlaceholder(text)).toBe(true);
  });

  test.each([
    '',
    'web',
    '$X',
    '$$',
    '{x}',
    'a < b > c',
    'a__b__c',
    '100%',
    '%2F%2F',
    'a@b.c',
    'me@example.com',
    '(x)',
    '<',
    '{',
  ])('%j is none', (text) => {
    expect(isPlaceholder(text)).toBe(false);
  });

  test.each([
    ['${PORT:=80}', '80'],
    ['${PORT:-80}', '80'],
    ['${PORT=80}', '80'],
    ['a-${X:=b}-${Y:-c}', 'a-b-c'],
    ['${PORT}', '${PORT}'],
    ['${X:=}', ''],
    ['web', 'web'],
  ])('the default of %s is %j', (text, value) => {
    expect(withDefaults(text)).toBe(value);
  });
});
