import { closeSync, fdatasync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { batched } from '../batched.ts';
import { migrations } from './migrations.ts';

/** A database, and the one way to write to it that survives a power cut. */
export interface SqliteFile {
  readonly database: DatabaseSync;
  /** All of it or nothing; it is on the disk when this resolves. */
  readonly write: <T>(work: () => T) => Promise<T>;
  close(): void;
}

/** Opens the file, makes it where it is missing, and brings its tables up to date. `:memory:` is for tests. */
export function openDatabase(path: string): SqliteFile {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(path, { timeout: 5000 });
  // NORMAL: a commit is in the file of the log, and `write` waits for the disk.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;');
  migrate(database);
  const disk = path === ':memory:' ? memory : logOnDisk(`${path}-wal`);
  return {
    database,
    write: async (work) => {
      const result = inTransaction(database, work);
      await disk.reached();
      return result;
    },
    close: () => {
      disk.close();
      database.close();
    },
  };
}

/** The newer file of a later version is refused: an older one would misread it. */
function migrate(database: DatabaseSync): void {
  inTransaction(database, () => {
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version > migrations.length) throw new Error(`the store is of a newer Portcullis (version ${version})`);
    for (const step of migrations.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

const synchronise = promisify(fdatasync);

interface Disk {
  /** Resolves when everything that was committed before is there. */
  reached(): Promise<void>;
  close(): void;
}

const memory: Disk = { reached: async () => {}, close: () => {} };

/**
 * What `synchronous = FULL` does at each commit, on Node's own threads: SQLite would hold the event loop until the disk
 * has answered. One wait does for all commits before it. A commit is a part of the log, and the log is read up to the
 * first part that is not whole: https://sqlite.org/walformat.html#the_wal_index_file_format
 */
function logOnDisk(path: string): Disk {
  const log = openSync(path, 'r+');
  let broken: unknown;
  const reached = batched(async (all: readonly undefined[]) => {
    // After an error nobody knows what the disk has, and asking again would be answered with «all of it»:
    // https://wiki.postgresql.org/wiki/Fsync_Errors
    if (broken !== undefined) throw broken;
    await synchronise(log).catch((error: unknown) => {
      broken = error;
      throw error;
    });
    return all;
  });
  return { reached: () => reached(undefined), close: () => closeSync(log) };
}

/** All of it or nothing, and on the disk some time later. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
