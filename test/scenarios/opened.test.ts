import { expect, test } from 'vitest';
import { scenario, web } from '../support/scenario.ts';

test('a pull request that opens a load balancer gets its check, its comment and its review, in this order', async () => {
  const { idle, shop, requests } = await scenario();
  const head = shop.push({ branch: 'public', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = shop.open({ branch: 'public' });
  expect((await shop.announce(number, 'opened')).status).toBe(202);
  await idle();

  expect(shop.checks(head)).toMatchObject([
    {
      name: 'Portcullis',
      status: 'completed',
      conclusion: 'failure',
      externalId: `v1:1:${shop.state.branches.get('main')}:-:0.1.0`,
      output: { title: '1 blocking · 1 new way in' },
      annotations: [
        {
          path: 'k8s/web.yaml',
          start_line: 18,
          annotation_level: 'failure',
        },
      ],
    },
  ]);
  const [comment, ...others] = shop.comments(number);
  expect(others).toEqual([]);
  expect(comment?.body).toMatch(/^<!-- portcullis:sticky v1 -->\n### Port exposure: 1 blocking · 1 new way in\n/);
  expect(comment?.body).toContain('```mermaid\n');
  expect(shop.reviews(number)).toMatchObject([
    { event: 'COMMENT', commitId: head, comments: [{ path: 'k8s/web.yaml', line: 18, side: 'RIGHT' }] },
  ]);
  expect(requests().filter((line) => !line.startsWith('GET'))).toEqual([
    'POST …/check-runs',
    'POST …/issues/{issue_number}/comments',
    'POST …/pulls/{pull_number}/reviews',
  ]);
});

test('a pull request that opens nothing gets a green check and not a word', async () => {
  const { idle, shop, requests } = await scenario();
  const head = shop.push({ branch: 'docs', files: { 'README.md': '# Shop\n', 'k8s/more.yaml': 'a: 1\n' } });
  const number = shop.open({ branch: 'docs' });
  await shop.announce(number, 'opened');
  await idle();
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'success', output: { title: 'No exposure change' } }]);
  expect(shop.comments(number)).toEqual([]);
  expect(requests().filter((line) => !line.startsWith('GET'))).toEqual(['POST …/check-runs']);
});

test('a pull request from a fork is judged like any other', async () => {
  const { hub, idle, shop } = await scenario();
  const fork = hub.repository('stranger/shop', { forkOf: shop });
  const from = shop.state.branches.get('main') ?? '';
  const head = fork.push({ branch: 'main', from, files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = shop.open({ branch: 'main', fork });
  await shop.announce(number, 'opened');
  await idle();
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'failure' }]);
  expect(shop.comments(number)).toHaveLength(1);
  expect(shop.reviews(number)).toHaveLength(1);
});

test('a draft gets its check and its comment; its review waits until it is ready', async () => {
  const { idle, shop } = await scenario();
  const head = shop.push({ branch: 'draft', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = shop.open({ branch: 'draft', draft: true });
  await shop.announce(number, 'opened');
  await idle();
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'failure' }]);
  expect([shop.comments(number).length, shop.reviews(number).length]).toEqual([1, 0]);

  shop.pull(number).draft = false;
  await shop.announce(number, 'ready_for_review');
  await idle();
  expect([shop.comments(number).length, shop.reviews(number).length]).toEqual([1, 1]);
});

test('the configuration that judges is the base branch’s, not the pull request’s', async () => {
  const { idle, shop } = await scenario();
  shop.push({ branch: 'main', files: { '.github/portcullis.yml': 'version: 1\ncheck_name: Ports\n' } });
  const files = { 'k8s/web.yaml': web('LoadBalancer'), '.github/portcullis.yml': 'version: 1\nmode: observe\n' };
  const head = shop.push({ branch: 'lenient', files });
  const number = shop.open({ branch: 'lenient' });
  await shop.announce(number, 'opened');
  await idle();
  expect(shop.checks(head)).toMatchObject([{ name: 'Ports', conclusion: 'failure' }]);
});

test('a pull request that breaks the configuration is held; one that repairs it is not', async () => {
  const { idle, shop } = await scenario();
  const broken = { '.github/portcullis.yml': 'version: 1\nfail_onn: error\n' };
  const bad = shop.push({ branch: 'bad', files: broken });
  const first = shop.open({ branch: 'bad' });
  await shop.announce(first, 'opened');
  await idle();
  expect(shop.checks(bad)).toMatchObject([{ conclusion: 'failure' }]);
  expect(shop.checks(bad)[0]?.output.summary).toContain('.github/portcullis.yml');

  shop.push({ branch: 'main', files: broken });
  const good = shop.push({ branch: 'good', files: { '.github/portcullis.yml': 'version: 1\nfail_on: error\n' } });
  const second = shop.open({ branch: 'good' });
  await shop.announce(second, 'opened');
  await idle();
  expect(shop.checks(good)).toMatchObject([{ conclusion: 'success' }]);
});
