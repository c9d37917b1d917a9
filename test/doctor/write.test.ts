import { expect, test } from 'vitest';
import { about } from '../../src/doctor/result.ts';
import { doctorJson, doctorText } from '../../src/doctor/write.ts';

const results = [
  about('acme/shop').fine('required-check', 'main requires «Portcullis»'),
  about('acme/shop').problem('expected-source', 'it counts from anybody', 'choose this app'),
  about('acme/web').unknown('up-to-date', 'that could not be seen', 'look there'),
];

test('a place is a group, a result a line with its mark, and the way out stands below it', () => {
  expect(doctorText(results)).toBe(`acme/shop
  ✓ main requires «Portcullis»
  ✗ it counts from anybody
      fix: choose this app

acme/web
  ? that could not be seen
      fix: look there

1 problem, 1 unknown, 1 fine
`);
});

test('what a terminal would obey is a space', () => {
  const text = doctorText([about('acme/\u001b[2Jshop').fine('key', 'a\nb\u202ec')]);
  expect(text).toBe('acme/ [2Jshop\n  ✓ a b c\n\n0 problems, 0 unknown, 1 fine\n');
});

test('programs get the same, and null where there is no way out', () => {
  expect(doctorJson(results)).toEqual({
    version: 1,
    results: [{ ...results[0], fix: null }, results[1], results[2]],
  });
});
