import { type Cache, type CacheOptions, cacheKey } from '../cache.ts';
import type { Database } from './database.ts';

/** How much is written between two looks at the bound: it may be passed by as much, by each process. */
const checkEvery = 0.05;

export function postgresCache(database: Database, { maxBytes, now }: CacheOptions): Cache {
  let unchecked = 0;
  return {
    get: async (repositoryId, keys) => {
      const { rows } = await database.query(
        'UPDATE portcullis.cache SET used_at = $2 WHERE key = ANY($1) RETURNING key, bytes',
        [keys.map((key) => cacheKey(repositoryId, key)), now()],
      );
      const found = rows as { readonly key: string; readonly bytes: Uint8Array }[];
      return new Map(found.map(({ key, bytes }) => [key.slice(cacheKey(repositoryId, '').length), bytes]));
    },
    put: async (repositoryId, entries) => {
      for (const [name, bytes] of entries) {
        await database.query(
          `INSERT INTO portcullis.cache (key, repository_id, bytes, used_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT DO NOTHING`,
          [cacheKey(repositoryId, name), repositoryId, bytes, now()],
        );
        unchecked += bytes.length;
      }
      if (unchecked < maxBytes * checkEvery) return;
      unchecked = 0;
      await makeRoom(database, maxBytes);
    },
  };
}

/** Keeps what was used last, up to the bound. */
async function makeRoom(database: Database, maxBytes: number): Promise<void> {
  await database.query(
    `DELETE FROM portcullis.cache USING (
       SELECT key, sum(length(bytes)) OVER (ORDER BY used_at DESC, key) AS total FROM portcullis.cache
     ) AS kept WHERE portcullis.cache.key = kept.key AND kept.total > $1`,
    [maxBytes],
  );
}
