import { expect, test } from 'vitest';
import { scenario, web } from '../support/scenario.ts';

async function judged() {
  const started = await scenario();
  const head = started.shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = started.shop.open({ branch: 'work' });
  await started.shop.announce(number, 'opened');
  await started.idle();
  const [run] = started.shop.checks(head);
  if (run === undefined) throw new Error('there is no check run to begin with');
  started.requests();
  return { ...started, head, number, run };
}

test('«Re-run» on a check writes a new run, although nothing changed', async () => {
  const { idle, shop, requests, head, run } = await judged();
  await shop.rerequest(run);
  await idle();
  expect(shop.checks(head).map(({ conclusion }) => conclusion)).toEqual(['failure', 'failure']);
  expect(requests().filter((line) => !line.startsWith('GET'))).toEqual(['POST …/check-runs']);
});

test('«Re-run all checks» finds the pull request through our own run, although GitHub names none', async () => {
  const { idle, shop, head } = await judged();
  await shop.rerequestSuite(head);
  await idle();
  expect(shop.checks(head)).toHaveLength(2);
});

test('«Re-run» on an overtaken commit answers there that it is, and judges the commit of now', async () => {
  const { idle, shop, number, head, run } = await judged();
  const next = shop.push({ branch: 'work', files: { 'note.txt': '1' } });
  await shop.announce(number, 'synchronize');
  await idle();
  await shop.rerequest(run);
  await idle();
  expect(shop.checks(head).map(({ conclusion }) => conclusion)).toEqual(['failure', 'cancelled']);
  expect(shop.checks(next).map(({ conclusion }) => conclusion)).toEqual(['failure', 'failure']);
});

test('a redelivered webhook writes nothing', async () => {
  const { idle, shop, number, requests } = await judged();
  await shop.announce(number, 'opened');
  await idle();
  expect(requests().filter((line) => !line.startsWith('GET'))).toEqual([]);
});

test('a merge group is judged as what it is: its tree against its base', async () => {
  const { idle, shop, number, requests } = await judged();
  const group = shop.push({
    branch: 'gh-readonly-queue/main/pr-1',
    from: 'main',
    files: { 'k8s/web.yaml': web('LoadBalancer') },
  });
  await shop.announceMergeGroup(number, group);
  await idle();
  expect(shop.checks(group)).toMatchObject([
    { conclusion: 'failure', externalId: `v1:mg:${shop.state.branches.get('main')}:-:0.1.0` },
  ]);
  expect(requests().filter((line) => !line.startsWith('GET'))).toEqual(['POST …/check-runs']);

  const [run] = shop.checks(group);
  if (run !== undefined) await shop.rerequest(run);
  await idle();
  expect(shop.checks(group)).toHaveLength(2);
});

test('two pull requests with one head share the worse verdict, until the worse one is closed', async () => {
  const { idle, shop } = await scenario();
  shop.push({ branch: 'exposed', from: 'main', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const head = shop.push({ branch: 'work', from: 'exposed', files: { 'note.txt': '1' } });
  const intoMain = shop.open({ branch: 'work', base: 'main' });
  const intoExposed = shop.open({ branch: 'work', base: 'exposed' });
  const latest = () => shop.checks(head).at(-1);

  await shop.announce(intoMain, 'opened');
  await idle();
  expect(latest()).toMatchObject({ conclusion: 'failure' });
  await shop.announce(intoExposed, 'opened');
  await idle();
  expect(latest()).toMatchObject({
    conclusion: 'failure',
    output: { title: `Blocked by #${intoMain}, which has the same head` },
  });

  shop.pull(intoMain).state = 'closed';
  await shop.announce(intoMain, 'closed');
  await idle();
  expect(latest()).toMatchObject({ conclusion: 'success' });
});
