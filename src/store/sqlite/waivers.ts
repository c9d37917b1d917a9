import type { Place } from '../records.ts';
import type { AuditEntry, AuditRow, PlacedWaiver, Waiver, Waivers } from '../waivers.ts';
import type { SqliteFile } from './database.ts';

export function sqliteWaivers({ database, write }: SqliteFile): Waivers {
  const insert = database.prepare(`
    INSERT OR IGNORE INTO waiver (id, installation_id, repository_id, number, waiver, granted_at, expires_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const find = database.prepare('SELECT waiver FROM waiver WHERE id = ? AND revoked = 0 AND expires_at > ?');
  const revoke = database.prepare('UPDATE waiver SET revoked = 1 WHERE id = ?');
  const inForce = database.prepare(`
    SELECT waiver FROM waiver WHERE repository_id = ? AND number = ? AND revoked = 0 AND expires_at > ?
    ORDER BY granted_at, id`);
  const note = database.prepare('INSERT INTO audit (installation_id, repository_id, at, entry) VALUES (?, ?, ?, ?)');
  const allInForce = database.prepare(`
    SELECT waiver, record->'place' AS place FROM waiver JOIN record
      ON record.repository_id = waiver.repository_id AND record.subject = '#' || waiver.number
    WHERE revoked = 0 AND expires_at > :at AND owner IS NOT NULL AND (:owner IS NULL OR owner = :owner)
      AND record.installation_id NOT IN (SELECT installation_id FROM suspended)
    ORDER BY expires_at, id LIMIT :limit`);
  const audit = database.prepare('SELECT id, entry FROM audit WHERE (at, id) > (?, ?) ORDER BY at, id LIMIT ?');

  const log = (entry: AuditEntry): void => {
    const { installationId, repositoryId } = entry.waiver;
    note.run(installationId, repositoryId, entry.at, JSON.stringify(entry));
  };
  return {
    grant: (waiver) =>
      write(() => {
        const { id, installationId, repositoryId, number, grantedAt, expiresAt, by, reason } = waiver;
        const text = JSON.stringify(waiver);
        if (insert.run(id, installationId, repositoryId, number, text, grantedAt, expiresAt).changes === 0) return;
        log({ at: grantedAt, action: 'granted', by, reason, waiver });
      }),
    revoke: ({ waiverId, by, reason, at }) =>
      write(() => {
        const row = find.get(waiverId, at);
        if (row === undefined) return false;
        revoke.run(waiverId);
        log({ at, action: 'revoked', by, reason, waiver: waiverIn(row) });
        return true;
      }),
    inForce: async ({ repositoryId, number }, at) => inForce.all(repositoryId, number, at).map(waiverIn),
    allInForce: async ({ at, owner = null, limit }) => allInForce.all({ at, owner, limit }).map(placedIn),
    audit: async ({ since, limit, after = { at: since, sequence: 0 } }) =>
      audit.all(after.at, after.sequence, limit).map(rowIn),
  };
}

// All as they were written above; the numbers of the audit begin with 1.
const waiverIn = (row: unknown): Waiver => JSON.parse((row as { waiver: string }).waiver) as Waiver;

function placedIn(row: unknown): PlacedWaiver {
  const { place } = row as { readonly place: string };
  return { waiver: waiverIn(row), place: JSON.parse(place) as Place };
}

function rowIn(row: unknown): AuditRow {
  const { id: sequence, entry } = row as { readonly id: number; readonly entry: string };
  return { ...(JSON.parse(entry) as AuditEntry), sequence };
}
