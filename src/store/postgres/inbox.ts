import { isNewer, together, type Work, workKey } from '../../app/events.ts';
import { InboxFull } from '../../app/inbox.ts';
import { batched } from '../batched.ts';
import type { Claim, Command, Counts, DeadLetter, Held, Inbox, Received } from '../inbox.ts';
import { roomUpTo, worksIn } from '../room.ts';
import type { Database, Sql } from './database.ts';
import type { Queue, QueuedJob, TakenJob } from './queue.ts';

export interface InboxOptions {
  /** How much may wait before deliveries are refused. */
  readonly limit: number;
  readonly leaseSeconds: number;
  readonly now: () => number;
}

interface Row {
  readonly waiting: Work | null;
  readonly running: Work | null;
  readonly turn: number;
  readonly since: number;
  readonly attempt: number;
  readonly crashes: number;
}

/** A batch holds locks while it lasts. */
const largestBatch = 500;

export function postgresInbox(database: Database, queue: Queue, { limit, leaseSeconds, now }: InboxOptions): Inbox {
  const add = (sql: Sql, works: readonly Work[]) => addWorks(sql, queue, works, now());

  const room = roomUpTo(limit);
  const append = batched(async (all: readonly Received[]) => {
    const results: boolean[] = [];
    for (let from = 0; from < all.length; from += largestBatch)
      results.push(...(await appendBatch(all.slice(from, from + largestBatch))));
    return results;
  });

  const appendBatch = (all: readonly Received[]): Promise<readonly boolean[]> =>
    database.transaction(async (sql) => {
      if (room.isUsedUp()) room.counted(await waitingIn(sql));
      if (room.isUsedUp()) throw new InboxFull(`${limit} works wait`);
      room.take(worksIn(all));
      const unknown = await newDeliveries(sql, all, now());
      const received = all.filter((_, index) => unknown[index]);
      await order(
        sql,
        received.flatMap(({ commands = [] }) => commands),
      );
      await add(
        sql,
        received.flatMap(({ works }) => works),
      );
      return unknown;
    });

  /** Takes the work out of its claim, unless the lease was lost. */
  const release = (claim: Claim, then: (sql: Sql, row: Row) => Promise<unknown>): Promise<void> =>
    database.transaction(async (sql) => {
      const { rows } = await sql.query('SELECT * FROM portcullis.work WHERE key = $1 FOR UPDATE', [claim.key]);
      const row = rows[0] as Row | undefined;
      if (row !== undefined && (await queue.remove(sql, jobOf(claim)))) await then(sql, row);
    });

  const done = (sql: Sql, key: string, { waiting }: Row): Promise<unknown> =>
    waiting === null
      ? sql.query('DELETE FROM portcullis.work WHERE key = $1', [key])
      : sql.query('UPDATE portcullis.work SET running = NULL, crashes = 0 WHERE key = $1', [key]);

  return {
    append,
    leaseMs: leaseSeconds * 1000,
    claim: async (except = []) => {
      for (;;) {
        const job = await queue.take(except);
        if (job === undefined) return undefined;
        const claim = await claimed(database, job);
        if (claim !== undefined) return claim;
        // A work that another job of the same key has taken with it.
        await queue.remove(database, job);
      }
    },
    renew: async (claim): Promise<Held> => {
      if (!(await queue.renew(jobOf(claim)))) return 'lost';
      const { rows } = await database.query('SELECT waiting FROM portcullis.work WHERE key = $1', [claim.key]);
      const waiting = (rows[0] as Pick<Row, 'waiting'> | undefined)?.waiting;
      return waiting != null && isNewer(waiting, claim.work) ? 'overtaken' : 'held';
    },
    finish: (claim, next = []) =>
      release(claim, async (sql, row) => {
        await done(sql, claim.key, row);
        await add(sql, next);
      }),
    retry: (claim, afterMs) =>
      release(claim, async (sql, row) => {
        const { key, attempt } = claim;
        if (row.waiting !== null) return done(sql, key, row);
        const due = now() + afterMs;
        await sql.query(
          `UPDATE portcullis.work SET waiting = running, running = NULL, due = $2, attempt = $3, crashes = 0
           WHERE key = $1`,
          [key, due, attempt],
        );
        return queue.push(sql, [{ key, installationId: claim.work.installationId, turn: row.turn, due }]);
      }),
    bury: (claim, reason) =>
      release(claim, async (sql, row) => {
        const { installationId, repositoryId } = claim.work;
        await sql.query(
          `INSERT INTO portcullis.dead (key, installation_id, repository_id, work, reason, at)
           VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (key) DO UPDATE SET work = excluded.work, reason = excluded.reason, at = excluded.at`,
          [claim.key, installationId, repositoryId, claim.work, reason, now()],
        );
        return done(sql, claim.key, row);
      }),
    // pg-boss gives back what nobody renews; another process may still be at work on the rest.
    recover: async () => {},
    counts: async () => {
      const { rows } = await database.query(
        `SELECT count(*) FILTER (WHERE waiting IS NOT NULL) AS waiting,
           count(*) FILTER (WHERE running IS NOT NULL) AS active,
           (SELECT count(*) FROM portcullis.dead) AS dead,
           greatest(0, $1::bigint - coalesce(min(due) FILTER (WHERE waiting IS NOT NULL AND running IS NULL), $1::bigint))
             AS "oldestMs"
         FROM portcullis.work`,
        [now()],
      );
      return rows[0] as Counts;
    },
    dead: async () => {
      const { rows } = await database.query('SELECT key, work, reason, at FROM portcullis.dead ORDER BY at');
      return rows as DeadLetter[];
    },
    replay: (keys) =>
      database.transaction(async (sql) => {
        const { rows } = await sql.query(
          'DELETE FROM portcullis.dead WHERE $1::text[] IS NULL OR key = ANY($1) RETURNING work',
          [keys === 'all' ? null : keys],
        );
        await add(
          sql,
          rows.map((row) => ({ ...(row as DeadLetter).work, rerun: true })),
        );
        return rows.length;
      }),
    commands: async (repositoryId, number) => {
      const { rows } = await database.query(
        `SELECT command FROM portcullis.command WHERE repository_id = $1 AND number = $2 AND NOT settled
         ORDER BY at, sequence`,
        [repositoryId, number],
      );
      return rows.map((row) => (row as { command: Command }).command);
    },
    settle: async ({ id }) => {
      await database.query('UPDATE portcullis.command SET settled = true WHERE id = $1', [id]);
    },
  };
}

