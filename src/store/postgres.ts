import type { Forgotten } from '../app/events.ts';
import { postgresCache } from './postgres/cache.ts';
import { type Database, openDatabase } from './postgres/database.ts';
import { postgresInbox } from './postgres/inbox.ts';
import { openQueue } from './postgres/queue.ts';
import { postgresRecords } from './postgres/records.ts';
import { postgresWaivers } from './postgres/waivers.ts';
import { kept, ownedTables, type Store, type StoreOptions, storeDefaults } from './store.ts';

interface PostgresOptions extends StoreOptions {
  readonly leaseSeconds?: number;
}

/** Longer than a process may hang that has not died. */
const usualLeaseSeconds = 30;

/**
 * The store of any number of processes.
 * @param url `postgres://user:password@host/database`
 */
export async function postgresStore(url: string, options: PostgresOptions = {}): Promise<Store> {
  const { inboxLimit: limit, cacheBytes: maxBytes, now, onError } = { ...storeDefaults, ...options };
  const { leaseSeconds = usualLeaseSeconds } = options;
  const database = await openDatabase(url);
  const queue = await openQueue(url, { leaseSeconds, onError });
  return {
    inbox: postgresInbox(database, queue, { limit, leaseSeconds, now }),
    records: postgresRecords(database, now),
    waivers: postgresWaivers(database),
    cache: postgresCache(database, { maxBytes, now }),
    turns: {
      take: async (name, everyMs) => {
        const { rowCount } = await database.query(
          `INSERT INTO portcullis.turn AS old (name, at) VALUES ($1, $2)
           ON CONFLICT (name) DO UPDATE SET at = $2 WHERE old.at <= $3`,
          [name, now(), now() - everyMs],
        );
        return rowCount !== 0;
      },
    },
    suspensions: {
      begin: async (installationId) => {
        await database.query('INSERT INTO portcullis.suspended VALUES ($1) ON CONFLICT DO NOTHING', [installationId]);
      },
      end: async (installationIds) => {
        await database.query('DELETE FROM portcullis.suspended WHERE installation_id = ANY($1)', [installationIds]);
      },
    },
    forget: (of) => forget(database, of),
    tidy: async () => {
      for (const [table, ms] of Object.entries(kept))
        await database.query(`DELETE FROM portcullis.${table} WHERE at < $1`, [now() - ms]);
    },
    probe: async () => {
      await database.query(`DELETE FROM portcullis.turn WHERE name = ''`);
    },
    close: async () => {
      await queue.close();
      await database.close();
    },
  };
}

/** A job of pg-boss whose work is gone ends by itself. */
async function forget(database: Database, { installationId, repositoryIds }: Forgotten): Promise<void> {
  await database.transaction(async (sql) => {
    const known = ownedTables
      .map((table) => `SELECT repository_id FROM portcullis.${table} WHERE installation_id = $1`)
      .join(' UNION ');
    const { rows } = repositoryIds === undefined ? await sql.query(known, [installationId]) : { rows: [] };
    const ids = repositoryIds ?? rows.map((row) => (row as { repository_id: number }).repository_id);
    for (const table of [...ownedTables, 'cache'])
      await sql.query(`DELETE FROM portcullis.${table} WHERE repository_id = ANY($1)`, [ids]);
    if (repositoryIds === undefined)
      await sql.query('DELETE FROM portcullis.suspended WHERE installation_id = $1', [installationId]);
  });
}
