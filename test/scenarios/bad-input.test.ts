import { expect, test } from 'vitest';
import type { PushedFile } from '../support/fakehub/repository.ts';
import { type Scenario, scenario, web } from '../support/scenario.ts';

/** Judges a pull request that pushes `files`, and returns its check. */
async function judge({ shop, idle }: Scenario, files: Readonly<Record<string, PushedFile>>, from?: string | null) {
  const head = shop.push({ branch: 'work', files, ...(from === undefined ? {} : { from }) });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  const [check, ...others] = shop.checks(head);
  expect(others).toEqual([]);
  if (check === undefined) throw new Error('the check is missing');
  return check;
}

const manifest = 'apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {ports: [{port: 80}]}\n';

test('a manifest that nobody can parse holds the merge, and the rest is analyzed all the same', async () => {
  const started = await scenario();
  const files = { 'k8s/bad.yaml': `${manifest}  bad: [\n`, 'k8s/web.yaml': web('LoadBalancer') };
  const check = await judge(started, files);
  expect(check).toMatchObject({ conclusion: 'failure' });
  expect(check.output.title).toMatch(/^Incomplete: 1 input not analyzed/);
  expect(check.output.summary).toContain('k8s/bad.yaml');
  expect(check.annotations.map(({ path }) => path).toSorted()).toEqual(['k8s/bad.yaml', 'k8s/web.yaml']);
});

test('a file larger than we read holds the merge', async () => {
  const started = await scenario();
  const check = await judge(started, { 'k8s/huge.yaml': `${manifest}#${'x'.repeat(11 * 1024 * 1024)}\n` });
  expect(check).toMatchObject({ conclusion: 'failure' });
  expect(check.output.summary).toContain('k8s/huge.yaml');
  expect(started.requests().filter((line) => line.includes('blobs'))).toHaveLength(1);
});

test('a pointer to LFS is not taken for the manifest that it stands for', async () => {
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12345\n';
  const check = await judge(await scenario(), { 'k8s/web.yaml': pointer });
  expect(check).toMatchObject({ conclusion: 'failure' });
  expect(check.output.summary).toContain('k8s/web.yaml');
});

test('a link out of the repository holds the merge', async () => {
  const check = await judge(await scenario(), { 'k8s/web.yaml': { symlink: '../../etc/passwd' } });
  expect(check).toMatchObject({ conclusion: 'failure' });
  expect(check.output.summary).toContain('k8s/web.yaml');
});

test('a submodule is named as not analyzed and asks GitHub for nothing', async () => {
  const started = await scenario();
  const check = await judge(started, { charts: { submodule: '1234567890123456789012345678901234567890' } });
  expect(check).toMatchObject({ status: 'completed' });
  expect(check.output.summary).toContain('charts');
  expect(started.requests().filter((line) => line.includes('blobs'))).toHaveLength(1);
});

test('binary files and names with control characters are no trouble', async () => {
  const check = await judge(await scenario(), {
    'k8s/\u0007bell\u202e.yaml': web('LoadBalancer').replaceAll('web', 'bell'),
    'logo.png': new Uint8Array([137, 80, 78, 71, 0, 255]),
    'k8s/binary.yaml': new Uint8Array([0, 1, 2, 255, 254]),
  });
  expect(check).toMatchObject({ conclusion: 'failure' });
  expect(JSON.stringify(check.output)).not.toMatch(/\u202e|\\u0007/);
});

test('a pull request that deletes every file is judged', async () => {
  const started = await scenario();
  const check = await judge(started, { 'k8s/web.yaml': null });
  expect(check).toMatchObject({ status: 'completed', conclusion: 'success' });
});

test('histories without a common commit are compared as they are', async () => {
  const check = await judge(await scenario(), { 'k8s/web.yaml': web('LoadBalancer') }, null);
  expect(check).toMatchObject({ conclusion: 'failure' });
  expect(check.output.summary).toContain('no commit in common');
  expect(check.output.summary).toContain('new-public-load-balancer');
});

test('a tree that GitHub truncates is listed folder by folder', async () => {
  const started = await scenario();
  started.shop.state.treeLimit = 4;
  const files = Object.fromEntries(
    Array.from({ length: 6 }, (_, index) => [`app${index}/a/web.yaml`, web('ClusterIP')]),
  );
  const check = await judge(started, { ...files, 'app3/a/public.yaml': web('LoadBalancer').replaceAll('web', 'open') });
  expect(check).toMatchObject({ conclusion: 'failure' });
  expect(check.output.summary).toContain('app3/a/public.yaml');
});

test('a tree that GitHub lists not even folder by folder holds the merge', async () => {
  const started = await scenario();
  started.hub.fail({ path: '/git/trees/', status: 200, times: 1000, body: { sha: 'x', tree: [], truncated: true } });
  const check = await judge(started, { 'k8s/web.yaml': web('LoadBalancer') });
  expect(check).toMatchObject({
    conclusion: 'failure',
    output: { title: 'Incomplete: the files could not be listed' },
  });
});

test('many files come as one archive, and what the archive changes or lacks is fetched by itself', async () => {
  const started = await scenario();
  const many = Array.from({ length: 80 }, (_, index) => [
    `k8s/app${index}.yaml`,
    web('ClusterIP').replaceAll('web', `app${index}`),
  ]);
  started.shop.push({
    branch: 'main',
    files: { ...Object.fromEntries(many), 'k8s/stamp.yaml': `${manifest}# $Format:%H$\n` },
  });
  started.shop.state.archive.ignore.add('k8s/app7.yaml');
  started.shop.state.archive.substitute.add('k8s/stamp.yaml');
  const check = await judge(started, { 'k8s/app7.yaml': web('LoadBalancer').replaceAll('web', 'app7') });
  expect(check).toMatchObject({ conclusion: 'failure', output: { title: '1 blocking · 1 new way in' } });
  const requests = started.requests();
  expect(requests.filter((line) => line.includes('tarball'))).toHaveLength(1);
  // app7 of base and of head, and the stamp.
  expect(requests.filter((line) => line.includes('blobs'))).toHaveLength(3);
});