const jobOf = ({ key, token }: Claim): TakenJob => {
  const [id = '', retryCount] = token.split('/');
  return { key, id, retryCount: Number(retryCount) };
};

/** What is still marked as worked on was so when its process died. */
async function claimed(database: Database, { key, id, retryCount }: TakenJob): Promise<Claim | undefined> {
  return database.transaction(async (sql) => {
    const { rows } = await sql.query(
      `UPDATE portcullis.work SET running = ${merged('running', 'waiting')}, waiting = NULL,
         crashes = CASE WHEN running IS NULL OR waiting->>'headSha' <> running->>'headSha' THEN 0 ELSE crashes + 1 END
       WHERE key = $1 AND coalesce(running, waiting) IS NOT NULL RETURNING *`,
      [key],
    );
    const row = rows[0] as (Row & { readonly running: Work }) | undefined;
    if (row === undefined) return undefined;
    await sql.query(
      `INSERT INTO portcullis.turn (name, at) VALUES ('served', $1)
       ON CONFLICT (name) DO UPDATE SET at = greatest(portcullis.turn.at, excluded.at)`,
      [row.turn],
    );
    const { running: work, attempt, crashes, since } = row;
    return { key, work, attempt: attempt + 1, crashes, since, token: `${id}/${retryCount}` };
  });
}

async function waitingIn(sql: Sql): Promise<number> {
  const { rows } = await sql.query('SELECT count(*) AS count FROM portcullis.work WHERE waiting IS NOT NULL');
  return (rows[0] as { count: number }).count;
}

