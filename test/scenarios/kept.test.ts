import { expect, test } from 'vitest';
import { scenario, web } from '../support/scenario.ts';

const asked = (requests: readonly string[], part: string): number =>
  requests.filter((line) => line.includes(part)).length;

test('a restart fetches no file again that it had before', async () => {
  const { idle, shop, requests, restart } = await scenario();
  shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  expect(asked(requests(), '/git/blobs/')).toBe(2);
  await restart({ keepStore: true });
  const head = shop.push({ branch: 'work', files: { 'k8s/db.yaml': web('ClusterIP').replaceAll('web', 'db') } });
  await shop.announce(number, 'synchronize');
  await idle();
  expect(asked(requests(), '/git/blobs/')).toBe(1);
  expect(shop.checks(head)).toMatchObject([{ conclusion: 'failure' }]);
});

test('what was judged before is told again without a new analysis', async () => {
  const { idle, shop, requests, restart } = await scenario();
  const head = shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  await restart({ keepStore: true, analyse: () => Promise.reject(new Error('nobody analyses')) });
  requests();
  const [run] = shop.checks(head);
  if (run === undefined) throw new Error('there is no check run to re-run');
  await shop.rerequest(run);
  await idle();
  expect(shop.checks(head).map(({ conclusion }) => conclusion)).toEqual(['failure', 'failure']);
});
