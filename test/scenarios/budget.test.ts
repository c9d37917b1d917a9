import { expect, test } from 'vitest';
import { scenario, web } from '../support/scenario.ts';

const isRead = (line: string): boolean => line.startsWith('GET');

test('a warm review reads at most four times and once for each changed file, and writes only what changed', async () => {
  const { shop, idle, requests } = await scenario();
  const services = Array.from({ length: 30 }, (_, index) => [
    `k8s/app${index}.yaml`,
    web('ClusterIP').replaceAll('web', `app${index}`),
  ]);
  shop.push({ branch: 'main', files: Object.fromEntries(services) });
  shop.push({ branch: 'work', from: 'main', files: { 'k8s/web.yaml': web('NodePort') } });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  requests();

  const changed = { 'k8s/app1.yaml': web('LoadBalancer').replaceAll('web', 'app1'), 'k8s/app2.yaml': '# gone\n' };
  shop.push({ branch: 'work', files: changed });
  await shop.announce(number, 'synchronize');
  await idle();
  const all = requests();
  expect(all.filter(isRead).length).toBeLessThanOrEqual(4 + 2);
  expect(all.filter((line) => line.includes('blobs'))).toHaveLength(2);
  expect(all.filter((line) => !isRead(line))).toEqual([
    'POST …/check-runs',
    'PATCH …/issues/comments/{comment_id}',
    'POST …/pulls/{pull_number}/reviews',
  ]);

  await shop.announce(number, 'synchronize');
  await idle();
  const again = requests();
  expect(again.filter(isRead).length).toBeLessThanOrEqual(4);
  expect(again.filter((line) => !isRead(line))).toEqual([]);
});

test('review comments are read only by a push after which they say something else', async () => {
  const { shop, idle, requests } = await scenario();
  shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('NodePort') } });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  requests();
  const pushed = async (type: 'ClusterIP' | 'NodePort', note: string): Promise<readonly string[]> => {
    shop.push({ branch: 'work', files: { 'k8s/web.yaml': web(type), 'note.txt': note } });
    await shop.announce(number, 'synchronize');
    await idle();
    return requests();
  };
  let pushes = 0;
  const list = 'GET …/pulls/{pull_number}/comments';
  for (const [type, isNews] of [
    ['NodePort', false],
    ['ClusterIP', true],
    ['ClusterIP', false],
    ['NodePort', true],
    ['NodePort', false],
  ] as const) {
    const all = await pushed(type, `${pushes++}`);
    expect(all.filter((line) => line === list)).toHaveLength(isNews ? 1 : 0);
    expect(all.filter((line) => line.startsWith('PATCH …/pulls/'))).toHaveLength(isNews ? 1 : 0);
    expect(all.filter(isRead).length).toBeLessThanOrEqual(4 + 1 + (isNews ? 1 : 0));
  }
});

test('a review that takes long costs one write more, and each further fifty annotations one more', async () => {
  const { hub, shop, idle, requests } = await scenario({ announceAfterMs: 0 });
  const open = Array.from({ length: 120 }, (_, index) => [
    `k8s/app${index}.yaml`,
    web('NodePort').replaceAll('web', `app${index}`),
  ]);
  hub.fail({ method: 'GET', path: '/tarball/', delayMs: 100 });
  const head = shop.push({ branch: 'work', files: Object.fromEntries(open) });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  expect(requests().filter((line) => line.includes('check-runs'))).toEqual([
    'POST …/check-runs',
    ...Array.from({ length: 3 }, () => 'PATCH …/check-runs/{check_run_id}'),
  ]);
  const [check] = shop.checks(head);
  expect(check?.annotations).toHaveLength(120);
  expect(new Set(check?.annotations.map(({ path }) => path)).size).toBe(120);
  expect(shop.reviews(number).flatMap(({ comments }) => comments)).toHaveLength(10);
});

test('ten pull requests of one installation are told within fifteen seconds', async () => {
  const { shop, idle } = await scenario();
  const numbers = Array.from({ length: 10 }, (_, index) => {
    shop.push({ branch: `work${index}`, from: 'main', files: { 'k8s/web.yaml': web('NodePort', `# ${index}\n`) } });
    return shop.open({ branch: `work${index}` });
  });
  const began = Date.now();
  await Promise.all(numbers.map((number) => shop.announce(number, 'opened')));
  await idle();
  expect(numbers.map((number) => shop.comments(number).length)).toEqual(numbers.map(() => 1));
  expect(Date.now() - began).toBeLessThan(15_000);
});
