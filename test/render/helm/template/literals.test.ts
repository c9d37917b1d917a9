import { expect, test } from 'vitest';
import { refusal, rendered } from './render.ts';

test.each([
  { text: '{{ 1_000 }}', prints: '1000' },
  { text: '{{ 0x1F }} {{ 0X1f }}', prints: '31 31' },
  { text: '{{ 0b101 }} {{ 0o17 }} {{ 017 }}', prints: '5 15 15' },
  { text: '{{ -0 }} {{ +5 }}', prints: '0 5' },
  { text: '{{ 1.0 }} {{ .5 }} {{ 5. }}', prints: '1 0.5 5' },
  { text: '{{ 1e3 }} {{ 1e21 }} {{ 1e-7 }}', prints: '1000 1e+21 1e-07' },
  { text: '{{ 1000000.0 }} {{ 123456.0 }}', prints: '1e+06 123456' },
  { text: '{{ 0x1p4 }} {{ 1_000.5 }}', prints: '16 1000.5' },
  { text: `{{ 'a' }} {{ '\\n' }} {{ '\\'' }} {{ '日' }}`, prints: '97 10 39 26085' },
  { text: '{{ 9223372036854775807 }}', prints: '9223372036854775807' },
])('the number in $text', ({ text, prints }) => {
  expect(rendered(text)).toBe(prints);
});

test.each([
  { text: '{{ "a\\tb\\u00e9\\x41\\101" }}', prints: 'a\tbéAA' },
  { text: '{{ "\\xc3\\xa9" }}', prints: 'é' },
  { text: '{{ `raw \\n "x"` }}', prints: 'raw \\n "x"' },
  { text: '{{ `two\r\nlines` }}', prints: 'two\nlines' },
  { text: '{{ true }} {{ false }}', prints: 'true false' },
])('the literal in $text', ({ text, prints }) => {
  expect(rendered(text)).toBe(prints);
});

test.each([
  { text: '{{ 9223372036854775808 }}', says: 'error: 9223372036854775808 overflows int' },
  { text: '{{ nil }}', says: 'error: nil is not a command' },
  { text: '{{ 08 }}', says: 'error: parse error at (chart/templates/x.yaml:1): "08"' },
  {
    text: '{{ 99999999999999999999 }}',
    says: 'error: parse error at (chart/templates/x.yaml:1): "99999999999999999999"',
  },
  { text: '{{ 1e400 }}', says: 'error: parse error at (chart/templates/x.yaml:1): "1e400"' },
  { text: "{{ 'ab' }}", says: "error: parse error at (chart/templates/x.yaml:1): 'ab'" },
  { text: '{{ "\\q" }}', says: 'error: parse error at (chart/templates/x.yaml:1): invalid syntax' },
  { text: '{{ 1x }}', says: 'error: parse error at (chart/templates/x.yaml:1): "1x"' },
])('$text is refused', ({ text, says }) => {
  expect(refusal(text)).toBe(says);
});

test('a complex number is one that Go has and this engine has not', () => {
  expect(() => rendered('{{ 1+2i }}')).toThrow('the complex number 1+2i');
});