/** True for each of `all` that is recorded now, false for a delivery that was recorded before. */
async function newDeliveries(sql: Sql, all: readonly Received[], at: number): Promise<readonly boolean[]> {
  const ids = [...new Set(all.flatMap(({ delivery }) => delivery ?? []))].sort();
  const { rows } = await sql.query(
    `INSERT INTO portcullis.delivery (id, at) SELECT id, $2 FROM unnest($1::text[]) AS id
     ON CONFLICT DO NOTHING RETURNING id`,
    [ids, at],
  );
  const unknown = new Set(rows.map((row) => (row as { id: string }).id));
  // Of two with the same id in one batch the first counts.
  return all.map(({ delivery }) => delivery === undefined || unknown.delete(delivery));
}

async function order(sql: Sql, commands: readonly Command[]): Promise<void> {
  for (const command of commands) {
    const { id, installationId, repositoryId, number, receivedAt } = command;
    await sql.query(
      `INSERT INTO portcullis.command (id, installation_id, repository_id, number, command, at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      [id, installationId, repositoryId, number, command, receivedAt],
    );
  }
}

/** As `together` of app/events.ts has it, in SQL: another process may add to the same row. */
const merged = (older: string, newer: string): string => `CASE
  WHEN ${older} IS NULL THEN ${newer} WHEN ${newer} IS NULL THEN ${older}
  ELSE ${older} || ${newer} || jsonb_build_object(
    'onlyCommands', COALESCE((${older}->>'onlyCommands')::boolean AND (${newer}->>'onlyCommands')::boolean, false),
    'rerun', (${older}->>'rerun')::boolean OR (${newer}->>'rerun')::boolean,
    'retargeted', (${older}->>'retargeted')::boolean OR (${newer}->>'retargeted')::boolean) END`;

/**
 * Start-time fair queueing: a work's turn comes after the installation's own others and after what is served now, so an
 * installation with a thousand works delays another by one of them.
 * Goyal, Vin, Cheng: Start-time Fair Queuing, SIGCOMM 1996.
 */
const addSql = `
  WITH new AS (
    SELECT key, work, (work->>'installationId')::bigint AS installation_id, (work->>'repositoryId')::bigint AS repository_id,
      row_number() OVER (PARTITION BY work->>'installationId' ORDER BY position) AS place
    FROM unnest($1::text[], $2::jsonb[]) WITH ORDINALITY AS given (key, work, position)
  ), before AS (
    SELECT key, due FROM portcullis.work WHERE key = ANY($1) AND waiting IS NOT NULL AND running IS NULL
  ), written AS (
    INSERT INTO portcullis.work AS work (key, installation_id, repository_id, waiting, turn, due, since, attempt)
    SELECT key, installation_id, repository_id, work, place + greatest(
      coalesce((SELECT max(turn) FROM portcullis.work other WHERE other.installation_id = new.installation_id), 0),
      coalesce((SELECT at FROM portcullis.turn WHERE name = 'served'), 0)), $3, $3, 0
    FROM new ORDER BY key
    ON CONFLICT (key) DO UPDATE SET waiting = ${merged('work.waiting', 'excluded.waiting')},
      turn = CASE WHEN work.waiting IS NULL THEN excluded.turn ELSE work.turn END,
      due = excluded.due, since = excluded.since, attempt = 0
    RETURNING key, installation_id, turn
  )
  SELECT key, installation_id AS "installationId", turn, before.due > $3 AS late FROM written LEFT JOIN before USING (key)`;

async function addWorks(sql: Sql, queue: Queue, works: readonly Work[], now: number): Promise<void> {
  // One row can be written once in a statement.
  const once = new Map<string, Work>();
  for (const work of works) {
    const before = once.get(workKey(work));
    once.set(workKey(work), before === undefined ? work : together(before, work));
  }
  if (once.size === 0) return;
  const { rows } = await sql.query(addSql, [[...once.keys()], [...once.values()], now]);
  const written = rows as (Omit<QueuedJob, 'due'> & { readonly late: boolean | null })[];
  await queue.push(
    sql,
    written.map(({ key, installationId, turn }) => ({ key, installationId, turn, due: now })),
  );
  for (const { key, late } of written) if (late === true) await queue.hasten(sql, key);
}
