import { join } from 'node:path';
import { lockFolder } from './sqlite/lock.ts';
import { sqliteStore } from './sqlite.ts';
import type { Store } from './store.ts';

export interface StorePlace {
  /** `postgres://user:password@host/database`; undefined keeps everything in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  readonly inboxLimit: number;
}

/** The store cannot be opened; the message is one line and holds no secret. */
export class StoreUnusable extends Error {
  override readonly name = 'StoreUnusable';
}

/**
 * PostgreSQL where it is named, else a file in `dataDir`, which this process has to itself.
 * @throws StoreUnusable
 */
export async function openStore(place: StorePlace, onError: (error: Error) => void): Promise<Store> {
  try {
    return await (place.databaseUrl === undefined ? openFile(place) : openServer(place.databaseUrl, place, onError));
  } catch (error) {
    const where = place.databaseUrl === undefined ? `DATA_DIR ${place.dataDir}` : 'the database of DATABASE_URL';
    throw new StoreUnusable(`${where} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function openServer(url: string, { inboxLimit }: StorePlace, onError: (error: Error) => void): Promise<Store> {
  // Only here: most who run it never need the driver.
  const { postgresStore } = await import('./postgres.ts');
  return postgresStore(url, { inboxLimit, onError });
}

async function openFile({ dataDir, inboxLimit }: StorePlace): Promise<Store> {
  const lock = lockFolder(join(dataDir, 'portcullis.lock'));
  const store = sqliteStore(join(dataDir, 'portcullis.db'), { inboxLimit });
  // Whoever had the file before is gone.
  await store.inbox.recover();
  return {
    ...store,
    close: async () => {
      await store.close();
      lock.release();
    },
  };
}
