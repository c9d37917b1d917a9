import { expect, test } from 'vitest';
import { refusal, rendered } from './render.ts';

const values = { one: 1, name: 'a', list: [1], map: { x: 1 }, nothing: null };

test.each([
  { text: 'eq 1 1', prints: 'true' },
  { text: 'eq 1 2 3 1', prints: 'true' },
  { text: 'eq .Values.one 1.0', prints: 'true' },
  { text: 'eq (index "a" 0) 97', prints: 'true' },
  { text: 'eq .Values.name "a"', prints: 'true' },
  { text: 'eq .Values.missing nil', prints: 'true' },
  { text: 'eq .Values.missing "a"', prints: 'false' },
  { text: 'ne .Values.map nil', prints: 'true' },
  { text: 'eq true false', prints: 'false' },
  { text: 'lt 1 2', prints: 'true' },
  { text: 'lt "Z" "a"', prints: 'true' },
  { text: 'lt "é" "z"', prints: 'false' },
  { text: 'lt "\uffee" "😀"', prints: 'true' },
  { text: 'le 2.0 .Values.one', prints: 'false' },
  { text: 'gt 2 1', prints: 'true' },
  { text: 'ge 1 1', prints: 'true' },
  { text: 'not (eq 1 1)', prints: 'false' },
])('$text is $prints', ({ text, prints }) => {
  expect(rendered(`{{ ${text} }}`, values)).toBe(prints);
});

test.each([
  { text: 'eq 1 .Values.one', says: 'error calling eq: incompatible types for comparison: int and float64' },
  { text: 'eq "a" 1', says: 'error calling eq: incompatible types for comparison: string and int' },
  {
    text: 'eq .Values.list .Values.list',
    says: 'error calling eq: non-comparable type [%!s(float64=1)]: []interface {}',
  },
  {
    text: 'eq .Values.map .Values.list',
    says: 'error calling eq: non-comparable types map[x:%!s(float64=1)]: map[string]interface {}, []interface {}: [1]',
  },
  { text: 'eq 1', says: 'error calling eq: missing argument for comparison' },
  { text: 'lt .Values.missing 1', says: 'error calling lt: invalid type for comparison' },
  { text: 'lt true false', says: 'error calling lt: invalid type for comparison' },
  { text: 'gt 1 1.0', says: 'error calling gt: incompatible types for comparison: int and float64' },
])('$text: $says', ({ text, says }) => {
  expect(refusal(`{{ ${text} }}`, values)).toBe(`error: ${says}`);
});

test('and and or give the argument that decides, and look at none behind it', () => {
  expect(rendered('{{ and 1 0 2 }} {{ and 1 2 }} {{ or 0 "" "x" "y" }} {{ or 0 "" }}|')).toBe('0 2 x |');
  expect(rendered('{{ and false (fail "no") }} {{ or 1 (fail "no") }}')).toBe('false 1');
  expect(rendered('{{ 5 | and 1 }} {{ 5 | and 0 }} {{ 5 | or 0 }}')).toBe('5 0 5');
});
