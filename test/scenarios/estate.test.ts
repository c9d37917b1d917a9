import { expect, test } from 'vitest';
import type { Call } from '../support/fakehub/state.ts';
import { type Disturbance, type FaultClass, faults } from '../support/faults.ts';
import { scenario, web } from '../support/scenario.ts';

/** What the app asks as itself and of a whole installation × what goes wrong; `npm run faults` tries all of it. */
const isWhole = process.env.FAULTS === 'all';
const tried = isWhole
  ? faults
  : faults.filter(({ what }) => ['502', '401', '429', '404', 'half an answer'].includes(what));

const exposed = { 'k8s/web.yaml': web('LoadBalancer') };
const installations = 'GET /app/installations';
const repositories = 'GET /installation/repositories';
const deliveries = 'GET /app/hook/deliveries';
const attempts = 'POST /app/hook/deliveries/{delivery_id}/attempts';
const graphql = 'POST /graphql';
const calls = ['GET /app', installations, repositories, deliveries, attempts, graphql];

type Strike = (call: Call) => Disturbance | undefined;

/** One webhook that GitHub could not deliver, one that was never sent, and one that comes in the end. */
async function overlooked(strike: Strike, tuning: Parameters<typeof scenario>[0] = {}) {
  const { hub, shop, idle, restart, logged } = await scenario({ requestTimeoutMs: 1_000, graceMs: 0, ...tuning });
  const open = (branch: string) => {
    const head = shop.push({ branch, from: 'main', files: { ...exposed, 'note.txt': branch } });
    return { head, number: shop.open({ branch }) };
  };
  const judged = ({ head }: { readonly head: string }) => shop.checks(head).map(({ conclusion }) => conclusion);
  const [failed, lost] = [open('failed'), open('lost')];
  hub.failToDeliver({ event: 'pull_request', payload: shop.pullPayload(failed.number, 'opened'), id: 'a' });
  hub.disturb(strike);
  await restart({ reconcile: true });
  const deliver = async () => {
    const last = open('last');
    await shop.announce(last.number, 'opened');
    await expect.poll(() => judged(last), { timeout: 15_000 }).toEqual(['failure']);
    await idle();
  };
  return { hub, shop, logged, deliver, failed: () => judged(failed), lost: () => judged(lost) };
}

const about: Parameters<FaultClass['strike']>[1] = { origin: '', repositoryId: 0 };

test.each(tried.filter(({ what }) => what !== 'moved'))(
  'after $what from each of its calls the next round finds what was overlooked',
  async ({ strike }) => {
    const struck = new Set<string>();
    const once: Strike = (call) => {
      if (!calls.includes(call.route) || struck.has(call.route)) return undefined;
      struck.add(call.route);
      return strike(call, about);
    };
    const { failed, lost, deliver } = await overlooked(once, { reconcileMs: 200 });
    await expect.poll(() => [failed(), lost()], { timeout: 15_000 }).toEqual([['failure'], ['failure']]);
    await deliver();
    expect([failed(), lost()]).toEqual([['failure'], ['failure']]);
  },
  60_000,
);

test.each([
  { call: 'GET /app', finds: 'failed, lost' },
  { call: installations, finds: 'failed' },
  { call: repositories, finds: 'failed' },
  { call: graphql, finds: 'failed' },
  { call: deliveries, finds: 'failed, lost' },
  { call: attempts, finds: 'failed, lost' },
])(
  'while $call fails, what the others find ($finds) is judged, and so is what is delivered',
  async ({ call, finds }) => {
    const { failed, lost, deliver } = await overlooked(({ route }) => (route === call ? { status: 410 } : undefined));
    const wanted = [finds.includes('failed') ? ['failure'] : [], finds.includes('lost') ? ['failure'] : []];
    await expect.poll(() => [failed(), lost()], { timeout: 15_000 }).toEqual(wanted);
    await deliver();
    expect([failed(), lost()]).toEqual(wanted);
  },
  60_000,
);

test('a repository that is gone since it was listed hides none of the others', async () => {
  const { hub, shop, idle, restart } = await scenario({ graceMs: 0 });
  const head = shop.push({ branch: 'work', files: exposed });
  shop.open({ branch: 'work' });
  hub.repository('acme/gone');
  hub.disturb(({ route }) => {
    if (route === graphql) hub.remove('acme/gone');
    return undefined;
  });
  await restart({ reconcile: true });
  await expect.poll(() => shop.checks(head).length, { timeout: 15_000 }).toBe(1);
  await idle();
});
