import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { endOnSignal } from '../../src/operation/ending.ts';
import { environmentFor } from '../support/environment.ts';
import { type Fakehub, startFakehub } from '../support/fakehub/hub.ts';
import { observers } from '../support/observers.ts';
import { type RunningProcess, startProcess } from '../support/process.ts';
import { web } from '../support/scenario.ts';

const hubs: Fakehub[] = [];
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.close();
});

/** A process in the middle of a review, whose next request GitHub answers after `delayMs` only. */
async function reviewing(delayMs: number) {
  const hub = await startFakehub();
  hubs.push(hub);
  const shop = hub.repository('acme/shop');
  shop.push({ branch: 'main', files: { 'k8s/web.yaml': web('ClusterIP') }, from: null });
  const head = shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = shop.open({ branch: 'work' });
  const app = await startProcess(environmentFor(hub));
  hub.connect(`${app.url}/api/github/webhooks`);
  await expect.poll(() => ready(app)).toBe('200 ok');
  hub.fail({ method: 'GET', path: '/compare/', delayMs });
  await shop.announce(number, 'opened');
  await expect.poll(() => hub.calls.some(({ url }) => url.includes('/compare/'))).toBe(true);
  return { hub, shop, head, app };
}

async function ready({ url }: RunningProcess): Promise<string> {
  const response = await fetch(`${url}/readyz`, { headers: { connection: 'close' } });
  return `${response.status} ${await response.text()}`;
}

test('on SIGTERM it is not ready at once, finishes what it has begun, and ends well', async () => {
  const { shop, head, app } = await reviewing(3_500);
  const idle = connect(Number(new URL(app.url).port), '127.0.0.1');
  idle.write('GET /livez HTTP/1.1\r\nhost: x\r\n\r\n');
  await once(idle, 'data');
  const began = performance.now();
  app.signal('SIGTERM');
  await expect.poll(() => ready(app), { timeout: 1000, interval: 50 }).toBe('503 ending');
  await once(idle, 'close');
  await expect.poll(() => ready(app).catch(() => 'closed')).toBe('closed');
  expect(await app.ended).toBe(0);
  expect(performance.now() - began).toBeLessThan(28_000);
  expect(shop.checks(head)).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
});

test('a second signal ends it at once', async () => {
  const { app } = await reviewing(60_000);
  app.signal('SIGTERM');
  await expect.poll(() => ready(app), { timeout: 1000, interval: 50 }).toBe('503 ending');
  const began = performance.now();
  app.signal('SIGTERM');
  expect(await app.ended).toBe(1);
  expect(performance.now() - began).toBeLessThan(1000);
});

test('what does not end in good order is ended without', async () => {
  const exits: number[] = [];
  const heard = new Map<string, () => void>();
  endOnSignal({
    stop: () => new Promise(() => {}),
    log: observers().log,
    host: { on: (signal, hear) => heard.set(signal, hear), exit: (code) => void exits.push(code) },
    lastResortMs: 50,
  });
  heard.get('SIGTERM')?.();
  expect(exits).toEqual([]);
  await expect.poll(() => exits).toEqual([1]);
});
