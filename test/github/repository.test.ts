import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import nock from 'nock';
import { ProbotOctokit } from 'probot';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TreeTruncated } from '../../src/app/tree-truncated.ts';
import { weightedCache } from '../../src/app/weighted-cache.ts';
import { fetchArchive } from '../../src/github/archive.ts';
import { gitCache, repositoryReader } from '../../src/github/repository.ts';
import type { FileEntry } from '../../src/model/file-tree.ts';
import { sqliteStore } from '../../src/store/sqlite.ts';
import { gitHash } from '../support/fakehub/git.ts';

const where = { installationId: 1, repositoryId: 7, owner: 'acme', repo: 'shop' };
const octokit = new ProbotOctokit({ throttle: { enabled: false }, retry: { enabled: false } });
const github = () => nock('https://api.github.com');

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  const left = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  expect(left).toEqual([]);
});

const item = (path: string, sha: string, more: object = {}) => ({
  path,
  mode: '100644',
  type: 'blob',
  sha,
  size: 3,
  ...more,
});
const tree = (sha: string, items: readonly object[], truncated = false) => ({ sha, tree: items, truncated });
const file = (sha: string, size = 3): FileEntry => ({ sha, type: 'file', size });
const blob = (sha: string, text: string) =>
  github()
    .get(`/repos/acme/shop/git/blobs/${sha}`)
    .reply(200, { content: Buffer.from(text).toString('base64'), encoding: 'base64' });

describe('the tree of a commit', () => {
  test('is one request, and none the second time', async () => {
    const items = [
      item('a.yaml', 'aa'),
      { path: 'dir', mode: '040000', type: 'tree', sha: 'dd' },
      item('dir/link', 'bb', { mode: '120000' }),
      { path: 'sub', mode: '160000', type: 'commit', sha: 'cc' },
    ];
    github().get('/repos/acme/shop/git/trees/c1?recursive=1').reply(200, tree('t1', items));
    const at = repositoryReader(octokit, where, gitCache(sqliteStore(':memory:').cache));
    const expected = new Map<string, FileEntry>([
      ['a.yaml', { sha: 'aa', type: 'file', size: 3 }],
      ['dir/link', { sha: 'bb', type: 'symlink', size: 3 }],
      ['sub', { sha: 'cc', type: 'submodule', size: undefined }],
    ]);
    expect(await at('c1').tree()).toEqual(expected);
    expect(await at('c1').tree()).toEqual(expected);
  });

  test('is listed folder by folder where GitHub truncates it, and only there', async () => {
    github()
      .get('/repos/acme/shop/git/trees/c1?recursive=1')
      .reply(200, tree('t1', [item('a.yaml', 'aa')], true))
      .get('/repos/acme/shop/git/trees/c1')
      .reply(200, tree('t1', [item('a.yaml', 'aa'), { path: 'k8s', mode: '040000', type: 'tree', sha: 'k' }]))
      .get('/repos/acme/shop/git/trees/k?recursive=1')
      .reply(200, tree('k', [item('web/b.yaml', 'bb')]));
    const at = repositoryReader(octokit, where, gitCache(sqliteStore(':memory:').cache));
    expect(Array.from((await at('c1').tree()).keys())).toEqual(['a.yaml', 'k8s/web/b.yaml']);
  });

  test('is not half a tree where one folder is too large', async () => {
    github()
      .get('/repos/acme/shop/git/trees/c1?recursive=1')
      .reply(200, tree('t1', [], true))
      .get('/repos/acme/shop/git/trees/c1')
      .reply(200, tree('t1', [], true));
    await expect(
      repositoryReader(octokit, where, gitCache(sqliteStore(':memory:').cache))('c1').tree(),
    ).rejects.toBeInstanceOf(TreeTruncated);
  });
});

