import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { adminPages } from '../../src/operation/admin-pages.ts';
import type { Page } from '../../src/operation/page.ts';
import { slowRefusal } from '../../src/operation/refusal.ts';
import { sqliteStore } from '../../src/store/sqlite.ts';

const token = 'an-admin-token-of-32-characters-';
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

function pages({ isConfigured = true } = {}) {
  const adminToken = isConfigured ? token : undefined;
  const store = sqliteStore(':memory:');
  let wrong = 0;
  const wrongToken = (): void => void wrong++;
  const all = adminPages({ adminToken, store, server: 'https://github.com', now: Date.now, wrongToken });
  return {
    wrong: () => wrong,
    get: async (url: string, authorization?: string) => {
      const request = { url, headers: { authorization } } as IncomingMessage; // of a request the pages read these
      return all.get(url.split('?')[0] ?? '')?.(request);
    },
  };
}

const wordsOf = (page: Page | undefined): string =>
  (page?.text ?? '')
    .replace(/<style>.*<\/style>|<[^>]+>/gs, ' ')
    .split(/\s+/)
    .join(' ')
    .trim();

describe('a stranger', () => {
  test('is told that it is running, where to sign in, and nothing else', async () => {
    const page = await pages().get('/');
    expect(page?.status).toBe(200);
    expect(wordsOf(page)).toBe('Portcullis Portcullis Portcullis is running. Sign in');
  });

  test('is not asked to sign in where nobody can', async () => {
    const { get } = pages({ isConfigured: false });
    expect(wordsOf(await get('/'))).toBe('Portcullis Portcullis Portcullis is running.');
    expect(await Promise.all(['/audit', '/sign-in'].map((path) => get(path)))).toEqual([undefined, undefined]);
  });

  test.each(['/sign-in', '/audit'])('is asked at %s for the token, at once', async (path) => {
    const { get, wrong } = pages();
    expect(await get(path)).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="Portcullis", charset="UTF-8"', 'cache-control': 'no-store' },
    });
    expect(wrong()).toBe(0);
  });
});

test.each([
  { what: 'a bearer', header: `Bearer ${token}` },
  { what: 'a password', header: basic(`anybody:${token}`) },
  { what: 'a password without a name', header: basic(`:${token}`) },
])('whoever has the token is let in with it as $what', async ({ header }) => {
  const { get, wrong } = pages();
  expect(await get('/', header)).toMatchObject({ status: 200, text: expect.stringContaining('Open pull requests') });
  expect(await get('/audit', header)).toMatchObject({ status: 200, type: 'application/x-ndjson' });
  expect(await get('/sign-in', header)).toMatchObject({ status: 303, headers: { location: '/' } });
  expect(wrong()).toBe(0);
});

test('whoever has a wrong one is let in nowhere, and waits for that', async () => {
  const { get, wrong } = pages();
  const headers = [
    '',
    token,
    'Bearer',
    `Bearer ${token}x`,
    `Bearer ${token.slice(1)}`,
    basic(token),
    basic(`${token}:`),
    basic(`x:${token} `),
    'Basic ?',
    `Digest ${token}`,
  ];
  const began = performance.now();
  const tried = await Promise.all(
    ['/', '/sign-in', '/audit'].flatMap((path) => headers.map((header) => get(path, header))),
  );
  expect(new Set(tried.map((page) => page?.status))).toEqual(new Set([401]));
  expect(performance.now() - began).toBeGreaterThan(900);
  expect(wrong()).toBe(30);
});

test('those who try many at once are sent away, until the first ones have waited', async () => {
  const refuse = slowRefusal({ waitMs: 50, most: 3 });
  const statuses = async () => (await Promise.all(Array.from({ length: 5 }, refuse))).map(({ status }) => status);
  expect(await statuses()).toEqual([401, 401, 401, 429, 429]);
  expect(await statuses()).toEqual([401, 401, 401, 429, 429]);
});

test.each(['31-01-2026', '2026-13-01', '2026', 'now', '1', '<script>'])(
  '«%s» is no date to begin the audit with',
  async (since) => {
    const page = await pages().get(`/audit?since=${encodeURIComponent(since)}`, `Bearer ${token}`);
    expect(page?.status).toBe(400);
    expect(page?.text).toBe('since is not a date such as 2026-01-31 or 2026-01-31T08:00:00Z\n');
  },
);

test.each(['2026-01-31', '2026-01-31T08:00Z', '2026-01-31T08:00:00.123%2B02:00'])('«%s» is one', async (since) => {
  expect(await pages().get(`/audit?since=${since}`, `Bearer ${token}`)).toMatchObject({ status: 200 });
});
