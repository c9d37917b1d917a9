import { expect, test } from 'vitest';
import { defaultLimits } from '../../../../src/render/helm/template/budget.ts';
import { BudgetSpent } from '../../../../src/render/helm/template/value.ts';
import { cpuTime } from '../../../support/cpu-time.ts';
import { printed, rendered } from './render.ts';

const nested = (open: string, close: string, times: number): string => open.repeat(times) + close.repeat(times);

test.each([
  { why: 'an endless range', text: '{{ range 2000000000 }}{{ end }}' },
  { why: 'ranges inside each other', text: `{{ $l := until 1000 }}${nested('{{ range $l }}', '{{ end }}', 5)}` },
  { why: 'a template that includes itself', text: '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}' },
  {
    why: 'two that include each other twice',
    text: '{{ define "a" }}{{ include "b" . }}{{ include "b" . }}{{ end }}{{ define "b" }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
  },
  {
    why: 'one in the arguments of many functions',
    text: `{{ define "a" }}{{ ${'print ('.repeat(30)}include "a" .${')'.repeat(30)} }}{{ end }}{{ include "a" . }}`,
  },
  { why: 'a text that renders itself', text: '{{ tpl .Values.self . }}', values: { self: '{{ tpl .Values.self . }}' } },
  {
    why: 'text that doubles itself',
    text: `{{ $x := "0123456789abcdef" }}${'{{ $x = print $x $x }}'.repeat(60)}{{ $x }}`,
  },
  { why: 'padding upon padding', text: '{{ range 100000 }}{{ printf "%1000000d" 1 }}{{ end }}' },
  { why: 'long output', text: `{{ range 100000 }}${'x'.repeat(10_000)}{{ end }}` },
  { why: 'lines upon lines', text: `{{ range 100000 }}${'\n'.repeat(10_000)}{{ end }}` },
  {
    why: 'a chain of keys as long as a file',
    text: `{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ range 100000 }}{{ $_ := $d${'.a'.repeat(50_000)} }}{{ end }}`,
  },
  {
    why: 'comparing long texts',
    text: `{{ $x := "0123456789abcdef" }}${'{{ $x = print $x $x }}'.repeat(19)}{{ $y := print $x "" }}{{ range 1000000 }}{{ $_ := eq $x $y }}{{ end }}`,
  },
  { why: 'a map that holds itself', text: '{{ $m := dict }}{{ $_ := set $m "m" $m }}{{ $m }}' },
])('$why ends within a second', ({ text, values = {} }) => {
  const time = cpuTime(() => {
    expect(() => printed(text, { values })).toThrow(BudgetSpent);
  });
  expect(time).toBeLessThan(1000);
});

test.each([
  { why: 'blocks', text: nested('{{ if 1 }}', '{{ end }}', 300), says: 'more than 200 blocks inside each other' },
  {
    why: 'parentheses',
    text: `{{ ${nested('(', ')', 100_000)} }}`,
    says: 'more than 200 parentheses inside each other',
  },
  {
    why: 'branches',
    text: `{{ if 0 }}${'{{ else if 0 }}'.repeat(5000)}{{ end }}`,
    says: 'more than 200 blocks inside each other',
  },
  {
    why: 'variables',
    text: Array.from({ length: 2000 }, (_, index) => `{{ $x${index} := 1 }}`).join(''),
    says: 'more than 1000 variables at once',
  },
])('$why beyond what people write are not read', ({ text, says }) => {
  expect(rendered(text)).toContain(says);
});

test('what people write has room', () => {
  expect(rendered(nested('{{ if 1 }}', '{{ end }}', 100))).toBe('');
  expect(rendered(`{{ if 0 }}${'{{ else if 0 }}'.repeat(90)}{{ else }}x{{ end }}`)).toBe('x');
  expect(
    rendered(
      '{{ define "a" }}{{ with .n }}{{ len . }}{{ include "a" (dict "n" (slice . 1)) }}{{ end }}{{ end }}{{ include "a" (dict "n" (until 100)) }}',
    ),
  ).toMatch(/^10099.*321$/);
});

test('the budget is that of the whole render', () => {
  const limits = { ...defaultLimits, steps: 50 };
  expect(() => printed('{{ range 30 }}x{{ end }}', { limits })).toThrow('more than 50 steps');
  expect(() => printed('{{ 1 }}{{ 2 }}', { limits: { ...defaultLimits, characters: 1 } })).toThrow(
    'more than 1 characters',
  );
});

test('what was running when the budget was spent is known', () => {
  let at: unknown;
  try {
    printed('\n {{ range 2000000000 }}{{ end }}');
  } catch (error) {
    at = error instanceof BudgetSpent ? error.at : error;
  }
  expect(at).toEqual({ path: 'chart/templates/x.yaml', line: 2, column: 2 });
});

test('an error that has much to show is cut short in the middle', () => {
  const long = 'x'.repeat(100_000);
  const message = rendered(
    `{{ define "a" }}{{ tpl "{{ include \`b\` \`${long}\` }}" . }}{{ end }}{{ define "b" }}{{ upper 1 }}{{ end }}{{ include "a" . }}`,
  );
  expect(message.length).toBeLessThan(5000);
  expect(message).toMatch(/^error: template: chart\/templates\/x.yaml:1.* … .*expected string; found 1$/s);
});
