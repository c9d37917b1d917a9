import { expect, test } from 'vitest';
import { LimitExceeded } from '../../../src/manifest/limits.ts';
import { alternatives, wildcards } from '../../../src/render/deliveries/wildcards.ts';

test.each([
  { pattern: 'apps/*', text: 'apps/web', folders: true, files: true },
  { pattern: 'apps/*', text: 'apps/web/prod', folders: false, files: true },
  { pattern: 'apps/**', text: 'apps/web/prod', folders: false, files: true },
  { pattern: 'apps/*/prod', text: 'apps/web/prod', folders: true, files: true },
  { pattern: 'apps/*/prod', text: 'apps/prod', folders: false, files: false },
  { pattern: 'apps/*/x', text: 'apps/a/b/x', folders: false, files: true },
  { pattern: 'a?c', text: 'abc', folders: true, files: true },
  { pattern: 'a?c', text: 'a/c', folders: false, files: true },
  { pattern: '[a-c]x', text: 'bx', folders: true, files: true },
  { pattern: '[!a-c]x', text: 'bx', folders: false, files: false },
  { pattern: '[^a-c]x', text: 'dx', folders: true, files: true },
  { pattern: '[a', text: '[a', folders: false, files: false },
  { pattern: 'a\\*', text: 'a*', folders: true, files: true },
  { pattern: 'a\\*', text: 'ab', folders: false, files: false },
  { pattern: '*a*b', text: 'xaaxb', folders: true, files: true },
  { pattern: '*.yaml', text: 'web.yaml.bak', folders: false, files: false },
  { pattern: '', text: '', folders: true, files: true },
  { pattern: 'apps/', text: 'apps', folders: false, files: false },
])('$pattern and $text: among folders $folders, among files $files', ({ pattern, text, folders, files }) => {
  expect(wildcards(pattern, { starsPassSlashes: false })(text)).toBe(folders);
  expect(wildcards(pattern, { starsPassSlashes: true })(text)).toBe(files);
});

test.each([
  ['{a,b}.yaml', ['a.yaml', 'b.yaml']],
  ['{a,b}.{yml,yaml}', ['a.yml', 'a.yaml', 'b.yml', 'b.yaml']],
  ['{a,{b,c}d}', ['a', 'bd', 'cd']],
  ['{a', ['{a']],
  ['a', ['a']],
])('%s stands for %j', (pattern, all) => {
  expect(alternatives(pattern)).toEqual(all);
});

test('patterns that are made to take long are done at once', () => {
  const started = performance.now();
  expect(wildcards('*a'.repeat(1_000), { starsPassSlashes: true })('a'.repeat(5_000))).toBe(true);
  expect(wildcards(`${'*a'.repeat(1_000)}b`, { starsPassSlashes: true })('a'.repeat(5_000))).toBe(false);
  expect(() => alternatives('{a,b}'.repeat(1_000))).toThrow(LimitExceeded);
  expect(() => alternatives('{'.repeat(10_000))).toThrow(LimitExceeded);
  expect(performance.now() - started).toBeLessThan(2_000);
});
