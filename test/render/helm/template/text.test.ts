import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rendered } from './render.ts';

test.each([
  { text: 'a {{ 1 }} b', prints: 'a 1 b', why: 'text is kept as it is' },
  { text: 'a \n {{- 1 }} b', prints: 'a1 b', why: 'a dash trims the white space before' },
  { text: 'a {{ 1 -}} \n\t b', prints: 'a 1b', why: 'or the white space after' },
  { text: 'a {{- 1 -}} {{- 2 -}} b', prints: 'a12b', why: 'between two tags as well' },
  { text: 'a {{-1}} b', prints: 'a -1 b', why: 'without a space it is a minus' },
  { text: 'a {{1 -}}\r\n b', prints: 'a 1b', why: 'carriage returns are white space' },
  { text: 'a\u00a0{{- 1 -}}\u00a0b', prints: 'a\u00a01\u00a0b', why: 'a no-break space is none' },
  { text: 'a {{- "  x  " -}} b', prints: 'a  x  b', why: 'what is printed is never trimmed' },
  { text: 'a{{/* one */}}b{{- /* two\n */ -}} c', prints: 'abc', why: 'comments print nothing and can trim' },
  { text: 'a {{/* }} */}} b', prints: 'a  b', why: 'a comment may hold delimiters' },
  { text: '{ {{ "}}" }} }', prints: '{ }} }', why: 'so may strings' },
  { text: '{{ 1\n}}{{\n2 }}', prints: '12', why: 'a tag may go over lines' },
  { text: '{{ "a" -}}\n{{ "b" }}', prints: 'ab', why: 'the dash takes the line break' },
])('$text: $why', ({ text, prints }) => {
  expect(rendered(text)).toBe(prints);
});

const plain = fc.string({ maxLength: 40 }).filter((text) => !text.includes('{'));

test('text without a delimiter is printed as it is', () => {
  fc.assert(fc.property(plain, (text) => rendered(text) === text.replaceAll('<no value>', '')));
});

test('a dash on both sides trims what JavaScript would, but for the spaces that Go does not know', () => {
  const trimmed = (text: string, side: 'end' | 'start'): string =>
    side === 'end' ? text.replace(/[ \t\r\n]+$/, '') : text.replace(/^[ \t\r\n]+/, '');
  fc.assert(
    fc.property(plain, plain, (before, after) => {
      expect(rendered(`${before}{{- 1 -}}${after}`)).toBe(`${trimmed(before, 'end')}1${trimmed(after, 'start')}`);
    }),
  );
});
