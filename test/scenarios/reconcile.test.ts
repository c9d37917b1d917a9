import { expect, test } from 'vitest';
import { scenario, web } from '../support/scenario.ts';

const exposed = { 'k8s/web.yaml': web('LoadBalancer') };

test('what failed to be delivered is asked for again, once for each delivery', async () => {
  const { hub, shop, idle, restart } = await scenario();
  const head = shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  hub.failToDeliver({ event: 'pull_request', payload: shop.pullPayload(number, 'opened'), id: 'a' });
  hub.failToDeliver({ event: 'pull_request', payload: shop.pullPayload(number, 'edited'), id: 'b' });
  await restart({ reconcile: true });
  await expect.poll(() => shop.checks(head).length, patient).toBe(1);
  await idle();
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'failure' }]);
  const again = hub.calls.filter(({ route }) => route.includes('/attempts'));
  expect(again).toHaveLength(2);
});

test('an open pull request that nobody ever delivered gets its verdict', async () => {
  const { shop, idle, restart } = await scenario();
  const head = shop.push({ branch: 'work', files: exposed });
  shop.open({ branch: 'work' });
  await restart({ reconcile: true });
  await expect.poll(() => shop.checks(head).length, patient).toBe(1);
  await idle();
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'failure' }]);
});

test('a check that was left in progress is brought to its end, and one that has just begun is left to whoever began it', async () => {
  const { hub, shop, idle, restart } = await scenario();
  const heads = ['stuck', 'fresh'].map((branch) => {
    const head = shop.push({ branch, from: 'main', files: exposed });
    const number = shop.open({ branch });
    const startedAt = new Date(Date.now() - (branch === 'stuck' ? 3_600_000 : 1_000)).toISOString();
    shop.state.checkRuns.set(head.length + branch.length, {
      ...blankRun(hub.appId),
      id: head.length + branch.length,
      headSha: head,
      externalId: `v1:${number}:`,
      startedAt,
    });
    return head;
  });
  await restart({ reconcile: true });
  const [stuck = '', fresh = ''] = heads;
  await expect.poll(() => shop.checks(stuck).some(({ status }) => status === 'completed'), patient).toBe(true);
  await idle();
  expect(shop.checks(fresh)).toMatchObject([{ status: 'in_progress' }]);
});

test('a check that an outage of GitHub left without a verdict is tried again, but not at once', async () => {
  const { hub, shop, idle, restart } = await scenario();
  const heads = ['long ago', 'now'].map((when) => {
    const head = shop.push({ branch: when, from: 'main', files: { ...exposed, 'note.txt': when } });
    const number = shop.open({ branch: when });
    const startedAt = new Date(Date.now() - (when === 'now' ? 60_000 : 3_600_000)).toISOString();
    const id = head.length + when.length;
    const unable = { status: 'completed' as const, conclusion: 'timed_out', startedAt };
    shop.state.checkRuns.set(id, { ...blankRun(hub.appId), ...unable, id, headSha: head, externalId: `v1:${number}:` });
    return head;
  });
  await restart({ reconcile: true });
  const [old = '', fresh = ''] = heads;
  await expect.poll(() => shop.checks(old).at(-1)?.conclusion, patient).toBe('failure');
  await idle();
  expect(shop.checks(fresh)).toMatchObject([{ conclusion: 'timed_out' }]);
});

const blankRun = (appId: number) => ({
  createdAt: 0,
  appId,
  name: 'Portcullis',
  status: 'in_progress' as const,
  conclusion: null,
  externalId: '',
  detailsUrl: null,
  output: { title: null, summary: null, text: null },
  actions: [],
  completedAt: null,
  annotations: [],
});

test('a pull request whose new base nobody told of is judged against it', async () => {
  const { shop, idle, restart } = await scenario();
  shop.push({ branch: 'release', from: 'main', files: exposed });
  shop.push({ branch: 'work', from: 'release', files: { 'note.txt': '1' } });
  const number = shop.open({ branch: 'work', base: 'release' });
  await shop.announce(number, 'opened');
  await idle();
  const head = shop.pull(number).headSha;
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'success' }]);
  shop.pull(number).baseBranch = 'main';
  await restart({ reconcile: true, keepStore: true });
  await expect.poll(() => shop.checks(head).at(-1)?.conclusion, patient).toBe('failure');
});

