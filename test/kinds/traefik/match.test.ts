import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Match, parseMatch, printMatch } from '../../../src/kinds/traefik/match.ts';
import { LimitExceeded } from '../../../src/manifest/limits.ts';

const matcher = fc.record({
  is: fc.constant('matcher' as const),
  name: fc.constantFrom('Host', 'PathPrefix', 'ClientIP', 'Headers', 'Other'),
  values: fc.array(fc.string({ unit: 'binary', maxLength: 8 }), { maxLength: 3 }),
});
const { match } = fc.letrec<{ match: Match }>((tie) => ({
  match: fc.oneof(
    { depthSize: 'small', maxDepth: 8 },
    matcher,
    fc.record({ is: fc.constant('not' as const), part: tie('match') }),
    fc.record({
      is: fc.constantFrom('all' as const, 'any' as const),
      parts: fc.array(tie('match'), { minLength: 2, maxLength: 3 }),
    }),
  ),
}));

/** Texts that look like rules: the signs of the language in any order. */
const scraps = fc
  .array(fc.constantFrom('Host', '(', ')', '`a`', '"b"', '&&', '||', '!', ',', ' ', '`', '"', '\\', '{x:.+}'), {
    maxLength: 30,
  })
  .map((parts) => parts.join(''));

describe('a rule of Traefik', () => {
  test('reads again as what was printed', () => {
    fc.assert(
      fc.property(match, (one) => {
        expect(parseMatch(printMatch(one))).toEqual(one);
      }),
    );
  });

  test('never throws, and what parses prints to the same', () => {
    fc.assert(
      fc.property(fc.oneof(scraps, fc.string({ unit: 'binary' })), (text) => {
        const parsed = parseMatch(text);
        if (parsed !== undefined) expect(parseMatch(printMatch(parsed))).toEqual(parsed);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['Host(`a`) && PathPrefix(`/x`) || Path(`/y`)', '(Host(`a`) && PathPrefix(`/x`)) || Path(`/y`)'],
    ['!Host(`a`) && Method("GET")', '!Host(`a`) && Method(`GET`)'],
    ['( Host(`a`, `b`)\n\t|| Path(`/`) )', 'Host(`a`, `b`) || Path(`/`)'],
    ['Host(`a`,)', 'Host(`a`)'],
  ])('%s is %s', (text, printed) => {
    const parsed = parseMatch(text);
    expect(parsed && printMatch(parsed)).toBe(printed);
  });

  test.each([
    '',
    'Host(`a`',
    'Host(`a`))',
    'Host(a)',
    'Host `a`',
    'Host(`a` `b`)',
    'Host(,)',
    'Host(`a`) &&',
    'Host(`a`) Path(`/`)',
    '&& Host(`a`)',
    '{{ .match }}',
    'Host(`a`) and Path(`/`)',
    '"\\x"',
  ])('%s is none', (text) => {
    expect(parseMatch(text)).toBeUndefined();
  });

  test.each([
    '('.repeat(200_000),
    `${'('.repeat(1000)}Host(\`a\`)${')'.repeat(1000)}`,
    `${'!'.repeat(1000)}Host(\`a\`)`,
  ])('%.20s… is more than is read', (text) => {
    expect(() => parseMatch(text)).toThrow(LimitExceeded);
  });
});
