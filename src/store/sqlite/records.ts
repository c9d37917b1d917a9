import type { DatabaseSync } from 'node:sqlite';
import { numberIn } from '../../app/events.ts';
import type { GapReason } from '../../model/gap.ts';
import type { Conclusion } from '../../report/report.ts';
import { blankRecord, type Records, type Subject, type SubjectRecord, type Tally } from '../records.ts';
import type { SqliteFile } from './database.ts';

interface Row {
  readonly record: string;
  readonly repository_id: number;
  readonly subject: string;
  readonly installation_id: number;
  readonly at: number;
}

export function sqliteRecords({ database, write }: SqliteFile, now: () => number): Records {
  const find = database.prepare('SELECT * FROM record WHERE repository_id = ? AND subject = ?');
  const atHead = database.prepare('SELECT * FROM record WHERE repository_id = ? AND head_sha = ?');
  const put = database.prepare(`
    INSERT OR REPLACE INTO record
      (repository_id, subject, installation_id, head_sha, record, at, owner, repo, number, conclusion, incomplete)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const all = database.prepare('SELECT * FROM record WHERE repository_id = ?');
  const sql = overviewStatements(database);
  const read = ({ repositoryId, subject }: Subject): SubjectRecord | undefined => {
    const row = find.get(repositoryId, subject) as Row | undefined;
    return row && recordIn(row, repositoryId);
  };
  const set = (record: SubjectRecord, at: number): void => {
    const { installationId, repositoryId, subject, headSha, open, place, conclusion = null } = record;
    const number = numberIn(subject);
    const isShown = open && place !== undefined && number !== undefined;
    const shown = isShown ? [place.owner.toLowerCase(), place.repo.toLowerCase(), number] : [null, null, null];
    const json = JSON.stringify(record);
    const incomplete = JSON.stringify(record.incomplete);
    put.run(repositoryId, subject, installationId, headSha, json, at, ...shown, conclusion, incomplete);
  };
  return {
    find: async (of) => read(of),
    save: (of, change) =>
      write(() => {
        const record = { ...(read(of) ?? blankRecord(of)), ...change };
        set(record, now());
        return record;
      }),
    open: async (repositoryId) =>
      (all.all(repositoryId) as unknown as Row[])
        .map((row) => recordIn(row, repositoryId))
        .filter((record) => record.open),
    atHead: async (repositoryId, headSha) =>
      (atHead.all(repositoryId, headSha) as unknown as Row[]).map((row) => recordIn(row, repositoryId)),
    moved: (repositoryId, place) =>
      write(() => {
        for (const row of all.all(repositoryId) as unknown as Row[])
          set({ ...recordIn(row, repositoryId), place }, row.at);
      }),
    overview: async ({ owner, failing, after, limit }) => {
      const from = after ?? { owner: '', repo: '', repositoryId: 0, number: 0 };
      const values = { ...from, limit, failing: failing ? 'failure' : null };
      const rows =
        owner === undefined ? sql.overview.all({ ...values }) : sql.overviewOf.all({ ...values, only: owner });
      return (rows as unknown as Row[]).map((row) => recordIn(row, row.repository_id));
    },
    tally: async ({ owner }) => (owner === undefined ? sql.tally.all() : sql.tallyOf.all(owner)).map(tallyIn),
  };
}

const isShown = 'owner IS NOT NULL AND installation_id NOT IN (SELECT installation_id FROM suspended)';

/** One for all owners and one for one of them: each is answered from an index. */
function overviewStatements(database: DatabaseSync) {
  const overview = (more: string) =>
    database.prepare(`
      SELECT * FROM record WHERE ${isShown} ${more} AND (:failing IS NULL OR conclusion = :failing)
        AND (owner, repo, repository_id, number) > (:owner, :repo, :repositoryId, :number)
      ORDER BY owner, repo, repository_id, number LIMIT :limit`);
  const tally = (more: string) =>
    database.prepare(`
      SELECT conclusion, incomplete, count(*) AS count FROM record WHERE ${isShown} ${more}
      GROUP BY conclusion, incomplete ORDER BY conclusion, incomplete`);
  return {
    overview: overview(''),
    overviewOf: overview('AND owner = :only'),
    tally: tally(''),
    tallyOf: tally('AND owner = ?'),
  };
}

// As `set` wrote it.
function tallyIn(row: unknown): Tally {
  const { conclusion, incomplete, count } = row as { conclusion: Conclusion | null; incomplete: string; count: number };
  return { conclusion: conclusion ?? undefined, incomplete: JSON.parse(incomplete) as GapReason[], count };
}

/** JSON leaves out what is undefined. */
const recordIn = ({ record, subject, installation_id: installationId }: Row, repositoryId: number): SubjectRecord => ({
  ...blankRecord({ installationId, repositoryId, subject }),
  ...(JSON.parse(record) as SubjectRecord), // as `save` wrote it
});
