import { expect, test } from 'vitest';
import { scenario, web } from '../support/scenario.ts';

const exposed = { 'k8s/web.yaml': web('LoadBalancer') };
const analysis = { module: new URL('../support/busy-worker.ts', import.meta.url) };

test('a verdict from another process is posted as one from here', async () => {
  const { idle, shop } = await scenario({ analysis: {} });
  const head = shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'failure', output: { title: '1 blocking · 1 new way in' } }]);
  expect(shop.checks(head)[0]?.annotations).toHaveLength(1);
  expect(shop.comments(number)[0]?.body).toContain('```mermaid');
  expect(shop.reviews(number)).toHaveLength(1);
});

test('what was read before is neither fetched nor read again', async () => {
  const { idle, shop, requests } = await scenario({ analysis: {} });
  const services = Array.from({ length: 30 }, (_, index) => [
    `k8s/app${index}.yaml`,
    web('ClusterIP').replaceAll('web', `app${index}`),
  ]);
  shop.push({ branch: 'main', files: Object.fromEntries(services) });
  shop.push({ branch: 'work', from: 'main', files: { 'k8s/web.yaml': web('NodePort') } });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  const blobs = (): number => requests().filter((line) => line.includes('blobs')).length;
  expect(blobs()).toBe(32);
  shop.push({ branch: 'work', files: { 'k8s/app1.yaml': web('NodePort').replaceAll('web', 'app1') } });
  await shop.announce(number, 'synchronize');
  await idle();
  expect(blobs()).toBe(1);
});

test('a push ends the analysis that is busy with an older head', async () => {
  const { idle, shop } = await scenario({ analysis, announceAfterMs: 0 });
  const first = shop.push({ branch: 'work', files: { ...exposed, 'compute.txt': '' } });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await expect.poll(() => shop.checks(first)).toMatchObject([{ status: 'in_progress' }]);
  const second = shop.push({ branch: 'work', files: { 'compute.txt': null } });
  await shop.announce(number, 'synchronize');
  await idle();
  expect(shop.checks(first)).toMatchObject([{ status: 'completed', conclusion: 'cancelled' }]);
  expect(shop.checks(second)).toMatchObject([{ conclusion: 'failure' }]);
});

test.each([
  { limits: { analysisMs: 300 }, files: { 'compute.txt': '' }, title: 'Incomplete: the files need too much time' },
  {
    limits: { contentBytes: 2_000 },
    files: { 'k8s/db.yaml': '# a\n'.repeat(1_000) },
    title: 'Incomplete: the files need too much memory',
  },
])('files that cost too much hold the gate: $title', async ({ limits, files, title }) => {
  const { idle, shop } = await scenario({ analysis: { ...analysis, ...limits } });
  const head = shop.push({ branch: 'work', files });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'failure', output: { title } }]);
});

test('they do not where the base says `on_incomplete: warn`', async () => {
  const { idle, shop } = await scenario({ analysis: { ...analysis, analysisMs: 300 } });
  shop.push({ branch: 'main', files: { '.github/portcullis.yml': 'version: 1\non_incomplete: warn\n' } });
  const head = shop.push({ branch: 'work', from: 'main', files: { 'compute.txt': '' } });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'neutral' }]);
});

test('waiting for another one’s analysis does not count as time', async () => {
  const { hub, idle, shop } = await scenario({
    analysis: { ...analysis, processes: 1, analysisMs: 3_000 },
    deadlineMs: 5_000,
  });
  const other = hub.repository('acme/other');
  other.push({ branch: 'main', files: { 'k8s/web.yaml': web('ClusterIP') }, from: null });
  const third = hub.repository('acme/third');
  third.push({ branch: 'main', files: { 'k8s/web.yaml': web('ClusterIP') }, from: null });
  for (const busy of [shop, other]) {
    busy.push({ branch: 'work', files: { 'compute.txt': '' } });
    await busy.announce(busy.open({ branch: 'work' }), 'opened');
  }
  const head = third.push({ branch: 'work', files: exposed });
  await third.announce(third.open({ branch: 'work' }), 'opened');
  await idle();
  expect(third.checks(head)).toMatchObject([{ conclusion: 'failure', output: { title: '1 blocking · 1 new way in' } }]);
});

test('what is busy when the service ends is ended, and its head is judged by the next one', async () => {
  const { idle, shop, restart } = await scenario({ analysis, endMs: 200 });
  const head = shop.push({ branch: 'work', files: { ...exposed, 'compute.txt': '' } });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await new Promise((later) => setTimeout(later, 1_000));
  const began = performance.now();
  await restart({ keepStore: true });
  expect(performance.now() - began).toBeLessThan(3_000);
  expect(shop.checks(head)).toEqual([]);
  const next = shop.push({ branch: 'work', files: { 'compute.txt': null } });
  await shop.announce(number, 'synchronize');
  await idle();
  expect(shop.checks(next)).toMatchObject([{ conclusion: 'failure' }]);
});
