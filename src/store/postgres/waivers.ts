import type { AuditEntry, Waiver, Waivers } from '../waivers.ts';
import type { Database, Sql } from './database.ts';
import { jsonb } from './json.ts';

export function postgresWaivers(database: Database): Waivers {
  return {
    grant: (waiver) =>
      database.transaction(async (sql) => {
        const { id, installationId, repositoryId, number, grantedAt, expiresAt, by, reason } = waiver;
        const { rowCount } = await sql.query(
          `INSERT INTO portcullis.waiver (id, installation_id, repository_id, number, waiver, granted_at, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
          [id, installationId, repositoryId, number, jsonb(waiver), grantedAt, expiresAt],
        );
        if (rowCount !== 0) await log(sql, { at: grantedAt, action: 'granted', by, reason, waiver });
      }),
    revoke: ({ waiverId, by, reason, at }) =>
      database.transaction(async (sql) => {
        const { rows } = await sql.query(
          'UPDATE portcullis.waiver SET revoked = true WHERE id = $1 AND NOT revoked AND expires_at > $2 RETURNING waiver',
          [waiverId, at],
        );
        for (const waiver of rows.map(waiverIn)) await log(sql, { at, action: 'revoked', by, reason, waiver });
        return rows.length > 0;
      }),
    inForce: async ({ repositoryId, number }, at) => {
      const { rows } = await database.query(
        `SELECT waiver FROM portcullis.waiver
         WHERE repository_id = $1 AND number = $2 AND NOT revoked AND expires_at > $3 ORDER BY granted_at, id`,
        [repositoryId, number, at],
      );
      return rows.map(waiverIn);
    },
    audit: async ({ since, limit }) => {
      const { rows } = await database.query(
        'SELECT entry FROM portcullis.audit WHERE at >= $1 ORDER BY at, id LIMIT $2',
        [since, limit],
      );
      return rows.map((row) => (row as { entry: AuditEntry }).entry);
    },
  };
}

async function log(sql: Sql, entry: AuditEntry): Promise<void> {
  const { installationId, repositoryId } = entry.waiver;
  await sql.query('INSERT INTO portcullis.audit (installation_id, repository_id, at, entry) VALUES ($1, $2, $3, $4)', [
    installationId,
    repositoryId,
    entry.at,
    jsonb(entry),
  ]);
}

const waiverIn = (row: unknown): Waiver => (row as { waiver: Waiver }).waiver;
