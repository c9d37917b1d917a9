import { expect, test } from 'vitest';
import { type Analyse, analyseHere } from '../../src/app/analyse.ts';
import { RetryLater } from '../../src/app/retry-later.ts';
import { scenario, web } from '../support/scenario.ts';

const here = analyseHere();

test('the newest head wins: the run of an overtaken one is cancelled and says nothing more', async () => {
  const gates: (() => void)[] = [];
  const { idle, shop } = await scenario({
    announceAfterMs: 0,
    analyse: async (question) => {
      if (gates.length === 0) await new Promise<void>((open) => gates.push(open));
      return here(question);
    },
  });
  const first = shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await expect.poll(() => shop.checks(first)).toMatchObject([{ status: 'in_progress' }]);

  const second = shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('NodePort') } });
  await shop.announce(number, 'synchronize');
  gates[0]?.();
  await idle();
  expect(shop.checks(first)).toMatchObject([{ status: 'completed', conclusion: 'cancelled' }]);
  expect(shop.checks(second)).toMatchObject([{ conclusion: 'neutral' }]);
  expect(shop.comments(number)).toHaveLength(1);
  expect(shop.comments(number)[0]?.body).toContain(second.slice(0, 7));
});

test('an overtaken head of which nothing was said yet stays without a word', async () => {
  const gates: (() => void)[] = [];
  const { idle, shop } = await scenario({
    analyse: async (question) => {
      if (gates.length === 0) await new Promise<void>((open) => gates.push(open));
      return here(question);
    },
  });
  const first = shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await expect.poll(() => gates).toHaveLength(1);
  const second = shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('ClusterIP') } });
  await shop.announce(number, 'synchronize');
  gates[0]?.();
  await idle();
  expect(shop.checks(first)).toEqual([]);
  expect(shop.checks(second)).toMatchObject([{ conclusion: 'success' }]);
});

test('deliveries out of order end in the verdict on the newest head', async () => {
  const { hub, idle, shop } = await scenario();
  const old = shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = shop.open({ branch: 'work' });
  const opened = shop.pullPayload(number, 'opened');
  const head = shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('ClusterIP') } });
  await shop.announce(number, 'synchronize');
  await idle();
  await hub.deliver({ event: 'pull_request', payload: opened });
  await idle();
  expect(shop.checks(old)).toEqual([]);
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'success' }]);
});

test('two deliveries at once write everything once', async () => {
  const { hub, idle, shop, requests } = await scenario();
  const head = shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = shop.open({ branch: 'work' });
  const payload = shop.pullPayload(number, 'opened');
  await Promise.all([1, 2, 3].map(() => hub.deliver({ event: 'pull_request', payload })));
  await idle();
  expect([shop.checks(head), shop.comments(number), shop.reviews(number)].map(({ length }) => length)).toEqual([
    1, 1, 1,
  ]);
  expect(requests().filter((line) => !line.startsWith('GET'))).toHaveLength(3);
});

test('a push that changes no way in writes its check and leaves the comment as it is', async () => {
  const { idle, shop, requests } = await scenario();
  shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  requests();
  const next = shop.push({ branch: 'work', files: { 'README.md': '# Shop\n' } });
  await shop.announce(number, 'synchronize');
  await idle();
  expect(shop.checks(next)).toMatchObject([{ conclusion: 'failure' }]);
  expect(requests().filter((line) => !line.startsWith('GET'))).toEqual(['POST …/check-runs']);
});

test('when nothing is left to say, the comment and the review comment say so, once', async () => {
  const { idle, shop, requests } = await scenario();
  shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  for (const note of ['a', 'b']) {
    shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('ClusterIP'), 'note.txt': note } });
    await shop.announce(number, 'synchronize');
    await idle();
  }
  expect(shop.comments(number)).toHaveLength(1);
  expect(shop.comments(number)[0]?.body).toContain('no change any more');
  expect(requests().filter((line) => line.startsWith('PATCH'))).toEqual([
    'PATCH …/issues/comments/{comment_id}',
    'PATCH …/pulls/comments/{comment_id}',
  ]);
});

