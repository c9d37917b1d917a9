import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { positionOf } from '../../../../src/manifest/node.ts';
import { chartYaml, gaps, objects, rendered } from './chart.ts';
import { packed, type TarHeader } from './tar.ts';

const sub = {
  'sub/Chart.yaml': chartYaml('sub'),
  'sub/values.yaml': 'port: 80\n',
  'sub/templates/s.yaml': 'kind: S\nport: {{ .Values.port }}\n',
};

const withArchive = (archive: Uint8Array): Readonly<Record<string, string | Uint8Array>> => ({
  'chart/Chart.yaml': chartYaml('t'),
  'chart/values.yaml': 'sub: {port: 81}\n',
  'chart/charts/sub-0.1.0.tgz': archive,
});

const file = (content: string): TarHeader => ({ type: '0', content: Buffer.from(content) });

test('a packed subchart is a subchart, and its places are the archive and the values that were given', () => {
  const chart = rendered(withArchive(packed(sub)));
  expect(objects(chart)).toEqual([{ kind: 'S', port: 81 }]);
  const [document] = chart.documents;
  const port = document?.entries.find(({ key }) => key === 'port')?.value;
  expect(port && positionOf(port)).toEqual({
    path: 'chart/charts/sub-0.1.0.tgz',
    line: 1,
    column: 1,
    because: [{ path: 'chart/values.yaml', line: 1, column: 7 }],
  });
});

test('a packed chart may hold packed charts, folders, links and long names', () => {
  const long = `inner/templates/${'x'.repeat(120)}.yaml`;
  const inner = packed({
    'inner/Chart.yaml': chartYaml('inner'),
    'pax-header': { type: 'x', content: Buffer.from(`${long.length + 10} path=${long}\n`) },
    'inner/templates/x.yaml': 'kind: Long\nname: {{ .Template.Name | base | len }}\n',
    'inner/templates/link.yaml': { type: '2', content: Buffer.alloc(0), link: '/etc/passwd' },
  });
  const archive = packed({ 'sub/': { type: '5', content: Buffer.alloc(0) }, ...sub, 'sub/charts/inner.tgz': inner });
  const chart = rendered(withArchive(archive));
  expect(gaps(chart)).toEqual([]);
  expect(objects(chart)).toEqual([
    { kind: 'Long', name: 125 },
    { kind: 'S', port: 81 },
  ]);
});

test.each([
  { archive: packed({}), message: 'no files in chart archive', why: 'it is empty' },
  {
    archive: packed({ 'Chart.yaml': file('x') }),
    message: 'chart yaml not in base directory',
    why: 'it has no folder',
  },
  {
    archive: packed({ 'sub/../../x': file('x') }),
    message: 'chart illegally references parent directory',
    why: 'a path leads out',
  },
  {
    archive: packed({ 'sub//etc/x': file('x') }),
    message: 'chart illegally contains absolute paths',
    why: 'a path is absolute',
  },
  {
    archive: packed({ 'sub/c:/x': file('x') }),
    message: 'chart contains illegally named files',
    why: 'a path has a drive',
  },
  { archive: Buffer.from('no archive'), message: 'gzip: invalid header', why: 'it is none' },
  {
    archive: gzipSync(Buffer.alloc(512, 'a')),
    message: 'archive/tar: invalid tar header',
    why: 'it packs something else',
  },
  {
    archive: packed({ 'sub/x': { type: '0', content: Buffer.from('x'), size: 100_000 } }),
    message: 'unexpected EOF',
    why: 'it says more than it has',
  },
  { archive: packed(sub).subarray(0, 100), message: 'gzip: unexpected EOF', why: 'it is cut off' },
])('an archive is refused where $why', ({ archive, message }) => {
  expect(gaps(rendered(withArchive(archive)))).toEqual([
    `chart/charts/sub-0.1.0.tgz:1 not-rendered: error unpacking subchart sub-0.1.0.tgz in t: ${message}`,
  ]);
});

test('an archive that Git LFS keeps is a gap', () => {
  const archive = Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n');
  expect(gaps(rendered(withArchive(archive)))).toEqual([
    'chart/charts/sub-0.1.0.tgz:1 lfs: error unpacking subchart sub-0.1.0.tgz in t: a pointer to Git LFS; the content is not in the repository',
  ]);
});
