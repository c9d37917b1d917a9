import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toValue } from '../../../src/manifest/node.ts';
import { createKustomizeMemo, renderKustomization } from '../../../src/render/kustomize/index.ts';
import { compilePattern } from '../../../src/render/kustomize/pattern.ts';
import { treeOf } from './tree.ts';

const render = (files: Readonly<Record<string, string>>): unknown => {
  const { documents, gaps } = renderKustomization(treeOf(files), '.', createKustomizeMemo());
  expect(gaps).toEqual([]);
  return documents.map(toValue);
};

const word = fc.stringMatching(/^[a-z]{1,8}$/);

const service = fc
  .record({
    name: word,
    labels: fc.dictionary(word, word, { maxKeys: 4 }),
    ports: fc.uniqueArray(fc.record({ port: fc.integer({ min: 1, max: 65_535 }), name: word }), {
      selector: ({ port }) => port,
      minLength: 1,
      maxLength: 5,
    }),
  })
  .map(({ name, labels, ports }) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels },
    spec: { selector: labels, ports },
  }));

test('a patch that says nothing changes nothing', () => {
  fc.assert(
    fc.property(service, (object) => {
      const patch = { apiVersion: 'v1', kind: 'Service', metadata: { name: object.metadata.name } };
      const files = { 'a.json': JSON.stringify(object), 'p.json': JSON.stringify(patch) };
      const plain = render({ ...files, 'kustomization.yaml': 'resources: [a.json]\n' });
      expect(render({ ...files, 'kustomization.yaml': 'resources: [a.json]\npatches: [{path: p.json}]\n' })).toEqual(
        plain,
      );
    }),
    { numRuns: 60 },
  );
});

test('the same patch twice does what it does once', () => {
  fc.assert(
    fc.property(service, service, (object, other) => {
      const patch = { ...other, metadata: { ...other.metadata, name: object.metadata.name } };
      const files = { 'a.json': JSON.stringify(object), 'p.json': JSON.stringify(patch) };
      const once = render({ ...files, 'kustomization.yaml': 'resources: [a.json]\npatches: [{path: p.json}]\n' });
      const twice = render({
        ...files,
        'kustomization.yaml': 'resources: [a.json]\npatches: [{path: p.json}, {path: p.json}]\n',
      });
      expect(twice).toEqual(once);
    }),
    { numRuns: 60 },
  );
});

test('the order of labels, of fields and of resources means nothing to the result', () => {
  fc.assert(
    fc.property(service, fc.dictionary(word, word, { minKeys: 1, maxKeys: 5 }), (object, labels) => {
      const files = { 'a.json': JSON.stringify(object), 'b.json': JSON.stringify({ ...object, kind: 'Other' }) };
      const kustomization = (resources: readonly string[], entries: readonly (readonly [string, string])[]): string =>
        JSON.stringify({ commonLabels: Object.fromEntries(entries), resources });
      const entries = Object.entries(labels);
      expect(
        render({ ...files, 'kustomization.yaml': kustomization(['b.json', 'a.json'], entries.toReversed()) }),
      ).toEqual(render({ ...files, 'kustomization.yaml': kustomization(['a.json', 'b.json'], entries) }));
    }),
    { numRuns: 60 },
  );
});

const free = { take: () => undefined };

test('patterns match what RegExp says that they match', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    '.',
    '[ab]',
    '[^a]',
    'a*',
    '(a|b)+',
    'b?',
    '(?:ab){1,2}',
    '\\d',
    '$',
    '^',
    '|',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), fc.stringMatching(/^[ab1]{0,8}$/), (pieces, text) => {
      const pattern = pieces.join('');
      expect(compilePattern(pattern)?.(text, free)).toBe(new RegExp(pattern, 'u').test(text));
    }),
    { numRuns: 500 },
  );
});

test('a pattern that RegExp would take years for is done at once', () => {
  expect(compilePattern('^(a+)+$')?.(`${'a'.repeat(2_000)}b`, free)).toBe(false);
  expect(compilePattern('(a*)*b')?.('a'.repeat(2_000), free)).toBe(false);
});

test.each(['a**', '(', 'a)', '[', '(?=a)', '\\1', 'a{2,1}', '*'])('%s is no pattern to RE2', (pattern) => {
  expect(compilePattern(pattern)).toBeUndefined();
});
