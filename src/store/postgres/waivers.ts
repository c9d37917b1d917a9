import type { AuditEntry, AuditRow, PlacedWaiver, Waiver, Waivers } from '../waivers.ts';
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
    allInForce: async ({ at, owner, limit }) => {
      const { rows } = await database.query(
        `SELECT waiver, record->'place' AS place FROM portcullis.waiver JOIN portcullis.record
           ON record.repository_id = waiver.repository_id AND record.subject = '#' || waiver.number
         WHERE NOT revoked AND expires_at > $1 AND owner IS NOT NULL AND ($2::text IS NULL OR owner = $2)
           AND record.installation_id NOT IN (SELECT installation_id FROM portcullis.suspended)
         ORDER BY expires_at, id LIMIT $3`,
        [at, owner ?? null, limit],
      );
      return rows as readonly PlacedWaiver[]; // as they were written
    },
    audit: async ({ since, limit, after = { at: since, sequence: 0 } }) => {
      const { rows } = await database.query(
        'SELECT id, entry FROM portcullis.audit WHERE (at, id) > ($1, $2) ORDER BY at, id LIMIT $3',
        [after.at, after.sequence, limit],
      );
      return rows.map(rowIn);
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

// The numbers of the audit begin with 1.
function rowIn(row: unknown): AuditRow {
  const { id: sequence, entry } = row as { readonly id: number; readonly entry: AuditEntry };
  return { ...entry, sequence };
}

const waiverIn = (row: unknown): Waiver => (row as { waiver: Waiver }).waiver;
