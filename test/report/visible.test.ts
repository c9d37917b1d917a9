import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shortened, visible } from '../../src/report/visible.ts';
import { hostile } from '../support/hostile.ts';

describe('what cannot be seen is written out', () => {
  test.each([
    { value: 'web', shown: 'web', why: 'an ordinary name stays as it is' },
    { value: 'a\nb', shown: 'a\\u{0a}b', why: 'a line break' },
    { value: 'a\u202eb', shown: 'a\\u{202e}b', why: 'a bidirectional override' },
    { value: 'a\u200bb', shown: 'a\\u{200b}b', why: 'a zero-width space' },
    { value: 'a\u00a0b', shown: 'a\\u{a0}b', why: 'a space that is not the space' },
    { value: '\u001b[31m', shown: '\\u{1b}[31m', why: 'the beginning of a terminal sequence' },
    { value: '\ud800', shown: '\\u{d800}', why: 'half a character' },
    { value: 'a\u{e0041}', shown: 'a\\u{e0041}', why: 'a tag character' },
    { value: '日本 é 😀', shown: '日本 é 😀', why: 'letters of any script and pictures stay' },
  ])('$why', ({ value, shown }) => {
    expect(visible(value)).toBe(shown);
  });

  test('nothing that acts is left in any text', () => {
    fc.assert(
      fc.property(hostile, (value) => !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(visible(value))),
      { numRuns: 2_000 },
    );
  });
});

describe('a long value loses its middle', () => {
  test('beginning and end stay', () => {
    expect(shortened(`${'a'.repeat(500)}-prod`, 20)).toBe(`${'a'.repeat(13)}…a-prod`);
  });

  test('no text is longer than it may be, and short ones are not touched', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 3, max: 30 }), (value, most) => {
        const text = shortened(value, most);
        expect(Array.from(text).length).toBeLessThanOrEqual(most);
        if (Array.from(value).length <= most) expect(text).toBe(value);
      }),
    );
  });

  test('a value of megabytes costs no more than a short one', () => {
    expect(shortened('x'.repeat(10_000_000), 100)).toHaveLength(100);
  });
});
