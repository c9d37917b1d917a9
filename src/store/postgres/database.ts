import pg from 'pg';
import { migrations } from './migrations.ts';

/** What runs SQL: the pool, or the one connection of a transaction. */
export interface Sql {
  query(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ readonly rows: readonly unknown[]; readonly rowCount: number | null }>;
}

export interface Database extends Sql {
  /** All of it or nothing. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const bigint = 20;

/** Connects, and brings the tables of the schema `portcullis` up to date. */
export async function openDatabase(url: string): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'portcullis',
    max: 10,
    // Without it a database that is gone would hold a webhook until GitHub gives up.
    connectionTimeoutMillis: 5_000,
    // Milliseconds since 1970 are exact in a double; node-postgres hands 64 bits on as text.
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        oid === bigint ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser, // its overloads
    },
  });
  // An idle connection that breaks is replaced by the pool; unheard, its error would end the process.
  pool.on('error', () => {});
  const database: Database = {
    query: (text, values) => pool.query(text, values === undefined ? undefined : [...values]),
    transaction: (work) => inTransaction(pool, work),
    close: () => pool.end(),
  };
  await migrate(database);
  return database;
}

async function inTransaction<T>(pool: pg.Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work({
      query: (text, values) => client.query(text, values === undefined ? undefined : [...values]),
    });
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // Where not even this gets through, the connection is not to be used again.
    await client.query('ROLLBACK').catch((second: Error) => {
      broken = second;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** One process migrates at a time; a database of a later version is refused, an older process would misread it. */
async function migrate(database: Database): Promise<void> {
  await database.transaction(async (sql) => {
    await sql.query("SELECT pg_advisory_xact_lock(hashtext('portcullis.migrate'))");
    await sql.query('CREATE SCHEMA IF NOT EXISTS portcullis');
    await sql.query('CREATE TABLE IF NOT EXISTS portcullis.migration (version integer PRIMARY KEY)');
    const { rows } = await sql.query('SELECT coalesce(max(version), 0) AS version FROM portcullis.migration');
    const { version } = rows[0] as { version: number }; // an aggregate has one row
    if (version > migrations.length) throw new Error(`the store is of a newer Portcullis (version ${version})`);
    for (const [index, step] of migrations.entries()) {
      if (index < version) continue;
      await sql.query(step);
      await sql.query('INSERT INTO portcullis.migration (version) VALUES ($1)', [index + 1]);
    }
  });
}
