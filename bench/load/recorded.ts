import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';

/** The deliveries that are recorded in the folder of a service that has ended. */
export async function inFile(dataDir: string): Promise<ReadonlySet<string>> {
  const file = new DatabaseSync(join(dataDir, 'portcullis.db'));
  const ids = file.prepare('SELECT id FROM delivery').all();
  file.close();
  return new Set(ids.map(({ id }) => String(id)));
}

/** Those that are recorded in a database. */
export async function inServer(url: string): Promise<ReadonlySet<string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ id: string }>('SELECT id FROM portcullis.delivery');
  await client.end();
  return new Set(rows.map(({ id }) => id));
}
