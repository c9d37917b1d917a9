import type { GapReason } from '../../model/gap.ts';
import type { Conclusion } from '../../report/report.ts';
import { blankRecord, type Records, type Subject, type SubjectRecord, type Tally } from '../records.ts';
import type { Database } from './database.ts';
import { jsonb } from './json.ts';

export function postgresRecords(database: Database, now: () => number): Records {
  return {
    find: async ({ repositoryId, subject }) => {
      const { rows } = await database.query(
        'SELECT * FROM portcullis.record WHERE repository_id = $1 AND subject = $2',
        [repositoryId, subject],
      );
      return rows.map(recordIn)[0];
    },
    save: async (of, change) => {
      const { installationId, repositoryId, subject } = of;
      const { rows } = await database.query(
        `INSERT INTO portcullis.record AS old (repository_id, subject, installation_id, head_sha, record, at)
         VALUES ($1, $2, $3, coalesce($4, ''), $5, $6)
         ON CONFLICT (repository_id, subject) DO UPDATE SET installation_id = excluded.installation_id,
           head_sha = coalesce($4, old.head_sha), record = old.record || excluded.record, at = excluded.at
         RETURNING *`,
        [repositoryId, subject, installationId, change.headSha ?? null, jsonb(change, nulls), now()],
      );
      return rows.map(recordIn)[0] ?? blankRecord(of);
    },
    open: async (repositoryId) => {
      const { rows } = await database.query(
        `SELECT * FROM portcullis.record WHERE repository_id = $1 AND record->>'open' IS DISTINCT FROM 'false'`,
        [repositoryId],
      );
      return rows.map(recordIn);
    },
    atHead: async (repositoryId, headSha) => {
      const { rows } = await database.query(
        'SELECT * FROM portcullis.record WHERE repository_id = $1 AND head_sha = $2',
        [repositoryId, headSha],
      );
      return rows.map(recordIn);
    },
    moved: async (repositoryId, { owner, repo }) => {
      await database.query(
        `UPDATE portcullis.record SET record = record || jsonb_build_object('place', $2::jsonb)
         WHERE repository_id = $1 AND record->'place' IS DISTINCT FROM $2::jsonb`,
        [repositoryId, JSON.stringify({ owner, repo })],
      );
    },
    overview: async ({ owner, failing, after, limit }) => {
      const from = after ?? { owner: '', repo: '', repositoryId: 0, number: 0 };
      const { rows } = await database.query(
        `SELECT * FROM portcullis.record WHERE ${isShown}
           AND ($1::text IS NULL OR owner = $1) AND (NOT $2 OR conclusion = 'failure')
           AND (owner, repo, repository_id, number) > ($3, $4, $5, $6)
         ORDER BY owner, repo, repository_id, number LIMIT $7`,
        [owner ?? null, failing, from.owner, from.repo, from.repositoryId, from.number, limit],
      );
      return rows.map(recordIn);
    },
    tally: async ({ owner }) => {
      const { rows } = await database.query(
        `SELECT conclusion, incomplete, count(*) AS count FROM portcullis.record
         WHERE ${isShown} AND ($1::text IS NULL OR owner = $1)
         GROUP BY conclusion, incomplete ORDER BY conclusion, incomplete`,
        [owner ?? null],
      );
      return rows.map(tallyIn);
    },
  };
}

const isShown = 'owner IS NOT NULL AND installation_id NOT IN (SELECT installation_id FROM portcullis.suspended)';

// As `save` wrote it; what was never told is not there.
function tallyIn(row: unknown): Tally {
  const { conclusion, incomplete, count } = row as {
    readonly conclusion: Conclusion | null;
    readonly incomplete: readonly GapReason[] | null;
    readonly count: number;
  };
  return { conclusion: conclusion ?? undefined, incomplete: incomplete ?? [], count };
}

/** JSON leaves out what is undefined, and a field that is left out would not be written over. */
const nulls = (value: unknown): unknown => (value === undefined ? null : value);

interface Row {
  readonly repository_id: number;
  readonly subject: string;
  readonly installation_id: number;
  readonly record: Readonly<Record<string, unknown>>;
}

function recordIn(row: unknown): SubjectRecord {
  const { repository_id: repositoryId, subject, installation_id: installationId, record } = row as Row;
  const of: Subject = { installationId, repositoryId, subject };
  return { ...blankRecord(of), ...(withoutNulls(record) as Partial<SubjectRecord>) }; // as `save` wrote it
}

const withoutNulls = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(withoutNulls)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([, inner]) => inner !== null)
            .map(([key, inner]) => [key, withoutNulls(inner)]),
        )
      : value;
