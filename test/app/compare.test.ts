import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareMerge, compareTrees } from '../../src/app/compare.ts';
import { createMemo, type Memo, memoKey } from '../../src/kinds/memo.ts';
import { readFile } from '../../src/kinds/read-file.ts';
import type { FileTree } from '../../src/model/file-tree.ts';
import { commit } from '../support/commit.ts';
import type { TreeFile } from '../support/memory-tree.ts';

type Files = Readonly<Record<string, TreeFile>>;

const textIn = (tree: FileTree, path: string): string | undefined => {
  const bytes = tree.bytes(path);
  return bytes && new TextDecoder('utf-8', { fatal: true }).decode(bytes);
};

const merge = (origin: Files, tip: Files, head: Files, memo: Memo = createMemo()) =>
  compareMerge({ mergeBase: commit('o', origin), tip: commit('t', tip), head: commit('h', head) }, memo);

const lines = (...texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');
const long = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
const withLine = (index: number, text: string): string =>
  lines(...long.map((line, at) => (at === index ? text : line)));

describe('merging', () => {
  test('compares the tip with the tip and the files of the pull request laid over it', async () => {
    const origin = { 'a.yaml': 'a', 'b.yaml': 'b', 'c.yaml': 'c' };
    const { base, head, problems } = await merge(
      origin,
      { ...origin, 'b.yaml': 'b of the tip', 'd.yaml': 'd' },
      { 'a.yaml': 'a of the head', 'b.yaml': 'b', 'e.yaml': 'e' },
    );
    expect(base.paths).toEqual(['a.yaml', 'b.yaml', 'c.yaml', 'd.yaml']);
    expect(head.paths).toEqual(['a.yaml', 'b.yaml', 'd.yaml', 'e.yaml']);
    expect(head.paths.map((path) => textIn(head, path))).toEqual(['a of the head', 'b of the tip', 'd', 'e']);
    expect(problems).toEqual([]);
  });

  test('applies the patch where both sides changed a file in different places', async () => {
    const { base, head, problems } = await merge(
      { 'a.yaml': lines(...long) },
      { 'a.yaml': withLine(0, 'tip') },
      { 'a.yaml': withLine(9, 'head') },
    );
    expect(textIn(base, 'a.yaml')).toBe(withLine(0, 'tip'));
    expect(textIn(head, 'a.yaml')).toBe(withLine(9, 'head').replace('a\n', 'tip\n'));
    expect(problems).toEqual([]);
  });

  test('takes the version of the head where both changed the same lines, and says so', async () => {
    const { head, problems } = await merge(
      { 'a.yaml': lines(...long) },
      { 'a.yaml': withLine(4, 'tip') },
      { 'a.yaml': withLine(4, 'head') },
    );
    expect(textIn(head, 'a.yaml')).toBe(withLine(4, 'head'));
    expect(problems.map(({ at, reason }) => `${at.path} ${reason}`)).toEqual(['a.yaml merge-conflict']);
  });

  test('takes no patch whose surroundings have changed', async () => {
    const [tip, head] = [{ 'a.yaml': withLine(7, 'tip') }, { 'a.yaml': withLine(5, 'head') }];
    const { problems } = await merge({ 'a.yaml': lines(...long) }, tip, head);
    expect(problems.map(({ reason }) => reason)).toEqual(['merge-conflict']);
  });

  test('has no conflict where both sides did the same', async () => {
    const { head, problems } = await merge({ 'a.yaml': 'a' }, { 'a.yaml': 'b' }, { 'a.yaml': 'b' });
    expect([textIn(head, 'a.yaml'), problems]).toEqual(['b', []]);
  });

  test.each<[string, Files, Files, Files, readonly string[]]>([
    ['deletes what the head deletes', { 'a.yaml': 'a' }, { 'a.yaml': 'a', 'b.yaml': 'b' }, {}, ['b.yaml']],
    [
      'keeps what the tip alone deletes deleted',
      { 'a.yaml': 'a', 'b.yaml': 'b' },
      { 'b.yaml': 'b' },
      { 'a.yaml': 'a', 'b.yaml': 'B' },
      ['b.yaml'],
    ],
    ['follows the head where one side deletes and the other changes', { 'a.yaml': 'a' }, { 'a.yaml': 'tip' }, {}, []],
    ['follows the head the other way round too', { 'a.yaml': 'a' }, {}, { 'a.yaml': 'head' }, ['a.yaml']],
  ])('%s', async (_sentence, origin, tip, files, paths) => {
    expect((await merge(origin, tip, files)).head.paths).toEqual(paths);
  });

  test('keeps every byte: other letters, other encodings, carriage returns, no line break at the end', async () => {
    const text = 'ä\r\n日本\r\nb\nc\nd\ne\nf\ng\nh\nemoji 🎉';
    const { head } = await merge(
      { 'a.yaml': text },
      { 'a.yaml': text.replace('ä', 'ö') },
      { 'a.yaml': text.replace('🎉', '🎊') },
    );
    expect(textIn(head, 'a.yaml')).toBe(text.replace('ä', 'ö').replace('🎉', '🎊'));
    const latin = (first: number, last: number) =>
      new Uint8Array([first, 10, ...Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? 98 : 10)), last]);
    const other = await merge(
      { 'a.yaml': latin(0xe4, 0xff) },
      { 'a.yaml': latin(0xf6, 0xff) },
      { 'a.yaml': latin(0xe4, 0xfe) },
    );
    expect([...(other.head.bytes('a.yaml') ?? [])]).toEqual([...latin(0xf6, 0xfe)]);
  });

  test('gives both edits, or a conflict that it names, and never a line that nobody wrote', async () => {
    const file = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(file, file, file, async (origin, tip, head) => {
        const [o, t, h] = [lines(...origin), lines(...tip), lines(...head)];
        const merged = await merge({ 'x.yaml': o }, { 'x.yaml': t }, { 'x.yaml': h });
        const text = textIn(merged.head, 'x.yaml') ?? '';
        if (merged.problems.length > 0) expect(text).toBe(h);
        if (o === t) expect(text).toBe(h);
        if (o === h) expect(text).toBe(t);
        for (const line of text.split('\n')) expect([...tip, ...head, '']).toContain(line);
      }),
    );
  });

  test('tells merges of one tip and one head apart by their origin', async () => {
    const [tip, head] = [{ 'a.yaml': lines('b', 'c') }, { 'a.yaml': lines('a', 'b') }];
    const [one, two] = [await merge({ 'a.yaml': lines('b') }, tip, head), await merge({ 'a.yaml': '' }, tip, head)];
    expect([textIn(one.head, 'a.yaml'), textIn(two.head, 'a.yaml')]).toEqual([
      lines('a', 'b', 'c'),
      lines('a', 'b', 'b', 'c'),
    ]);
    expect(one.head.entry('a.yaml')?.sha).not.toBe(two.head.entry('a.yaml')?.sha);
  });
});

