import { expect, test } from 'vitest';
import { scenario, web } from '../support/scenario.ts';

const exposed = { 'k8s/web.yaml': web('LoadBalancer') };

test.each([
  { what: 'the check run', path: '/check-runs' },
  { what: 'the comment', path: '/issues/1/comments' },
  { what: 'the review', path: '/pulls/1/reviews' },
])('a 502 after GitHub had made $what does not make it twice', async ({ path }) => {
  const { hub, idle, shop } = await scenario();
  const head = shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  hub.fail({ method: 'POST', path, status: 502, when: 'after' });
  await shop.announce(number, 'opened');
  await idle();
  expect([shop.checks(head), shop.comments(number), shop.reviews(number)].map(({ length }) => length)).toEqual([
    1, 1, 1,
  ]);
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'failure' }]);
});

test.each([
  { what: 'the check run', path: '/check-runs' },
  { what: 'the comment', path: '/issues/1/comments' },
  { what: 'the review', path: '/pulls/1/reviews' },
])('a connection that breaks before GitHub makes $what only costs a second attempt', async ({ path }) => {
  const { hub, idle, shop } = await scenario();
  const head = shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  hub.fail({ method: 'POST', path, status: 0, when: 'before' });
  await shop.announce(number, 'opened');
  await idle();
  expect([shop.checks(head), shop.comments(number), shop.reviews(number)].map(({ length }) => length)).toEqual([
    1, 1, 1,
  ]);
});

test('annotations are not shown twice when the answer to an update is lost', async () => {
  const { hub, idle, shop } = await scenario({ announceAfterMs: 0 });
  const head = shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  hub.fail({ method: 'PATCH', path: '/check-runs/', status: 502, when: 'after' });
  hub.fail({ method: 'GET', path: '/compare/', delayMs: 50 });
  await shop.announce(number, 'opened');
  await idle();
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'failure' }]);
  expect(shop.checks(head)[0]?.annotations).toHaveLength(1);
});

test('a secondary limit puts the work off for as long as GitHub asks, and nothing is lost or doubled', async () => {
  const { hub, idle, shop, logged } = await scenario();
  const head = shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  const limit = {
    status: 403,
    headers: { 'retry-after': '1' },
    body: { message: 'You have exceeded a secondary rate limit' },
  };
  hub.fail({ method: 'POST', path: '/issues/1/comments', ...limit });
  await shop.announce(number, 'opened');
  await expect.poll(() => logged.join()).toContain('will try again');
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'failure' }]);
  expect(shop.comments(number)).toEqual([]);
  const began = Date.now();
  await idle();
  expect(Date.now() - began).toBeGreaterThan(700);
  expect([shop.checks(head), shop.comments(number), shop.reviews(number)].map(({ length }) => length)).toEqual([
    1, 1, 1,
  ]);
});

test('a review that GitHub refuses takes nothing from check and comment', async () => {
  const { hub, idle, shop } = await scenario();
  const head = shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  hub.fail({
    method: 'POST',
    path: '/pulls/1/reviews',
    status: 422,
    body: { message: 'line must be part of the diff' },
  });
  await shop.announce(number, 'opened');
  await idle();
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'failure' }]);
  expect(shop.comments(number)).toHaveLength(1);
});

test('while GitHub is down the work is put off; when it stays down, the check says so', async () => {
  const { hub, idle, shop } = await scenario();
  const head = shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  hub.fail({ path: '/compare/', status: 503, times: 100 });
  await shop.announce(number, 'opened');
  await idle();
  expect(shop.checks(head)).toMatchObject([
    { status: 'completed', conclusion: 'timed_out', output: { title: 'No verdict: GitHub did not answer' } },
  ]);
});

test('an error of our own ends the check as a failure with an id, and says nothing else', async () => {
  const { idle, shop, logged } = await scenario({
    analyse: () => Promise.reject(new TypeError('undefined is not a secret')),
  });
  const head = shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  const [check] = shop.checks(head);
  expect(check).toMatchObject({ status: 'completed', conclusion: 'failure' });
  const id = /^Portcullis failed \((\w{8})\)$/.exec(check?.output.title ?? '')?.[1];
  expect(JSON.stringify(check)).not.toContain('secret');
  expect(logged.join()).toContain(id);
  expect(logged.join()).toContain('undefined is not a secret');
});

