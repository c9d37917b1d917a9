import { expect, test } from 'vitest';
import { sealedCache } from '../../src/app/sealed-cache.ts';
import type { Cache } from '../../src/store/cache.ts';
import { sqliteStore } from '../../src/store/sqlite.ts';

const password = Buffer.from('stringData: {password: hunter2}');

/** A cache, and everything that was ever given to it. */
function watched(): { readonly cache: Cache; readonly given: Map<string, Uint8Array> } {
  const { cache } = sqliteStore(':memory:');
  const given = new Map<string, Uint8Array>();
  const put: Cache['put'] = (repositoryId, entries) => {
    for (const [name, bytes] of entries) given.set(name, bytes);
    return cache.put(repositoryId, entries);
  };
  return { cache: { ...cache, put }, given };
}

test('what was sealed opens again, and the store has not seen it', async () => {
  const { cache, given } = watched();
  const sealed = sealedCache(cache, 'the app’s key');
  await sealed.put(7, new Map([['a', password]]));
  expect(Buffer.from((await sealed.get(7, ['a'])).get('a') ?? []).equals(password)).toBe(true);
  expect(Buffer.from(given.get('a') ?? []).includes('hunter2')).toBe(false);
});

test('what was sealed with another key, for another place, or was changed is not there', async () => {
  const { cache, given } = watched();
  await sealedCache(cache, 'the old key').put(7, new Map([['a', password]]));
  expect((await sealedCache(cache, 'the new key').get(7, ['a'])).size).toBe(0);
  const bytes = Uint8Array.from(given.get('a') ?? []);
  await cache.put(8, new Map([['a', bytes]]));
  await cache.put(7, new Map([['b', bytes]]));
  const flipped = bytes.map((byte, index) => (index === 20 ? byte ^ 1 : byte));
  await cache.put(9, new Map([['a', flipped]]));
  await cache.put(9, new Map([['short', bytes.subarray(0, 5)]]));
  const old = sealedCache(cache, 'the old key');
  expect([(await old.get(7, ['a', 'b'])).size, (await old.get(8, ['a'])).size]).toEqual([1, 0]);
  expect((await old.get(9, ['a', 'short'])).size).toBe(0);
});

test('many entries are sealed in parts, and all are there but for one that is too large', async () => {
  const sealed = sealedCache(watched().cache, 'key');
  const entries = new Map(Array.from({ length: 5 }, (_, index) => [`k${index}`, Buffer.alloc(700_000, index)]));
  await sealed.put(7, new Map([...entries, ['large', Buffer.alloc(1_100_000)]]));
  const found = await sealed.get(7, [...entries.keys(), 'large', 'none']);
  expect([...found].map(([name, bytes]) => [name, bytes.length, bytes[9]])).toEqual(
    [...entries.keys()].map((name, index) => [name, 700_000, index]),
  );
});
