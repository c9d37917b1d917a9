import { describe, expect, test } from 'vitest';
import { field, scalarText } from '../../../src/manifest/node.ts';
import { plain } from '../../../src/model/message.ts';
import { createKustomizeMemo, renderKustomization } from '../../../src/render/kustomize/index.ts';
import { treeOf } from './tree.ts';

const web = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: ClusterIP}\n';

function told(kustomization: string, more: Readonly<Record<string, string>> = {}) {
  const tree = treeOf({ 'web.yaml': web, 'kustomization.yaml': kustomization, ...more });
  const { documents, gaps, files } = renderKustomization(tree, '.', createKustomizeMemo());
  return {
    names: documents.map((one) => scalarText(field(one, 'metadata', 'name'))),
    gaps: gaps.map(({ at, reason, message }) => `${at.line}: ${reason}: ${plain(message)}`),
    files,
  };
}

describe('what needs the network, a plugin or a binary is named at its line, and the rest is rendered', () => {
  test.each([
    [
      'resources:\n  - web.yaml\n  - https://example.com/all.yaml\n',
      '3: not-rendered: https://example.com/all.yaml is remote, and nothing is fetched',
    ],
    [
      'resources:\n  - web.yaml\n  - github.com/acme/base?ref=v1\n',
      '3: not-rendered: github.com/acme/base?ref=v1 is remote, and nothing is fetched',
    ],
    [
      'resources: [web.yaml]\nhelmCharts:\n  - name: redis\n',
      '3: not-rendered: helmCharts: the chart redis is not in this repository',
    ],
    [
      'resources: [web.yaml]\ncomponents:\n  - git@example.com:acme/base\n',
      '3: not-rendered: git@example.com:acme/base is remote, and nothing is fetched',
    ],
    [
      'resources: [web.yaml]\ngenerators:\n  - make.yaml\n',
      '3: not-rendered: generators: make.yaml is a plugin, and none is run',
    ],
    [
      'resources: [web.yaml]\ntransformers:\n  - |-\n    apiVersion: example.com/v1\n    kind: Mine\n    metadata: {name: mine}\n',
      '4: not-rendered: transformers: Mine is a plugin or has an option that is not read',
    ],
    [
      'resources: [web.yaml]\nconfigMapGenerator:\n  - name: a\n    envs: [a.env]\n',
      '4: not-rendered: a value of a.env comes from the environment of whoever builds it',
    ],
  ])('%j', (kustomization, gap) => {
    expect(told(kustomization, { 'a.env': 'HOME\n' })).toMatchObject({ names: ['web'], gaps: [gap] });
  });
});

test('a file of the same name is taken in before anything is fetched, a folder is not', () => {
  const more = {
    'github.com/acme/a.yaml': web.replace('web', 'a'),
    'github.com/acme/base/kustomization.yaml': 'resources: [a.yaml]\n',
    'github.com/acme/base/a.yaml': web,
  };
  expect(told('resources: [github.com/acme/a.yaml, github.com/acme/base]\n', more)).toMatchObject({
    names: ['a'],
    gaps: ['1: not-rendered: github.com/acme/base is remote, and nothing is fetched'],
  });
});

test('a patch of what only the network knows is no error', () => {
  const { names, gaps } = told(
    'resources: [web.yaml, "https://example.com/all.yaml"]\npatches:\n  - patch: |\n      apiVersion: v1\n      kind: Service\n      metadata: {name: other}\n',
  );
  expect(names).toEqual(['web']);
  expect(gaps).toHaveLength(1);
});

test('links are followed inside the tree, those of folders too', () => {
  const more = {
    'inner/kustomization.yaml': 'resources: [other.yaml]\n',
    'inner/other.yaml': web.replace('web', 'other'),
    link: '-> inner',
  };
  expect(told('resources: [web.yaml, link]\n', more)).toMatchObject({ names: ['other', 'web'], gaps: [] });
});

test.each(['-> /etc/passwd', '-> ../outside', '-> loop.yaml'])(
  'a link that leads elsewhere (%s) is refused',
  (loop) => {
    expect(told('resources: [web.yaml, loop.yaml]\n', { 'loop.yaml': loop })).toMatchObject({
      names: [],
      gaps: [`1: symlink: 'loop.yaml' leads out of the repository or in a circle`],
    });
  },
);

test('the files that a root read are listed, and those that it looked for', () => {
  expect(told('resources: [web.yaml]\n').files).toEqual([
    'Kustomization',
    'kustomization.yaml',
    'kustomization.yml',
    'web.yaml',
  ]);
});

test('a base is rendered once for all that use it, and anew when one of its files is another', () => {
  const memo = createKustomizeMemo();
  const files = {
    'base/web.yaml': web,
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'a/kustomization.yaml': 'resources: [../base]\n',
    'b/kustomization.yaml': 'resources: [../base]\n',
  };
  const tree = treeOf(files);
  const [a] = renderKustomization(tree, 'a', memo).documents;
  const [b] = renderKustomization(tree, 'b', memo).documents;
  expect(a).toBe(b);
  const changed = treeOf({ ...files, 'base/web.yaml': web.replace('ClusterIP', 'NodePort') });
  expect(scalarText(field(renderKustomization(changed, 'a', memo).documents[0], 'spec', 'type'))).toBe('NodePort');
});

test('a bomb of aliases and a bomb of overlays end in a gap', () => {
  const lines = Array.from(
    { length: 30 },
    (_, index) => `  a${index + 1}: &a${index + 1} [*a${index}, *a${index}, *a${index}]`,
  );
  const bomb = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a0: &a0 [x]\n${lines.join('\n')}\n`;
  expect(told('resources: [bomb.yaml]\n', { 'bomb.yaml': bomb }).gaps).toEqual([
    '1: limit: its aliases unfold to more than the 500000 values that are read',
  ]);
  const tower = Object.fromEntries(
    Array.from({ length: 80 }, (_, index) => [`t${index}/kustomization.yaml`, `resources: [../t${index + 1}]\n`]),
  );
  expect(told('resources: [t0]\n', tower).gaps).toEqual([
    '1: limit: kustomizations nest deeper than the 60 levels that are read',
  ]);
});
