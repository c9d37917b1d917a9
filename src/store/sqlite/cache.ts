import type { DatabaseSync } from 'node:sqlite';
import { type Cache, type CacheOptions, cacheKey } from '../cache.ts';
import { slices } from '../slices.ts';
import { inTransaction } from './database.ts';

export function sqliteCache(database: DatabaseSync, { maxBytes, now }: CacheOptions): Cache {
  const read = database.prepare('UPDATE cache SET used_at = ? WHERE key = ? RETURNING bytes');
  const write = database.prepare(
    'INSERT OR IGNORE INTO cache (key, repository_id, bytes, used_at) VALUES (?, ?, ?, ?)',
  );
  const total = database.prepare('SELECT coalesce(sum(length(bytes)), 0) AS bytes FROM cache');
  const oldest = database.prepare('SELECT key, length(bytes) AS bytes FROM cache ORDER BY used_at, key');
  const remove = database.prepare('DELETE FROM cache WHERE key = ?');
  const counted = (): number => (total.get() as { bytes: number }).bytes;
  let held = counted();

  function makeRoom(): void {
    // Whole repositories may have been forgotten meanwhile.
    held = counted();
    // Some more than is needed, so that the next entry does not have to search again.
    const aim = maxBytes * 0.9;
    for (const row of oldest.iterate()) {
      if (held <= aim) break;
      const { key, bytes } = row as { key: string; bytes: number };
      remove.run(key);
      held -= bytes;
    }
  }
  const store = (repositoryId: number, [name, bytes]: readonly [string, Uint8Array]): void => {
    // What a key stands for never changes.
    if (write.run(cacheKey(repositoryId, name), repositoryId, bytes, now()).changes > 0) held += bytes.length;
  };
  return {
    get: async (repositoryId, keys) =>
      inTransaction(database, () => {
        const rows = keys.map((key) => [key, read.get(now(), cacheKey(repositoryId, key))] as const);
        return new Map(rows.flatMap(([key, row]) => (row === undefined ? [] : [[key, row.bytes as Uint8Array]])));
      }),
    put: async (repositoryId, entries) => {
      for (const slice of slices(entries)) {
        inTransaction(database, () => {
          for (const entry of slice) store(repositoryId, entry);
          if (held > maxBytes) makeRoom();
        });
        await new Promise((turn) => void setImmediate(turn));
      }
    },
  };
}
