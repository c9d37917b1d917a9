import type { DatabaseSync } from 'node:sqlite';
import type { Forgotten } from '../app/events.ts';
import { sqliteCache } from './sqlite/cache.ts';
import { openDatabase, type SqliteFile } from './sqlite/database.ts';
import { sqliteInbox } from './sqlite/inbox.ts';
import { sqliteRecords } from './sqlite/records.ts';
import { sqliteWaivers } from './sqlite/waivers.ts';
import {
  kept,
  ownedTables,
  type Store,
  type StoreOptions,
  type Suspensions,
  storeDefaults,
  type Turns,
} from './store.ts';

/** The store of one process: a file, or `:memory:` for tests and for the demo. */
export function sqliteStore(path: string, options: StoreOptions = {}): Store {
  const { inboxLimit: limit, cacheBytes: maxBytes, now } = { ...storeDefaults, ...options };
  const file = openDatabase(path);
  const { database, write } = file;
  return {
    inbox: sqliteInbox(file, { limit, now }),
    records: sqliteRecords(file, now),
    waivers: sqliteWaivers(file),
    cache: sqliteCache(database, { maxBytes, now }),
    turns: sqliteTurns(file, now),
    suspensions: sqliteSuspensions(file),
    forget: (of) => forget(file, of),
    tidy: () =>
      write(() => {
        for (const [table, ms] of Object.entries(kept))
          database.prepare(`DELETE FROM ${table} WHERE at < ?`).run(now() - ms);
      }),
    probe: () => write(() => database.exec(`DELETE FROM turn WHERE name = ''`)),
    close: async () => file.close(),
  };
}

function forget({ database, write }: SqliteFile, { installationId, repositoryIds }: Forgotten): Promise<void> {
  const ids = JSON.stringify(repositoryIds ?? knownRepositories(database, installationId));
  return write(() => {
    for (const table of [...ownedTables, 'cache'])
      database.prepare(`DELETE FROM ${table} WHERE repository_id IN (SELECT value FROM json_each(?))`).run(ids);
    if (repositoryIds === undefined)
      database.prepare('DELETE FROM suspended WHERE installation_id = ?').run(installationId);
  });
}

const knownRepositories = (database: DatabaseSync, installationId: number): readonly unknown[] =>
  ownedTables
    .flatMap((table) =>
      database.prepare(`SELECT DISTINCT repository_id FROM ${table} WHERE installation_id = ?`).all(installationId),
    )
    .map(({ repository_id: id }) => id);

function sqliteSuspensions({ database, write }: SqliteFile): Suspensions {
  const begin = database.prepare('INSERT OR IGNORE INTO suspended (installation_id) VALUES (?)');
  const end = database.prepare('DELETE FROM suspended WHERE installation_id IN (SELECT value FROM json_each(?))');
  return {
    begin: (installationId) => write(() => void begin.run(installationId)),
    end: (installationIds) => write(() => void end.run(JSON.stringify(installationIds))),
  };
}

function sqliteTurns({ database, write }: SqliteFile, now: () => number): Turns {
  const take = database.prepare(`
    INSERT INTO turn (name, at) VALUES (:name, :now) ON CONFLICT (name) DO UPDATE SET at = :now WHERE at <= :before`);
  return {
    take: (name, everyMs) => write(() => take.run({ name, now: now(), before: now() - everyMs }).changes > 0),
  };
}