test('a comment that somebody deleted is written anew', async () => {
  const { idle, shop } = await scenario();
  shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  shop.state.comments.clear();
  shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('NodePort') } });
  await shop.announce(number, 'synchronize');
  await idle();
  expect(shop.comments(number)).toHaveLength(1);
});

test('a new base is judged as a new pull request, and the check stops being green at once', async () => {
  const { idle, shop, requests } = await scenario();
  shop.push({ branch: 'release', from: 'main', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const head = shop.push({ branch: 'work', from: 'release', files: { 'note.txt': '1' } });
  const number = shop.open({ branch: 'work', base: 'release' });
  await shop.announce(number, 'opened');
  await idle();
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'success' }]);
  requests();

  shop.pull(number).baseBranch = 'main';
  await shop.announce(number, 'edited', { changes: { base: { ref: { from: 'release' } } } });
  await idle();
  expect(shop.checks(head).at(-1)).toMatchObject({ conclusion: 'failure' });
  const [announced, completed] = requests().filter((line) => line.includes('check-runs'));
  expect([announced, completed]).toEqual(['POST …/check-runs', 'PATCH …/check-runs/{check_run_id}']);
});

test('an edited title is none of our business', async () => {
  const { idle, shop, requests } = await scenario();
  shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = shop.open({ branch: 'work' });
  expect((await shop.announce(number, 'edited', { changes: { title: { from: 'x' } } })).status).toBe(202);
  await idle();
  expect(requests()).toEqual([]);
});

test('a base branch that is gone, and a head branch that is gone, leave the commits to be judged', async () => {
  const { idle, shop } = await scenario();
  shop.push({ branch: 'release', from: 'main', files: { 'note.txt': '1' } });
  const head = shop.push({ branch: 'work', from: 'release', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = shop.open({ branch: 'work', base: 'release' });
  shop.deleteBranch('release');
  shop.deleteBranch('work');
  await shop.announce(number, 'opened');
  await idle();
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'failure' }]);
});

test('a pull request that was closed before its turn is left alone', async () => {
  const { idle, shop, requests } = await scenario();
  shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = shop.open({ branch: 'work' });
  const opened = await shop.announce(number, 'opened');
  shop.pull(number).state = 'closed';
  await idle();
  expect(opened.status).toBe(202);
  expect(requests().filter((line) => !line.startsWith('GET'))).toEqual([]);
});

test('what the base branch gained meanwhile is not called the pull request’s', async () => {
  const { idle, shop } = await scenario();
  const head = shop.push({ branch: 'work', files: { 'note.txt': '1' } });
  shop.push({ branch: 'main', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'success', output: { title: 'No exposure change' } }]);
});

test('a webhook of an older push that comes last does not make the check of the newest appear twice', async () => {
  const slow: Analyse = async (question) => {
    await new Promise((done) => setTimeout(done, 300));
    question.signal.throwIfAborted();
    return here(question);
  };
  const { hub, shop, idle } = await scenario({ announceAfterMs: 0, analyse: slow });
  const older = shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('NodePort') } });
  const number = shop.open({ branch: 'work' });
  const late = shop.pullPayload(number, 'opened');
  const head = shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  await shop.announce(number, 'synchronize');
  await expect.poll(() => shop.checks(head).map(({ status }) => status)).toEqual(['in_progress']);
  await hub.deliver({ event: 'pull_request', payload: late });
  await idle();
  expect(shop.checks(head).map(({ conclusion }) => conclusion)).toEqual(['failure']);
  expect(shop.checks(older)).toEqual([]);
});

test('a pull request that is closed while its check is in progress leaves none behind', async () => {
  const busy: Analyse = async () => {
    await new Promise((done) => setTimeout(done, 200));
    throw new RetryLater('GitHub is busy');
  };
  const { shop, idle } = await scenario({ announceAfterMs: 0, analyse: busy });
  const head = shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await expect.poll(() => shop.checks(head).map(({ status }) => status)).toEqual(['in_progress']);
  shop.pull(number).state = 'closed';
  await idle();
  expect(shop.checks(head).map(({ status, conclusion }) => [status, conclusion])).toEqual([['completed', 'cancelled']]);
});
