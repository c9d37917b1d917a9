import { expect, test } from 'vitest';
import { field, text } from '../../../src/manifest/node.ts';
import { createKustomizeMemo, renderKustomization } from '../../../src/render/kustomize/index.ts';
import { treeOf } from './tree.ts';

function nameOf(generator: string, files: Readonly<Record<string, string | Uint8Array>> = {}): string | undefined {
  const { documents } = renderKustomization(
    treeOf({ 'kustomization.yaml': generator, ...files }),
    '.',
    createKustomizeMemo(),
  );
  return text(field(documents[0], 'metadata', 'name'));
}

// The names are what kubectl kustomize gives.
test.each([
  ['configMapGenerator: [{name: a}]\n', 'a-6ct58987ht'],
  ['configMapGenerator: [{name: a, literals: [b=c]}]\n', 'a-c78c7b75hm'],
  ['configMapGenerator: [{name: a, literals: ["b=<&>\\u2028\u00e9\\""]}]\n', 'a-gbf8dhc7f6'],
  ['secretGenerator: [{name: a, literals: [b=c]}]\n', 'a-8kfmcc2t48'],
  ['secretGenerator: [{name: a, type: kubernetes.io/tls, literals: [b=c, a=d]}]\n', 'a-dh7fhk55g6'],
  ['configMapGenerator: [{name: a, literals: [Z=1, a=2, _=3], options: {immutable: true}}]\n', 'a-tb2592ff45'],
])('%j is called %s', (generator, name) => {
  expect(nameOf(generator)).toBe(name);
});

test('bytes that are no text are hashed as such', () => {
  expect(nameOf('configMapGenerator: [{name: a, files: [b.bin]}]\n', { 'b.bin': new Uint8Array([0, 255, 254]) })).toBe(
    'a-7thc6k6khc',
  );
});

test('the name that is hashed is not part of the hash', () => {
  const suffix = (name: string) =>
    nameOf(`configMapGenerator: [{name: ${name}, literals: [x=1]}]\n`)?.split('-').at(-1);
  expect(suffix('a')).toBe(suffix('b'));
});
