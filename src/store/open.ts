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
export const openStore = (place: StorePlace, onError: (error: Error) => void): Promise<Store> =>
  usable(place, () => openServer(place, onError) ?? openFile(place));

/**
 * The same store, for a look at it while the service runs.
 * @throws StoreUnusable
 */
export const openStoreBeside = (place: StorePlace): Promise<Store> =>
  usable(place, async () => (await openServer(place, () => {})) ?? sqliteStore(fileIn(place)));

async function usable(place: StorePlace, open: () => Promise<Store>): Promise<Store> {
  try {
    return await open();
  } catch (error) {
    const where = place.databaseUrl === undefined ? `DATA_DIR ${place.dataDir}` : 'the database of DATABASE_URL';
    throw new StoreUnusable(`${where} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Undefined where no database is named. */
function openServer(
  { databaseUrl, inboxLimit }: StorePlace,
  onError: (error: Error) => void,
): Promise<Store> | undefined {
  if (databaseUrl === undefined) return undefined;
  // Only here: most who run it never need the driver.
  return import('./postgres.ts').then(({ postgresStore }) => postgresStore(databaseUrl, { inboxLimit, onError }));
}

const fileIn = ({ dataDir }: StorePlace): string => join(dataDir, 'portcullis.db');

async function openFile(place: StorePlace): Promise<Store> {
  const { dataDir, inboxLimit } = place;
  const lock = lockFolder(join(dataDir, 'portcullis.lock'));
  const store = sqliteStore(fileIn(place), { inboxLimit });
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