describe('the blobs of a commit', () => {
  test('are fetched once for equal contents, by both sides of a comparison, and none the second time', async () => {
    blob('aa', 'one');
    const at = repositoryReader(octokit, where, gitCache(sqliteStore(':memory:').cache));
    const wanted = new Map([
      ['a.yaml', file('aa')],
      ['copy.yaml', file('aa')],
    ]);
    const [base, head] = await Promise.all([at('c1').blobs(wanted), at('c2').blobs(wanted)]);
    expect(
      [base, head, await at('c3').blobs(wanted)].map((blobs) => Buffer.from(blobs.get('aa') ?? '').toString()),
    ).toEqual(['one', 'one', 'one']);
  });

  test('are an error where GitHub does not know them, for the tree has named them', async () => {
    github().get('/repos/acme/shop/git/blobs/gone').reply(404);
    const asked = repositoryReader(
      octokit,
      where,
      gitCache(sqliteStore(':memory:').cache),
    )('c1').blobs(new Map([['gone.yaml', file('gone')]]));
    await expect(asked).rejects.toMatchObject({ status: 404 });
  });

  test('are absent where they are too large, or another repository’s commit', async () => {
    const wanted = new Map<string, FileEntry>([
      ['huge.yaml', file('huge', 11 * 1024 * 1024)],
      ['sub', { sha: 'commit', type: 'submodule', size: undefined }],
    ]);
    expect(await repositoryReader(octokit, where, gitCache(sqliteStore(':memory:').cache))('c1').blobs(wanted)).toEqual(
      new Map(),
    );
  });

  test('of one repository are never served to another', async () => {
    const cache = gitCache(sqliteStore(':memory:').cache);
    blob('aa', 'one');
    await repositoryReader(octokit, where, cache)('c1').blobs(new Map([['a', file('aa')]]));
    github().get('/repos/acme/other/git/blobs/aa').reply(404);
    const other = { ...where, repositoryId: 8, repo: 'other' };
    const asked = repositoryReader(octokit, other, cache)('c1').blobs(new Map([['a', file('aa')]]));
    await expect(asked).rejects.toMatchObject({ status: 404 });
  });

  test('end with the error of the server, for everyone who waits for them', async () => {
    github().get('/repos/acme/shop/git/blobs/aa').reply(500);
    const at = repositoryReader(octokit, where, gitCache(sqliteStore(':memory:').cache));
    const wanted = new Map([['a.yaml', file('aa')]]);
    const results = await Promise.allSettled([at('c1').blobs(wanted), at('c2').blobs(wanted)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

const sixtyOne = Array.from({ length: 61 }, (_, index) => ({ path: `k8s/${index}.yaml`, text: `n: ${index}\n` }));
const idOf = (text: string): string => gitHash('blob', Buffer.from(text));
const wantedOf = (files: readonly { path: string; text: string }[]) =>
  new Map(files.map(({ path, text }) => [path, file(idOf(text), text.length)]));

async function archiveOf(files: readonly { path: string; text: string }[]): Promise<Buffer> {
  const archive = pack();
  for (const { path, text } of files) archive.entry({ name: `acme-shop-c1/${path}` }, text);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer); // a byte stream yields nothing else
  return gzipSync(Buffer.concat(chunks));
}

describe('more than sixty missing blobs', () => {
  const tarball = () => github().get('/repos/acme/shop/tarball/c1');

  test('come as one archive', async () => {
    tarball().reply(200, await archiveOf(sixtyOne));
    const blobs = await repositoryReader(
      octokit,
      where,
      gitCache(sqliteStore(':memory:').cache),
    )('c1').blobs(wantedOf(sixtyOne));
    expect(blobs.size).toBe(61);
  });

  test('are taken from the archive only where their hash is right', async () => {
    const changed = sixtyOne.map((each, index) => (index === 5 ? { ...each, text: 'replaced' } : each));
    tarball().reply(200, await archiveOf(changed));
    blob(idOf('n: 5\n'), 'n: 5\n');
    const blobs = await repositoryReader(
      octokit,
      where,
      gitCache(sqliteStore(':memory:').cache),
    )('c1').blobs(wantedOf(sixtyOne));
    expect(Buffer.from(blobs.get(idOf('n: 5\n')) ?? '').toString()).toBe('n: 5\n');
  });

  test('are fetched by themselves as far as a broken archive did not bring them', async () => {
    const whole = await archiveOf(sixtyOne);
    tarball().reply(200, whole.subarray(0, whole.length - 40));
    for (const { text } of sixtyOne) blob(idOf(text), text);
    const blobs = await repositoryReader(
      octokit,
      where,
      gitCache(sqliteStore(':memory:').cache),
    )('c1').blobs(wantedOf(sixtyOne));
    expect(blobs.size).toBe(61);
    // A gzip stream that ends early still gives what it held so far, or nothing: no more than all was asked for.
    nock.cleanAll();
  });

  test.each([
    { what: 'too many bytes', limits: { bytes: 100_000 } },
    { what: 'too many packed bytes', limits: { packedBytes: 500 } },
    { what: 'too many entries', limits: { entries: 10 } },
    { what: 'a bomb’s ratio', limits: { ratio: 10 } },
  ])('are not read to the end of an archive with $what', async ({ limits }) => {
    const bomb = { path: 'zeros', text: '\0'.repeat(8 * 1024 * 1024) };
    tarball().reply(200, await archiveOf([sixtyOne[0] ?? bomb, bomb, ...sixtyOne.slice(1)]));
    const most = { packedBytes: 1e9, bytes: 1e9, entries: 1e6, ratio: 1e6, ...limits };
    const found = await fetchArchive(octokit, { owner: 'acme', repo: 'shop', ref: 'c1' }, wantedOf(sixtyOne), most);
    expect(found.size).toBeLessThan(61);
  });
});

test('a cache never weighs more than it may, and forgets what was unused longest', () => {
  const weights = fc.array(
    fc.record({ key: fc.integer({ min: 0, max: 9 }).map(String), weight: fc.integer({ min: 1, max: 40 }) }),
  );
  fc.assert(
    fc.property(weights, (sets) => {
      const cache = weightedCache<number>({ maxWeight: 100, weigh: (weight) => weight });
      for (const { key, weight } of sets) cache.set(key, weight);
      const kept = Array.from({ length: 10 }, (_, key) => cache.get(String(key)) ?? 0);
      expect(kept.reduce((sum, weight) => sum + weight, 0)).toBeLessThanOrEqual(100);
      const last = sets.at(-1);
      if (last !== undefined) expect(cache.get(last.key)).toBe(last.weight);
    }),
  );
  const cache = weightedCache<string>({ maxWeight: 2, weigh: () => 1 });
  cache.set('a', 'a');
  cache.set('b', 'b');
  cache.get('a');
  cache.set('c', 'c');
  expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual(['a', undefined, 'c']);
});
