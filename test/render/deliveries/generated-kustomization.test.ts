import { expect, test } from 'vitest';
import { generatedResources } from '../../../src/render/deliveries/generated-kustomization.ts';
import { treeOf } from '../kustomize/tree.ts';
import { deployed, flux, namesOf, service, type Texts } from './ordered.ts';

const resources = (paths: readonly string[], folder = 'apps'): readonly string[] | undefined =>
  generatedResources(treeOf(Object.fromEntries(paths.map((path) => [path, '']))), folder);

test('Flux lists every manifest of a folder without a kustomization, and of those below', () => {
  expect(resources(['apps/a.yaml', 'apps/b/c.yml', 'apps/d.json', 'apps/e.txt', 'other/f.yaml'])).toEqual([
    'a.yaml',
    'b/c.yml',
  ]);
});

test('of a folder below with a kustomization, the folder alone; of those in it, the outermost', () => {
  const paths = ['apps/a/kustomization.yaml', 'apps/a/b.yaml', 'apps/a/c/Kustomization', 'apps/d/kustomization.yml'];
  expect(resources(paths)).toEqual(['a', 'd']);
});

test('a folder with a kustomization of its own gets none', () => {
  expect(resources(['apps/kustomization.yml', 'apps/a.yaml'])).toBeUndefined();
});

test.each([
  '.github/workflows/ci.yaml',
  'apps/.circleci/config.yml',
  'apps/.travis.yml',
  'apps/deep/.gitlab-ci.yml',
  'appveyor.yml',
  'apps/cloudbuild.yaml',
  'apps/.sops.yaml',
  'apps/.goreleaser.yml',
])('%s is left out of every source', (path) => {
  expect(resources([path, 'apps/a.yaml'], '.')).toEqual(['apps/a.yaml']);
});

test('a folder of the same beginning is another one', () => {
  expect(resources(['apps/a.yaml', 'apps-old/b.yaml'])).toEqual(['a.yaml']);
});

test('what is listed is built together, into the namespace of the order', () => {
  const files: Texts = {
    'apps/a.yaml': service('a', '  namespace: own\n'),
    'apps/b/kustomization.yaml': 'namePrefix: x-\nresources: [b.yaml]\n',
    'apps/b/b.yaml': service('b'),
    'apps/b/c.yaml': service('c'),
  };
  const { objects, gaps } = deployed(flux('path: ./apps\ntargetNamespace: shop'), files);
  expect(gaps).toEqual([]);
  expect(namesOf(objects)).toEqual(['Service shop/a', 'Service shop/x-b']);
});