test('«Re-run» writes one new check run, however often its comment has to be tried', async () => {
  const { hub, idle, shop } = await scenario();
  const head = shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  shop.state.comments.clear();
  shop.push({ branch: 'main', files: { 'note.txt': '1' } });
  shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('NodePort') } });
  const next = shop.pull(number).headSha;
  await shop.announce(number, 'synchronize');
  await idle();
  const [run] = shop.checks(next);
  if (run === undefined) throw new Error('there is no check run to re-run');
  shop.state.comments.clear();
  hub.fail({ path: '/issues/', status: 429, times: 2, headers: { 'retry-after': '1' } });
  shop.push({ branch: 'main', files: { 'k8s/db.yaml': web('ClusterIP').replaceAll('web', 'db') } });
  await shop.rerequest(run);
  await idle();
  expect(shop.checks(next)).toHaveLength(2);
  expect(shop.checks(head)).toHaveLength(1);
});

test('a run in progress that was put off is ended when a newer head takes over', async () => {
  const { hub, idle, shop, logged } = await scenario({ announceAfterMs: 0, backoffMs: () => 300 });
  const head = shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  hub.fail({ method: 'GET', path: '/git/blobs/', status: 503, times: 6, delayMs: 30 });
  await shop.announce(number, 'opened');
  await expect.poll(() => logged.join()).toContain('will try again');
  expect(shop.checks(head)).toMatchObject([{ status: 'in_progress' }]);
  const next = shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('NodePort') } });
  await shop.announce(number, 'synchronize');
  await idle();
  expect(shop.checks(head)).toMatchObject([{ status: 'completed', conclusion: 'cancelled' }]);
  expect(shop.checks(next)).toMatchObject([{ conclusion: 'neutral' }]);
});

test('a merge group’s run in progress is found again by the next attempt', async () => {
  const { hub, idle, shop } = await scenario({ announceAfterMs: 0 });
  const group = shop.push({ branch: 'gh-readonly-queue/main/pr-1', from: 'main', files: exposed });
  shop.push({ branch: 'work', from: 'main', files: exposed });
  const number = shop.open({ branch: 'work' });
  hub.fail({ method: 'GET', path: '/git/blobs/', status: 503, times: 6, delayMs: 30 });
  await shop.announceMergeGroup(number, group);
  await idle();
  expect(shop.checks(group)).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
});

test('a token that ended before its time is renewed', async () => {
  const { hub, idle, shop } = await scenario();
  shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  hub.revokeTokens();
  const head = shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('NodePort') } });
  await shop.announce(number, 'synchronize');
  await idle();
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'neutral' }]);
});

test('who only observes is not held up by an error of ours', async () => {
  const { idle, shop } = await scenario({ analyse: () => Promise.reject(new TypeError('a bug')) });
  shop.push({ branch: 'main', files: { '.github/portcullis.yml': 'version: 1\nmode: observe\n' } });
  const head = shop.push({ branch: 'work', from: 'main', files: exposed });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'neutral' }]);
  expect(shop.checks(head)[0]?.output.title).toMatch(/^Portcullis failed/);
});

test('commits that GitHub’s replicas do not know yet are asked for again, not called unrelated', async () => {
  const { hub, idle, shop } = await scenario();
  const head = shop.push({ branch: 'work', files: { 'k8s/db.yaml': web('ClusterIP').replaceAll('web', 'db') } });
  shop.push({ branch: 'main', files: { 'note.txt': '1' } });
  const number = shop.open({ branch: 'work' });
  hub.fail({ path: '/compare/', status: 404, times: 2, body: { message: 'Not Found' } });
  await shop.announce(number, 'opened');
  await idle();
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'success' }]);
  expect(shop.checks(head)[0]?.output.summary).not.toContain('no commit in common');
}, 15_000);

test('an analysis that takes too long ends as timed out', async () => {
  const { idle, shop } = await scenario({ deadlineMs: 200, analyse: () => new Promise(() => {}) });
  const head = shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'timed_out' }]);
});

test('a pull request that GitHub does not know yet is asked for again', async () => {
  const { hub, idle, shop } = await scenario();
  const head = shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  hub.fail({ method: 'GET', path: '/pulls/1', status: 404, body: { message: 'Not Found' } });
  await shop.announce(number, 'opened');
  await idle();
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'failure' }]);
}, 10_000);