describe('two trees', () => {
  test('are compared as they are', async () => {
    const { base, head } = await compareTrees(
      commit('b', { 'a.yaml': 'a' }),
      commit('h', { 'b.yaml': 'b' }),
      createMemo(),
    );
    expect([base.paths, head.paths]).toEqual([['a.yaml'], ['b.yaml']]);
    expect([textIn(base, 'a.yaml'), textIn(head, 'b.yaml')]).toEqual(['a', 'b']);
  });

  test('cost only the candidates, each content once', async () => {
    const files = { 'k8s/a.yaml': 'a', 'src/main.ts': 'code', 'README.md': 'text', 'k8s/copy.yaml': 'a' };
    const [before, after] = [commit('b', files), commit('h', { ...files, 'k8s/b.yaml': 'b' })];
    await compareTrees(before, after, createMemo());
    expect([...before.asked, ...after.asked].filter((path) => !path.startsWith('k8s/'))).toEqual([]);
    expect(after.asked).toEqual(['k8s/b.yaml']);
  });

  test('hold what a link leads to', async () => {
    const files = { 'k8s/a.yaml': { link: '../shared/a.yaml' }, 'shared/a.yaml': 'text' };
    const { head } = await compareTrees(commit('b', {}), commit('h', files), createMemo());
    expect(textIn(head, 'k8s/a.yaml')).toBe('../shared/a.yaml');
    expect(textIn(head, 'shared/a.yaml')).toBe('text');
  });
});

test('what has come under a kustomization is asked for, though the reading of it is remembered', async () => {
  const files = { 'k8s/web.yaml': 'a: 1', 'plain/web.yaml': 'b: 2' };
  const memo = createMemo();
  const before = await merge(files, files, files, memo);
  for (const path of before.base.paths)
    memo.set(memoKey(path, before.base.entry(path)?.sha ?? '', 'wanted'), readFile(path, new Uint8Array(), 'wanted'));
  const { head } = await merge(files, files, { ...files, 'k8s/kustomization.yaml': 'resources: [web.yaml]' }, memo);
  expect(textIn(head, 'k8s/web.yaml')).toBe('a: 1');
  expect(textIn(head, 'plain/web.yaml')).toBeUndefined();
});

