import { expect, test } from 'vitest';
import { refusal, rendered } from './render.ts';

const values = { one: 1, name: 'a', nothing: null };

test('a literal becomes what the function asks for', () => {
  expect(rendered('{{ floor 2 }} {{ floor 2.5 }} {{ repeat 2.0 "a" }} {{ repeat 0x2 "b" }}')).toBe('2 2 aa bb');
});

test.each([
  { text: 'upper .Values.nothing', says: 'wrong type for value; expected string; got interface {}' },
  { text: '.Values.nothing | upper', says: 'invalid value; expected string' },
  { text: 'upper nil', says: 'cannot assign nil to string' },
  { text: 'upper 1', says: 'expected string; found 1' },
  { text: 'upper (1)', says: 'wrong type for value; expected string; got int' },
  { text: '1 | upper', says: 'wrong type for value; expected string; got int' },
  { text: 'upper .Values.one', says: 'wrong type for value; expected string; got float64' },
  { text: 'repeat .Values.one "a"', says: 'wrong type for value; expected int; got float64' },
  { text: 'repeat 2.5 "a"', says: 'expected integer; found 2.5' },
  { text: 'repeat "a" "b"', says: 'expected integer; found "a"' },
  { text: 'floor "a"', says: 'expected float; found "a"' },
  { text: 'floor (1)', says: 'wrong type for value; expected float64; got int' },
  { text: 'set 1 "a" 2', says: "can't handle 1 for arg of type map[string]interface {}" },
  { text: 'set .Values.name "a" 2', says: 'wrong type for value; expected map[string]interface {}; got string' },
  { text: 'upper', says: 'wrong number of args for upper: want 1 got 0' },
  { text: 'upper "a" "b"', says: 'wrong number of args for upper: want 1 got 2' },
  { text: '"a" | upper "b"', says: 'wrong number of args for upper: want 1 got 2' },
  { text: 'and', says: 'wrong number of args for and: want at least 1 got 0' },
  { text: 'printf 1', says: 'expected string; found 1' },
])('$text: $says', ({ text, says }) => {
  expect(refusal(`{{ ${text} }}`, values)).toBe(`error: ${says}`);
});