test('a pull request without a verdict keeps another one with its head from turning the check green', async () => {
  const { hub, idle, shop } = await scenario();
  shop.push({ branch: 'release', from: 'main', files: exposed });
  const head = shop.push({ branch: 'work', from: 'main', files: exposed });
  const intoMain = shop.open({ branch: 'work' });
  hub.fail({ path: '/compare/main...', status: 503, times: 100 });
  await shop.announce(intoMain, 'opened');
  await idle();
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'timed_out' }]);
  const intoRelease = shop.open({ branch: 'work', base: 'release' });
  await shop.announce(intoRelease, 'opened');
  await idle();
  expect(shop.checks(head).at(-1)).toMatchObject({
    conclusion: 'failure',
    output: { title: `Blocked by #${intoMain}, which has the same head` },
  });
});

test('an attempt that was put off announces nothing behind the back of the next one', async () => {
  const { hub, idle, shop } = await scenario({ announceAfterMs: 200 });
  const head = shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  hub.fail({ method: 'GET', path: '/git/blobs/', status: 503, times: 6 });
  await shop.announce(number, 'opened');
  await idle();
  await new Promise((done) => setTimeout(done, 300));
  expect(shop.checks(head)).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
});

test('a push between verdict and comment leaves the comment to the newer verdict', async () => {
  const { hub, idle, shop } = await scenario();
  const head = shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  hub.fail({ method: 'POST', path: '/check-runs', delayMs: 100 });
  await shop.announce(number, 'opened');
  await expect.poll(() => hub.calls.some(({ route }) => route === 'POST /repos/{owner}/{repo}/check-runs')).toBe(true);
  shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('NodePort') } });
  await idle();
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'failure' }]);
  expect([shop.comments(number), shop.reviews(number)]).toEqual([[], []]);
});

test('a comment that carries our marker but is not ours is left alone', async () => {
  const { idle, shop } = await scenario();
  shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  const forged = shop.comment(number, '<!-- portcullis:sticky v1 -->\nall is well');
  const foreign = shop.comment(number, '<!-- portcullis:sticky v1 -->\nme too', { author: 'other[bot]', appId: 99 });
  await shop.announce(number, 'opened');
  await idle();
  expect([forged.body, foreign.body].map((body) => body.split('\n')[1])).toEqual(['all is well', 'me too']);
  expect(shop.comments(number)).toHaveLength(1);
});

test('after a restart the app finds its own comment and review again', async () => {
  const { idle, shop, restart } = await scenario();
  shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  await restart();
  shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('LoadBalancer', '---\nkind: none\n') } });
  await shop.announce(number, 'synchronize');
  await idle();
  expect([shop.comments(number), shop.reviews(number)].map(({ length }) => length)).toEqual([1, 1]);
});

test.each([
  { what: 'a wrong signature', delivery: { secret: 'not-the-secret' }, status: 401 },
  { what: 'no signature', delivery: { unsigned: true }, status: 401 },
])('a webhook with $what starts nothing', async ({ delivery, status }) => {
  const { hub, idle, shop, requests } = await scenario();
  shop.push({ branch: 'work', files: exposed });
  const number = shop.open({ branch: 'work' });
  const payload = shop.pullPayload(number, 'opened');
  expect(await hub.deliver({ event: 'pull_request', payload, ...delivery })).toMatchObject({ status, body: '' });
  await idle();
  expect(requests()).toEqual([]);
});

test('a webhook larger than GitHub ever sends is refused', async () => {
  const { hub, idle, requests } = await scenario();
  const payload = { padding: 'x'.repeat(26 * 1024 * 1024) };
  expect((await hub.deliver({ event: 'pull_request', payload })).status).toBe(413);
  await idle();
  expect(requests()).toEqual([]);
});

test('an event that nobody asked for is accepted and forgotten', async () => {
  const { hub, idle, requests } = await scenario();
  const payload = { action: 'created', installation: { id: 1 }, repositories: [] };
  expect((await hub.deliver({ event: 'installation', payload })).status).toBe(202);
  await idle();
  expect(requests()).toEqual([]);
});
