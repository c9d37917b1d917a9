import { expect, test, vi } from 'vitest';
import { usualPermissions } from '../support/fakehub/permissions.ts';
import type { Fault } from '../support/fakehub/state.ts';
import { loadBalancer, openGate } from '../support/gate.ts';

const permission = { method: 'GET', path: '/collaborators/' } as const;
const membership = { method: 'GET', path: '/memberships/' } as const;
const graphql = { method: 'POST', path: '/graphql' } as const;

/** What a member of a team orders, while something goes wrong with one of the calls that it takes. */
async function ordered(fault: Fault) {
  const on = await openGate('waivers: { role: admin, teams: [platform-security] }\n');
  on.hub.team('acme/platform-security', ['carol']);
  on.hub.grant({ ...usualPermissions, members: 'read' });
  on.hub.fail(fault);
  await on.shop.review(on.number, 'carol', '/portcullis accept all planned');
  await on.idle();
  return on;
}

test.each([
  { what: 'an outage while the role is asked for', fault: { ...permission, status: 502, times: 2 } },
  {
    what: 'a limit while the role is asked for',
    fault: { ...permission, status: 429, headers: { 'retry-after': '1' } },
  },
  { what: 'an outage while the team is asked for', fault: { ...membership, status: 503, times: 2 } },
  { what: 'an outage while the text is looked at', fault: { ...graphql, status: 502, times: 2 } },
])('$what puts an order off, and it is carried out', async ({ fault }) => {
  const { verdict, shop, number } = await ordered(fault);
  expect(verdict()).toBe('success');
  expect(shop.reviews(number).at(-1)?.reactions).toEqual(['THUMBS_UP']);
});

test.each([
  { what: 'that the app may not ask for the role', fault: { ...permission, status: 403 }, says: 'may not ask GitHub' },
  { what: 'that nobody has that name', fault: { ...permission, status: 404 }, says: 'no longer knows them' },
  { what: 'that the app may not ask for the team', fault: { ...membership, status: 403 }, says: 'members: read' },
  { what: 'that nobody is in the team', fault: { ...membership, status: 404 }, says: 'or a member of' },
])('when GitHub says $what, nothing is granted', async ({ fault, says }) => {
  const { verdict, check } = await ordered(fault);
  expect(verdict()).toBe('failure');
  expect(check().output.summary).toContain(says);
});

test.each([
  { what: 'the role', fault: permission },
  { what: 'the team', fault: membership },
  { what: 'the text', fault: graphql },
])('while GitHub never answers for $what, nothing passes, and the order waits', async ({ fault }) => {
  const { verdict, shop, number, store } = await ordered({ ...fault, status: 503, times: 1_000 });
  expect(verdict()).toBe('timed_out');
  expect(await store().inbox.commands(shop.state.id, number)).toHaveLength(1);
  expect(await store().waivers.audit({ since: 0, limit: 1 })).toEqual([]);
});

test('a reaction that GitHub refuses holds nothing back', async () => {
  const on = await openGate();
  on.hub.disturb((call) =>
    call.route === 'POST /graphql' && call.body.includes('mutation')
      ? { status: 403, body: { message: 'Resource not accessible by integration' } }
      : undefined,
  );
  await on.shop.review(on.number, 'alice', '/portcullis accept all planned');
  await on.idle();
  expect(on.verdict()).toBe('success');
});

test('a pull request that is closed has no use for orders, and one that is opened again is not bound by them', async () => {
  const on = await openGate();
  on.shop.pull(on.number).state = 'closed';
  await on.shop.review(on.number, 'alice', '/portcullis accept all planned');
  await on.shop.announce(on.number, 'closed');
  await on.idle();
  on.shop.pull(on.number).state = 'open';
  await on.shop.announce(on.number, 'reopened');
  await on.idle();
  expect(on.verdict()).toBe('failure');
});

