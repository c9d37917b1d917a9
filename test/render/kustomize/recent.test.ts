import { expect, test } from 'vitest';
import { field, scalarText } from '../../../src/manifest/node.ts';
import { createKustomizeMemo, renderKustomization } from '../../../src/render/kustomize/index.ts';
import { createRecent } from '../../../src/render/kustomize/recent.ts';
import { treeOf } from './tree.ts';

test('what was unused longest is forgotten first, once all of it weighs too much', () => {
  const recent = createRecent<string>(10);
  recent.set('a', 'A', 4);
  recent.set('b', 'B', 4);
  expect(recent.get('a')).toBe('A');
  recent.set('c', 'C', 4);
  expect(['a', 'b', 'c'].map((key) => recent.get(key))).toEqual(['A', undefined, 'C']);
});

test('what takes the place of something weighs instead of it', () => {
  const recent = createRecent<string>(10);
  recent.set('a', 'A', 6);
  recent.set('b', 'B', 4);
  recent.set('a', 'A2', 5);
  expect(['a', 'b'].map((key) => recent.get(key))).toEqual(['A2', 'B']);
});

test('what is heavier than all that may be held is held alone', () => {
  const recent = createRecent<string>(10);
  recent.set('a', 'A', 1);
  recent.set('b', 'B', 100);
  expect(['a', 'b'].map((key) => recent.get(key))).toEqual([undefined, 'B']);
});

const service = (type: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { type: ${type} }\n`;

test('a memo of bounded size is bounded by the text of its files, and by the objects of its folders', () => {
  const files = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [
      [`a${index}/kustomization.yaml`, 'resources: [web.yaml]\n'],
      [`a${index}/web.yaml`, service('ClusterIP')],
    ]).flat(),
  );
  const reads: string[] = [];
  const tree = treeOf(files);
  const watched = {
    ...tree,
    bytes: (path: string) => {
      reads.push(path);
      return tree.bytes(path);
    },
  };
  const memo = createKustomizeMemo({ files: 2_000, folders: 10 });
  const render = (folder: string) => renderKustomization(watched, folder, memo).documents;
  for (let index = 0; index < 20; index += 1) expect(render(`a${index}`)).toHaveLength(1);
  const isReadAgain = (folder: string): boolean => {
    reads.length = 0;
    expect(render(folder)).toHaveLength(1);
    return reads.includes(`${folder}/web.yaml`);
  };
  expect(isReadAgain('a19')).toBe(false);
  expect(isReadAgain('a0')).toBe(true);
});

test('what could not be had is asked for again', () => {
  const files = { 'kustomization.yaml': 'resources: [web.yaml]\n', 'web.yaml': service('NodePort') };
  const tree = treeOf(files);
  const without = { ...tree, bytes: (path: string) => (path === 'web.yaml' ? undefined : tree.bytes(path)) };
  const memo = createKustomizeMemo();
  expect(renderKustomization(without, '.', memo)).toMatchObject({ documents: [], gaps: [{ reason: 'limit' }] });
  const { documents, gaps } = renderKustomization(tree, '.', memo);
  expect(gaps).toEqual([]);
  expect(scalarText(field(documents[0], 'spec', 'type'))).toBe('NodePort');
});

test('what was packed without its bytes is packed again with them', () => {
  const kustomization = `configMapGenerator: [{ name: a, envs: [a.env] }]
resources: [web.yaml]
vars: [{ name: T, objref: { apiVersion: v1, kind: ConfigMap, name: a }, fieldref: { fieldpath: data.T } }]
configurations: [vars.yaml]
`;
  const files = {
    'base/kustomization.yaml': kustomization,
    'base/web.yaml': service('$(T)'),
    'base/vars.yaml': 'varReference: [{ kind: Service, path: spec/type }]\n',
    'base/a.env': 'T=NodePort\n',
    'over/kustomization.yaml': 'resources: [../base]\n',
  };
  const tree = treeOf(files);
  const without = { ...tree, bytes: (path: string) => (path.endsWith('.env') ? undefined : tree.bytes(path)) };
  const memo = createKustomizeMemo();
  expect(renderKustomization(without, 'over', memo).gaps).toHaveLength(1);
  const { documents, gaps } = renderKustomization(tree, 'over', memo);
  expect(gaps).toEqual([]);
  const types = documents.map((one) => scalarText(field(one, 'spec', 'type')));
  expect(types).toContain('NodePort');
});