test('when everything is judged, reconciling costs one request for each hundred pull requests and writes nothing', async () => {
  const { hub, shop, idle, restart, requests } = await scenario();
  for (let index = 0; index < 120; index++) {
    const headSha = shop.push({ branch: `work-${index}`, from: 'main', files: { 'note.txt': String(index) } });
    const number = shop.open({ branch: `work-${index}` });
    const done = { status: 'completed' as const, conclusion: 'success', startedAt: '2026-01-05T10:00:00Z' };
    shop.state.checkRuns.set(index, {
      ...blankRun(hub.appId),
      id: index,
      headSha,
      externalId: `v1:${number}:`,
      ...done,
    });
  }
  await restart({ reconcile: true });
  const asked: string[] = [];
  const asking = () => asked.push(...requests());
  await expect.poll(() => asking() && asked.filter((line) => line === 'POST /graphql').length, patient).toBe(2);
  await idle();
  asking();
  // Besides what the app asks in its own name: who it is, where it is installed, what was not delivered.
  expect(asked.toSorted()).toEqual(['GET /installation/repositories', 'POST /graphql', 'POST /graphql']);
});

/** GitHub's schema has to be read first. */
const patient = { timeout: 15_000 } as const;

test('the check of another pull request with the same head is no verdict on the one that nobody delivered', async () => {
  const { shop, idle, restart } = await scenario();
  shop.push({ branch: 'exposed', from: 'main', files: exposed });
  const head = shop.push({ branch: 'work', from: 'exposed', files: { 'note.txt': '1' } });
  const green = shop.open({ branch: 'work', base: 'exposed' });
  await shop.announce(green, 'opened');
  await idle();
  expect(shop.checks(head).at(-1)?.conclusion).toBe('success');
  shop.open({ branch: 'work', base: 'main' });
  await restart({ reconcile: true, keepStore: true });
  await expect.poll(() => shop.checks(head).at(-1)?.conclusion, patient).toBe('failure');
});

test('a verdict that rests on a decision is drawn anew when the decision ends', async () => {
  const { shop, idle, restart, store } = await scenario();
  shop.role('alice', 'admin');
  const head = shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  await shop.review(number, 'alice', '/portcullis accept all for a day');
  await idle();
  expect(shop.checks(head).at(-1)?.conclusion).toBe('success');
  const [granted] = await store().waivers.inForce({ repositoryId: shop.state.id, number }, 0);
  const subject = { installationId: 1, repositoryId: shop.state.id, subject: `#${number}` };
  expect(await store().records.find(subject)).toMatchObject({ decidedUntil: granted?.expiresAt });
  const later = Date.now() + 40 * 24 * 3_600_000;
  await restart({ reconcile: true, keepStore: true, now: () => later });
  await expect.poll(() => shop.checks(head).at(-1)?.conclusion, patient).toBe('failure');
  await idle();
  expect(shop.checks(head).at(-1)?.output.summary).toContain('no longer:');
});

test('another version of Portcullis judges a pull request at its next push, and not before', async () => {
  const { hub, shop, idle, restart } = await scenario();
  const head = shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  hub.forgetCalls();
  await restart({ reconcile: true, keepStore: true, engine: '99.0.0' });
  await expect.poll(() => hub.calls.some(({ route }) => route === 'POST /graphql'), patient).toBe(true);
  await idle();
  expect(shop.checks(head)).toHaveLength(1);
  const next = shop.push({ branch: 'work', files: { 'note.txt': '1' } });
  await shop.announce(number, 'synchronize');
  await idle();
  expect(shop.checks(next)).toMatchObject([{ externalId: expect.stringMatching(/:99\.0\.0$/) }]);
});
