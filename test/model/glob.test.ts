import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesGlob } from '../../src/model/glob.ts';

describe('a glob', () => {
  test.each([
    { pattern: 'k8s/web.yaml', text: 'k8s/web.yaml', matches: true, why: 'is itself' },
    { pattern: 'k8s/web.yaml', text: 'x/k8s/web.yaml', matches: false, why: 'matches the whole path' },
    { pattern: '*.yaml', text: 'web.yaml', matches: true, why: '* is a run' },
    { pattern: '*.yaml', text: 'k8s/web.yaml', matches: false, why: '* stops at a slash' },
    { pattern: 'k8s/*', text: 'k8s/', matches: true, why: '* may be empty' },
    { pattern: 'web-?.yaml', text: 'web-1.yaml', matches: true, why: '? is one character' },
    { pattern: 'web?yaml', text: 'web/yaml', matches: false, why: '? is no slash' },
    { pattern: '**/web.yaml', text: 'web.yaml', matches: true, why: '**/ may be no folder' },
    { pattern: '**/web.yaml', text: 'a/b/web.yaml', matches: true, why: '**/ may be several folders' },
    { pattern: '**/web.yaml', text: 'a/my-web.yaml', matches: false, why: '**/ ends with a folder' },
    { pattern: 'a/**/b', text: 'a/b', matches: true, why: '/**/ may be one slash' },
    { pattern: 'a/**/b', text: 'a/x/y/b', matches: true, why: '/**/ may be folders' },
    { pattern: 'a/**/b', text: 'a/xb', matches: false, why: '/**/ ends where a segment begins' },
    { pattern: 'a/**', text: 'a/b/c', matches: true, why: '/** is everything below' },
    { pattern: 'a/**', text: 'a', matches: false, why: '/** is not the folder' },
    { pattern: 'docs/', text: 'docs/a/b.yaml', matches: true, why: 'a slash at the end is everything below' },
    { pattern: '/docs/*', text: 'docs/a', matches: true, why: 'a slash at the beginning says nothing' },
    { pattern: 'prod*', text: 'production', matches: true, why: 'a name has no slashes' },
    { pattern: 'a.c', text: 'abc', matches: false, why: 'a dot is a dot' },
    { pattern: '[ab]{c}', text: '[ab]{c}', matches: true, why: 'brackets and braces are themselves' },
    { pattern: '日?', text: '日本', matches: true, why: 'characters are characters, not bytes' },
    { pattern: '?', text: '😀', matches: true, why: 'a pair of surrogates is one character' },
    { pattern: '', text: '', matches: true, why: 'nothing is nothing' },
  ])('$why: $pattern, $text', ({ pattern, text, matches }) => {
    expect(matchesGlob(pattern, text)).toBe(matches);
  });

  test('agrees with the regular expression that says the same', () => {
    const pattern = fc
      .array(fc.constantFrom('a', 'b', '/', '*', '?', '**', '/**/'), { maxLength: 6 })
      .map((parts) => parts.join(''));
    const text = fc.array(fc.constantFrom('a', 'b', '/'), { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(pattern, text, (glob, path) => {
        expect(matchesGlob(glob, path)).toBe(oracle(glob).test(path));
      }),
      { numRuns: 20_000 },
    );
  });

  test('takes no longer for patterns that make regular expressions explode', () => {
    const started = performance.now();
    expect(matchesGlob('*a'.repeat(50), `${'a'.repeat(10_000)}b`)).toBe(false);
    expect(matchesGlob(`${'**/'.repeat(50)}b`, `${'a/'.repeat(5_000)}c`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

/** The definition, in another language. */
function oracle(glob: string): RegExp {
  const pattern = glob.replace(/^\//, '').replace(/\/$/, '/**');
  const source = pattern.replace(/(?<=^|\/)\*\*\/|\*\*|\*|\?/g, (token) => meanings[token] ?? token);
  return new RegExp(`^${source}$`, 's');
}

const meanings: Readonly<Record<string, string>> = { '**/': '(?:[^/]*/)*', '**': '.*', '*': '[^/]*', '?': '[^/]' };
