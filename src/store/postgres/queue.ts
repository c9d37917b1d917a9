import { PgBoss } from 'pg-boss';
import type { Sql } from './database.ts';

/**
 * Whose turn it is, in pg-boss: one job for each work that waits, one for each that is worked on. What the work is
 * about stands in our own table, which changes in the same transaction.
 */
export interface Queue {
  /** Queues a job for each of `jobs`, unless one waits for the same key already. */
  push(sql: Sql, jobs: readonly QueuedJob[]): Promise<void>;
  /** Takes the job whose turn it is, of any installation but those; it comes again unless it is renewed or removed. */
  take(except: readonly number[]): Promise<TakenJob | undefined>;
  /** Lets a job wait no longer. */
  hasten(sql: Sql, key: string): Promise<void>;
  /** False where the job is not ours any more. */
  renew(job: TakenJob): Promise<boolean>;
  /** False where the job was not ours any more. */
  remove(sql: Sql, job: TakenJob): Promise<boolean>;
  close(): Promise<void>;
}

export interface QueuedJob {
  readonly key: string;
  readonly installationId: number;
  readonly turn: number;
  /** Milliseconds since 1970. */
  readonly due: number;
}

export interface TakenJob {
  readonly key: string;
  readonly id: string;
  readonly retryCount: number;
}

const name = 'portcullis';

/** `stately` keeps at most one job of a key waiting, and one worked on: https://pgboss.io/api/queues#policies */
const options = {
  policy: 'stately',
  // What has died is counted by the inbox, which gives up on it.
  retryLimit: 1_000_000,
  retryDelay: 0,
} as const;

/** @param of `leaseSeconds`: how long a job is its taker's without a sign of life; pg-boss takes no less than ten */
export async function openQueue(
  url: string,
  { leaseSeconds, onError }: { readonly leaseSeconds: number; readonly onError: (error: Error) => void },
): Promise<Queue> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'portcullis-queue',
    max: 4,
    schedule: false,
    monitorIntervalSeconds: 5,
    superviseIntervalSeconds: 5,
  });
  boss.on('error', onError);
  await boss.start();
  await boss.createQueue(name, { ...options, heartbeatSeconds: leaseSeconds });
  return {
    push: async (sql, jobs) => {
      if (jobs.length > 0) await boss.insert(name, jobs.map(jobOf), { db: through(sql) });
    },
    take: async (except) => {
      const [job] = await boss.fetch<{ key: string }>(name, {
        includeMetadata: true,
        ignoreGroups: except.map(String),
      });
      return job && { key: job.data.key, id: job.id, retryCount: job.retryCount };
    },
    hasten: async (sql, key) => {
      await boss.update(name, undefined, { singletonKey: key, startAfter: new Date(), db: through(sql) });
    },
    renew: async (job) => wasOurs(await boss.touch(name, attemptOf(job))),
    remove: async (sql, job) => wasOurs(await boss.deleteJob(name, attemptOf(job), { db: through(sql) })),
    close: () => boss.stop({ graceful: false }),
  };
}

const jobOf = ({ key, installationId, turn, due }: QueuedJob) => ({
  data: { key },
  singletonKey: key,
  group: { id: String(installationId) },
  priority: -turn,
  startAfter: new Date(due),
});

const attemptOf = ({ id, retryCount }: TakenJob) => ({ id, retryCount });

/** The connection of a transaction, as pg-boss wants it. */
const through = (sql: Sql) => ({
  executeSql: async (text: string, values?: unknown[]) => {
    const { rows } = await sql.query(text, values);
    return { rows: [...rows] };
  },
});

/** pg-boss says how many jobs it has found; its types leave that out. */
const wasOurs = (response: object): boolean => 'affected' in response && Number(response.affected) > 0;