test('an order outlives the process that took it', async () => {
  const on = await openGate();
  on.hub.fail({ ...permission, status: 503, times: 1_000 });
  await on.shop.review(on.number, 'alice', '/portcullis accept all planned');
  await on.idle();
  expect(on.verdict()).toBe('timed_out');
  on.hub.clearFaults();
  await on.restart({ keepStore: true });
  await on.shop.announce(on.number, 'synchronize');
  await on.idle();
  expect(on.verdict()).toBe('success');
});

test('a redelivered order is carried out once', async () => {
  const on = await openGate();
  const delivered = await on.shop.review(on.number, 'alice', '/portcullis accept all planned');
  await on.idle();
  await on.shop.review(on.number, 'alice', '/portcullis revoke');
  await on.idle();
  expect(on.verdict()).toBe('failure');
  expect(await on.hub.redeliver(delivered.id)).toMatchObject({ id: delivered.id });
  await on.idle();
  expect(on.verdict()).toBe('failure');
});

test('an order that comes while another one is carried out is about what was shown, and is carried out', async () => {
  const on = await openGate();
  await on.push({ 'k8s/db.yaml': loadBalancer.replaceAll('web', 'db') });
  const [first, second] = on.ids();
  let later: Promise<unknown> | undefined;
  on.hub.disturb(({ route }) => {
    if (route === 'POST /repos/{owner}/{repo}/check-runs')
      later ??= on.shop.review(on.number, 'alice', `/portcullis accept ${second} two`);
    return undefined;
  });
  await on.shop.review(on.number, 'alice', `/portcullis accept ${first} one`);
  await on.idle();
  await later;
  await on.idle();
  expect(on.verdict()).toBe('success');
});

test('a text with many orders costs as many questions as one with a single order', async () => {
  const asked = async (body: string): Promise<number> => {
    const { shop, number, idle, requests } = await openGate();
    requests();
    await shop.review(number, 'stranger', body);
    await idle();
    return requests().length;
  };
  const one = await asked('/portcullis accept all planned');
  expect(await asked(Array.from({ length: 20 }, () => '/portcullis accept all planned').join('\n'))).toBe(one);
});

test('a label is the same label however it is written', async () => {
  const on = await openGate();
  await on.shop.label(on.number, 'alice', 'Exposure-Accepted');
  await on.idle();
  expect(on.verdict()).toBe('success');
});

test('an order that is delivered an hour late is about what its author saw then', async () => {
  const on = await openGate();
  const createdAt = Date.now() - 3_600_000;
  await on.shop.review(on.number, 'alice', '/portcullis accept all planned', { createdAt });
  await on.idle();
  expect(on.verdict()).toBe('failure');
  expect(on.check().output.summary).toContain('the check has changed since');
});

test('an order whose process dies before it is settled is not refused afterwards', async () => {
  const on = await openGate();
  vi.spyOn(on.store().inbox, 'settle').mockRejectedValueOnce(new Error('the process has died'));
  await on.shop.review(on.number, 'alice', '/portcullis accept all planned');
  await on.idle();
  await on.shop.announce(on.number, 'synchronize');
  await on.idle();
  expect(on.verdict()).toBe('success');
  expect(on.check().output.summary).not.toContain('nothing was done');
  expect(on.shop.reviews(on.number).at(-1)?.reactions).not.toContain('CONFUSED');
});

test.each([
  {
    what: 'ids',
    body: `/portcullis accept ${Array.from({ length: 8_000 }, (_, id) => `${1_000_000 + id}`).join(' ')}`,
  },
  { what: 'a word', body: `/portcullis ${'x'.repeat(60_000)}` },
])('what a stranger orders with very many $what is kept in short', async ({ body }) => {
  const on = await openGate();
  await on.shop.review(on.number, 'stranger', `${body} planned`);
  await on.idle();
  const [record] = await on.store().records.open(on.shop.state.id);
  expect(record?.refusals).toHaveLength(1);
  expect(JSON.stringify(record).length).toBeLessThan(10_000);
});
