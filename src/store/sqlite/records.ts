import { blankRecord, type Records, type Subject, type SubjectRecord } from '../records.ts';
import type { SqliteFile } from './database.ts';

interface Row {
  readonly record: string;
  readonly subject: string;
  readonly installation_id: number;
}

export function sqliteRecords({ database, write }: SqliteFile, now: () => number): Records {
  const find = database.prepare('SELECT * FROM record WHERE repository_id = ? AND subject = ?');
  const atHead = database.prepare('SELECT * FROM record WHERE repository_id = ? AND head_sha = ?');
  const open = database.prepare('SELECT * FROM record WHERE repository_id = ?');
  const put = database.prepare(`
    INSERT OR REPLACE INTO record (repository_id, subject, installation_id, head_sha, record, at)
    VALUES (?, ?, ?, ?, ?, ?)`);
  const read = ({ repositoryId, subject }: Subject): SubjectRecord | undefined => {
    const row = find.get(repositoryId, subject) as Row | undefined;
    return row && recordIn(row, repositoryId);
  };
  return {
    find: async (of) => read(of),
    save: (of, change) =>
      write(() => {
        const record = { ...(read(of) ?? blankRecord(of)), ...change };
        const { installationId, repositoryId, subject, headSha } = record;
        put.run(repositoryId, subject, installationId, headSha, JSON.stringify(record), now());
        return record;
      }),
    open: async (repositoryId) =>
      (open.all(repositoryId) as unknown as Row[])
        .map((row) => recordIn(row, repositoryId))
        .filter((record) => record.open),
    atHead: async (repositoryId, headSha) =>
      (atHead.all(repositoryId, headSha) as unknown as Row[]).map((row) => recordIn(row, repositoryId)),
  };
}

/** JSON leaves out what is undefined. */
const recordIn = ({ record, subject, installation_id: installationId }: Row, repositoryId: number): SubjectRecord => ({
  ...blankRecord({ installationId, repositoryId, subject }),
  ...(JSON.parse(record) as SubjectRecord), // as `save` wrote it
});
