import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { operatorPages } from '../../src/operation/pages.ts';
import { prometheus } from '../../src/operation/prometheus.ts';
import { type Readiness, readiness } from '../../src/operation/readiness.ts';
import { sqliteStore } from '../../src/store/sqlite.ts';

function pages({ recentMs = 0, ready = readiness({}), metricsToken = undefined as string | undefined } = {}) {
  const lag = { recentMs: () => recentMs, worstMs: () => 0, stop: () => {} };
  const admin = { adminToken: undefined, store: sqliteStore(':memory:'), server: 'https://github.com', now: Date.now };
  const all = operatorPages({ lag, readiness: ready, metrics: prometheus(lag), metricsToken, ...admin });
  return async (path: string, authorization?: string) => {
    const request = { headers: { authorization } } as IncomingMessage; // of a request the pages read one header
    const page = await all.get(path)?.(request);
    return page && `${page.status} ${page.text?.split('\n')[0] ?? ''}`.trim();
  };
}

test.each([
  { lag: 0, says: '200 ok' },
  { lag: 999, says: '200 ok' },
  { lag: 1000, says: '503 stuck' },
])('a loop that is $lag ms late is $says', async ({ lag, says }) => {
  expect(await pages({ recentMs: lag })('/livez')).toBe(says);
});

const slow = (): Promise<boolean> => new Promise(() => {});
const broken = (): Promise<boolean> => Promise.reject(new Error('the disk at /data is full'));

test.each<{ what: string; ready: Readiness; says: string }>([
  { what: 'all is well', ready: readiness({ store: () => {}, github: () => true }), says: '200 ok' },
  { what: 'one thing is not', ready: readiness({ store: () => true, github: () => false }), says: '503 github' },
  { what: 'two things are not', ready: readiness({ store: broken, github: () => false }), says: '503 store' },
  { what: 'something does not answer', ready: readiness({ store: slow }), says: '503 store' },
])('where $what, readiness says so in a word', async ({ ready, says }) => {
  expect(await pages({ ready })('/readyz')).toBe(says);
});

test('a process that is ending is not ready at once, however well it is', async () => {
  const ready = readiness({ store: () => true });
  const get = pages({ ready });
  expect(await get('/readyz')).toBe('200 ok');
  ready.end();
  expect(await get('/readyz')).toBe('503 ending');
});

test('many probes at once cost one look', async () => {
  let looks = 0;
  const ready = readiness({ store: () => sleep(5).then(() => ++looks > 0) });
  await Promise.all(Array.from({ length: 50 }, () => ready.amiss()));
  expect(looks).toBe(1);
});

test('the metrics are everybody’s, or whose who has the token', async () => {
  expect(await pages()('/metrics')).toMatch(/^200 # HELP/);
  const get = pages({ metricsToken: 'a-token-of-ours-1' });
  expect(await get('/metrics')).toBe('401');
  expect(await get('/metrics', 'Bearer a-token-of-ours-2')).toBe('401');
  expect(await get('/metrics', 'a-token-of-ours-1')).toBe('401');
  expect(await get('/metrics', 'Bearer a-token-of-ours-1')).toMatch(/^200 # HELP/);
});
