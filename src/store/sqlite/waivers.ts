import type { AuditEntry, Waiver, Waivers } from '../waivers.ts';
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
  const audit = database.prepare('SELECT entry FROM audit WHERE at >= ? ORDER BY at, id LIMIT ?');

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
    audit: async ({ since, limit }) => audit.all(since, limit).map(entryIn),
  };
}

// Both as they were written above.
const waiverIn = (row: unknown): Waiver => JSON.parse((row as { waiver: string }).waiver) as Waiver;
const entryIn = (row: unknown): AuditEntry => JSON.parse((row as { entry: string }).entry) as AuditEntry;
