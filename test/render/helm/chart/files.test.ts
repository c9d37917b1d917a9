import { expect, test } from 'vitest';
import { loadChart } from '../../../../src/render/helm/chart/load.ts';
import { createHelmMemo, renderChart } from '../../../../src/render/helm/index.ts';
import { treeOf } from '../../kustomize/tree.ts';
import { chartYaml, gaps, printed, release, rendered, set } from './chart.ts';

// Every expected value was printed by Helm 4.1.4.

const files = {
  'chart/files/one.txt': 'x\n',
  'chart/files/two.yaml': 'z: 1\n',
  'chart/files/a/three.txt': 'three',
  'chart/files/a/b/four.txt': 'four',
  'chart/conf.d/x.conf': 'a\nb\n',
  'chart/README.md': 'read me',
};

test.each([
  { pattern: '*', found: ['README.md'] },
  { pattern: 'files/*', found: ['files/one.txt', 'files/two.yaml'] },
  { pattern: 'files/**', found: ['files/a/b/four.txt', 'files/a/three.txt', 'files/one.txt', 'files/two.yaml'] },
  { pattern: '**.txt', found: ['files/a/b/four.txt', 'files/a/three.txt', 'files/one.txt'] },
  { pattern: 'files/*/*.txt', found: ['files/a/three.txt'] },
  { pattern: 'files/{one,two}.*', found: ['files/one.txt', 'files/two.yaml'] },
  { pattern: 'files/[ot]*', found: ['files/one.txt', 'files/two.yaml'] },
  { pattern: 'files/[!o]*', found: ['files/two.yaml'] },
  { pattern: 'files/[a-o]*', found: ['files/one.txt'] },
  { pattern: 'f?les/one.txt', found: ['files/one.txt'] },
  { pattern: 'files/**/four.txt', found: ['files/a/b/four.txt'] },
  { pattern: '{a', found: [] },
  {
    pattern: '[',
    found: ['README.md', 'conf.d/x.conf', 'files/a/b/four.txt', 'files/a/three.txt', 'files/one.txt', 'files/two.yaml'],
  },
])('$pattern finds $found', ({ pattern, found }) => {
  const template = `{{ $all := list }}{{ range $path, $_ := .Files.Glob "${pattern}" }}{{ $all = append $all $path }}{{ end }}{{ toJson $all }}`;
  expect(printed(template, files)).toEqual(found);
});

test('a file may be had as text, as lines and as data of a ConfigMap or a Secret', () => {
  const template =
    '{{ list (.Files.Get "files/one.txt") (.Files.Get "nope") (.Files.Lines "conf.d/x.conf") (.Files.Glob "files/*.txt").AsConfig (.Files.Glob "files/*.txt").AsSecrets | toJson }}';
  expect(printed(template, files)).toEqual(['x\n', '', ['a', 'b'], 'one.txt: |\n  x', 'one.txt: eAo=']);
});

test.each([
  { rules: 'files/', left: ['.helmignore', 'README.md', 'conf.d/x.conf'], why: 'a folder with all that is in it' },
  { rules: '*.txt\n# all\n\n*.conf', left: ['.helmignore', 'README.md', 'files/two.yaml'], why: 'a name anywhere' },
  {
    rules: '/README.md\nfiles/*.txt',
    left: ['.helmignore', 'conf.d/x.conf', 'files/a/b/four.txt', 'files/a/three.txt', 'files/two.yaml'],
    why: 'a path from the top',
  },
])('.helmignore leaves out: $why', ({ rules, left }) => {
  const template =
    '{{ $all := list }}{{ range $path, $_ := .Files }}{{ $all = append $all $path }}{{ end }}{{ toJson $all }}';
  expect(printed(template, { ...files, 'chart/.helmignore': rules, 'chart/templates/.x.yaml': '{{' })).toEqual(left);
});

test('a negated rule keeps out whatever it does not match, Chart.yaml too', () => {
  const chart = rendered({ 'chart/Chart.yaml': chartYaml('t'), 'chart/README.md': '', 'chart/.helmignore': '!*.md\n' });
  expect(gaps(chart)).toEqual(['chart/README.md:1 missing-file: Chart.yaml file is missing']);
});

test('.helmignore refuses what it does not understand', () => {
  const chart = rendered({ 'chart/Chart.yaml': chartYaml('t'), 'chart/.helmignore': 'a\n**/b\n' });
  expect(gaps(chart)).toEqual(['chart/.helmignore:2 not-rendered: double-star (**) syntax is not supported']);
});

test('a file whose bytes are not at hand is a gap where it is asked for, and nowhere else', () => {
  const all = {
    'chart/Chart.yaml': chartYaml('t'),
    'chart/templates/x.yaml': 'kind: X\nv: {{ if .Values.asks }}{{ .Files.Get "logo.png" }}{{ end }}\n',
    'chart/logo.png': 'PNG',
  };
  const tree = treeOf(all);
  const without = { ...tree, bytes: (path: string) => (path.endsWith('.png') ? undefined : tree.bytes(path)) };
  const memo = createHelmMemo();
  const loaded = loadChart(without, 'chart', memo);
  expect(gaps(renderChart(loaded, release, memo))).toEqual([]);
  expect(gaps(renderChart(loaded, { ...release, values: set('asks=true') }, memo))).toEqual([
    'chart/templates/x.yaml:2 not-rendered: rendering t/templates/x.yaml needs the content of logo.png',
  ]);
});

test('a pointer to Git LFS is no content', () => {
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n';
  expect(printed('{{ .Files.Get "big" | len }}', { 'chart/big': pointer })).toEqual([
    'chart/templates/x.yaml:2 not-rendered: rendering t/templates/x.yaml needs the content of big, which Git LFS keeps',
  ]);
});