describe('what controllers are told to deploy is asked for, though the readings of it are remembered', () => {
  const remembering = async (files: Files): Promise<FileTree> => {
    const memo = createMemo();
    const cold = await compareTrees(commit('a', files), commit('b', files), memo);
    for (const path of cold.head.paths) {
      const bytes = cold.head.bytes(path) ?? new Uint8Array();
      memo.set(memoKey(path, cold.head.entry(path)?.sha ?? '', 'wanted'), readFile(path, bytes, 'wanted'));
    }
    return (await compareTrees(commit('a', files), commit('b', files), memo)).head;
  };

  test('the files that a generator reads, and what lies in the folders that they name', async () => {
    const set = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: all }
spec:
  generators: [{ git: { files: [{ path: config/*.json }] } }]
  template: { metadata: { name: '{{app}}' }, spec: { source: { repoURL: https://example.com/r, path: 'apps/{{app}}' } } }
`;
    const files = {
      'set.yaml': set,
      'config/a.json': '{"app": "web"}',
      'apps/web/a.yaml': 'a: 1',
      'apps/api/a.yaml': 'b: 1',
    };
    const head = await remembering(files);
    expect(textIn(head, 'apps/web/a.yaml')).toBe('a: 1');
    expect(textIn(head, 'apps/api/a.yaml')).toBeUndefined();
  });

  test('what a kustomization that Flux builds takes in from elsewhere', async () => {
    const order = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: web }
spec: { path: ./apps, sourceRef: { kind: GitRepository, name: r } }
`;
    const head = await remembering({
      'order.yaml': order,
      'apps/kustomization.yaml': 'resources: [../shared/web.yaml]\n',
      'shared/web.yaml': 'a: 1',
      'shared/other.yaml': 'b: 1',
    });
    expect(textIn(head, 'shared/web.yaml')).toBe('a: 1');
    expect(textIn(head, 'shared/other.yaml')).toBeUndefined();
  });
});

test('what a generator of a touched root packs is asked for: values may be read out of it', async () => {
  const files = {
    'web/kustomization.yaml': 'configMapGenerator: [{ name: a, envs: [params.env] }]\n',
    'web/params.env': 'HOST=a\n',
    'api/kustomization.yaml': 'configMapGenerator: [{ name: a, files: [notes.txt] }]\n',
    'api/notes.txt': 'a',
  };
  const head = { ...files, 'web/kustomization.yaml': `${files['web/kustomization.yaml']}namePrefix: my-\n` };
  const compared = await compareTrees(commit('a', files), commit('b', head), createMemo());
  for (const side of [compared.base, compared.head]) {
    expect(textIn(side, 'web/params.env')).toBe('HOST=a\n');
    expect(textIn(side, 'api/notes.txt')).toBeUndefined();
  }
});

describe('of charts', () => {
  const chart = (name: string): Files => ({
    [`charts/${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
    [`charts/${name}/templates/_helpers.tpl`]: `{{ define "${name}" }}x{{ end }}`,
    [`charts/${name}/templates/web.yaml`]: `name: {{ include "${name}" . }}`,
  });
  const base = { ...chart('web'), ...chart('other'), 'deploy/values.yaml': 'a: 1\n' };

  test('that the change touches every file is asked for, whatever its name', async () => {
    const head = { ...base, 'charts/web/templates/web.yaml': 'kind: X' };
    const compared = await compareTrees(commit('b', base), commit('h', head), createMemo());
    expect(textIn(compared.head, 'charts/web/templates/_helpers.tpl')).toContain('define "web"');
    expect(textIn(compared.base, 'charts/web/templates/_helpers.tpl')).toContain('define "web"');
    expect(textIn(compared.head, 'charts/other/templates/_helpers.tpl')).toBeUndefined();
  });

  test('a merge that touches one asks for the files that only the tip has, and for those that only the head has', async () => {
    const tip = { ...base, 'charts/web/templates/_tip.tpl': 'tip' };
    const head = { ...base, 'charts/web/templates/_head.tpl': 'head' };
    const merged = await merge(base, tip, head);
    expect(textIn(merged.head, 'charts/web/templates/_tip.tpl')).toBe('tip');
    expect(textIn(merged.head, 'charts/web/templates/_head.tpl')).toBe('head');
  });

  test('that an order installs with values of a file elsewhere both are asked for', async () => {
    const order = (type: string): string =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: web }\nspec:\n  source: { repoURL: x, path: charts/web, helm: { valueFiles: [../../deploy/values.yaml], parameters: [{ name: a, value: ${type} }] } }\n`;
    const before = { ...base, 'argo/web.yaml': order('one') };
    const compared = await compareTrees(
      commit('b', before),
      commit('h', { ...base, 'argo/web.yaml': order('two') }),
      createMemo(),
    );
    expect(textIn(compared.head, 'charts/web/templates/_helpers.tpl')).toContain('define "web"');
    expect(textIn(compared.head, 'deploy/values.yaml')).toBe('a: 1\n');
  });
});
