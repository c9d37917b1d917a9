import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { isNewer, together, type Work, workKey } from '../../app/events.ts';
import { InboxFull } from '../../app/inbox.ts';
import { batched } from '../batched.ts';
import type { Claim, Command, Counts, DeadLetter, Held, Inbox, Received } from '../inbox.ts';
import { roomUpTo, worksIn } from '../room.ts';
import type { SqliteFile } from './database.ts';

export interface InboxOptions {
  /** How much may wait before deliveries are refused. */
  readonly limit: number;
  readonly now: () => number;
}

/** Long enough for a process that is paused: nobody else works on this file. */
const leaseMs = 60_000;

interface Row {
  readonly key: string;
  readonly waiting: string | null;
  readonly running: string | null;
  readonly since: number;
  readonly attempt: number;
  readonly crashes: number;
}

/** What a column of JSON holds was written by this file. */
const parse = (json: string): Work => JSON.parse(json) as Work;

export function sqliteInbox({ database, write }: SqliteFile, { limit, now }: InboxOptions): Inbox {
  const sql = statements(database);
  const row = (key: string): Row | undefined => sql.row.get(key) as Row | undefined;

  function add(work: Work, { due = now(), attempt = 0 } = {}): void {
    const key = workKey(work);
    const before = row(key);
    const all = before?.waiting ? together(parse(before.waiting), work) : work;
    const values = { key, waiting: JSON.stringify(all), due, since: now(), attempt };
    if (before !== undefined) sql.wait.run(values);
    else sql.insert.run({ ...values, installation: work.installationId, repository: work.repositoryId });
  }

  function record({ delivery, works, commands = [] }: Received): boolean {
    if (delivery !== undefined && sql.deliver.run(delivery, now()).changes === 0) return false;
    for (const work of works) add(work);
    for (const command of commands) order(command);
    return true;
  }

  function order(command: Command): void {
    const { id, installationId, repositoryId, number, receivedAt } = command;
    sql.order.run(id, installationId, repositoryId, number, JSON.stringify(command), receivedAt);
  }

  const room = roomUpTo(limit);
  const isFull = (): boolean => {
    if (room.isUsedUp()) room.counted((sql.waiting.get() as { count: number }).count);
    return room.isUsedUp();
  };

  /** One commit for all that arrived in one turn of the event loop: the disk is waited for once. */
  const append = batched((all: readonly Received[]) =>
    write(() => {
      if (isFull()) throw new InboxFull(`${limit} works wait`);
      room.take(worksIn(all));
      return all.map(record);
    }),
  );

  function recoverWhere(rows: readonly Row[]): void {
    for (const { key, running, waiting, crashes } of rows) {
      if (running === null) continue;
      const [dead, newer] = [parse(running), waiting === null ? undefined : parse(waiting)];
      const work = JSON.stringify(newer === undefined ? dead : together(dead, newer));
      const isOther = newer !== undefined && isNewer(newer, dead);
      sql.recover.run({ key, work, now: now(), crashes: isOther ? 0 : crashes + 1 });
    }
  }

  /** Takes the work out of its claim; false where the lease was lost. */
  const release = (claim: Claim, then: (row: Row) => void): Promise<void> =>
    write(() => {
      const held = sql.held.get(claim.key, claim.token) as Row | undefined;
      if (held !== undefined) then(held);
    });

  const done = ({ key, waiting }: Row): void => void (waiting === null ? sql.remove : sql.release).run(key);

  return {
    append,
    leaseMs,
    claim: (except = []) =>
      write(() => {
        recoverWhere(sql.expired.all(now()) as unknown as Row[]);
        const next = sql.next.get({ now: now(), except: JSON.stringify(except) }) as unknown as Row | undefined;
        if (next?.waiting == null) return undefined;
        const token = randomUUID();
        sql.claim.run({ key: next.key, token, until: now() + leaseMs });
        sql.serve.run({ key: next.key });
        const { key, attempt, crashes, since } = next;
        return { key, work: parse(next.waiting), attempt: attempt + 1, crashes, since, token };
      }),
    renew: async (claim): Promise<Held> => {
      const { changes } = await write(() => sql.renew.run(now() + leaseMs, claim.key, claim.token));
      if (changes === 0) return 'lost';
      const waiting = row(claim.key)?.waiting;
      return waiting != null && isNewer(parse(waiting), claim.work) ? 'overtaken' : 'held';
    },
    finish: (claim, next = []) =>
      release(claim, (held) => {
        done(held);
        for (const work of next) add(work);
      }),
    retry: (claim, afterMs) =>
      release(claim, (held) => {
        if (held.waiting !== null) return done(held);
        sql.putOff.run({ key: claim.key, due: now() + afterMs, attempt: claim.attempt });
      }),
    bury: (claim, reason) =>
      release(claim, (held) => {
        const { key, work } = claim;
        sql.bury.run(key, work.installationId, work.repositoryId, JSON.stringify(work), reason, now());
        done(held);
      }),
    recover: () => write(() => recoverWhere(sql.claimed.all() as unknown as Row[])),
    counts: async () => sql.counts.get({ now: now() }) as unknown as Counts,
    dead: async () =>
      (sql.dead.all() as { key: string; work: string; reason: string; at: number }[]).map(
        ({ work, ...letter }): DeadLetter => ({ ...letter, work: parse(work) }),
      ),
    replay: (keys) =>
      write(() => {
        const letters = sql.dead.all() as { key: string; work: string }[];
        const chosen = letters.filter(({ key }) => keys === 'all' || keys.includes(key));
        for (const { key, work } of chosen) {
          add({ ...parse(work), rerun: true });
          sql.exhume.run(key);
        }
        return chosen.length;
      }),
    commands: async (repositoryId, number) =>
      (sql.commands.all(repositoryId, number) as { command: string }[]).map(
        ({ command }) => JSON.parse(command) as Command, // as `order` wrote it
      ),
    settle: ({ id }) => write(() => void sql.settle.run(id)),
  };
}

function statements(database: DatabaseSync) {
  const prepare = (text: string) => database.prepare(text);
  const due = 'waiting IS NOT NULL AND running IS NULL AND due <= :now';
  return {
    row: prepare('SELECT * FROM work WHERE key = ?'),
    insert: prepare(`
      INSERT INTO work (key, installation_id, repository_id, waiting, turn, due, since, attempt, crashes)
      VALUES (:key, :installation, :repository, :waiting, ${nextTurn(':installation')}, :due, :since, :attempt, 0)`),
    wait: prepare(`
      UPDATE work SET turn = CASE WHEN waiting IS NULL THEN ${nextTurn('installation_id')} ELSE turn END,
        waiting = :waiting, due = :due, since = :since, attempt = :attempt WHERE key = :key`),
    deliver: prepare('INSERT OR IGNORE INTO delivery (id, at) VALUES (?, ?)'),
    // By the index of turns: what also runs is not in it, a handful.
    waiting: prepare('SELECT count(*) AS count FROM work WHERE waiting IS NOT NULL AND running IS NULL'),
    next: prepare(`
      SELECT * FROM work WHERE ${due} AND installation_id NOT IN (SELECT value FROM json_each(:except))
      ORDER BY turn, since LIMIT 1`),
    claim: prepare(`
      UPDATE work SET running = waiting, waiting = NULL, token = :token, lease_until = :until WHERE key = :key`),
    serve: prepare(`
      INSERT INTO turn (name, at) SELECT 'served', turn FROM work WHERE key = :key
      ON CONFLICT (name) DO UPDATE SET at = max(at, excluded.at)`),
    renew: prepare('UPDATE work SET lease_until = ? WHERE key = ? AND token = ?'),
    held: prepare('SELECT * FROM work WHERE key = ? AND token = ?'),
    expired: prepare('SELECT * FROM work WHERE running IS NOT NULL AND lease_until < ?'),
    claimed: prepare('SELECT * FROM work WHERE running IS NOT NULL'),
    recover: prepare(`
      UPDATE work SET waiting = :work, running = NULL, token = NULL, due = :now, crashes = :crashes WHERE key = :key`),
    release: prepare('UPDATE work SET running = NULL, token = NULL, crashes = 0 WHERE key = ?'),
    remove: prepare('DELETE FROM work WHERE key = ?'),
    putOff: prepare(`
      UPDATE work SET waiting = running, running = NULL, token = NULL, due = :due, attempt = :attempt, crashes = 0
      WHERE key = :key`),
    bury: prepare(`
      INSERT OR REPLACE INTO dead (key, installation_id, repository_id, work, reason, at) VALUES (?, ?, ?, ?, ?, ?)`),
    exhume: prepare('DELETE FROM dead WHERE key = ?'),
    dead: prepare('SELECT key, work, reason, at FROM dead ORDER BY at'),
    counts: prepare(`
      SELECT count(*) FILTER (WHERE waiting IS NOT NULL) AS waiting, count(*) FILTER (WHERE running IS NOT NULL) AS active,
        (SELECT count(*) FROM dead) AS dead, max(0, :now - coalesce(min(due) FILTER (WHERE ${due}), :now)) AS oldestMs
      FROM work`),
    order: prepare(`
      INSERT OR IGNORE INTO command (id, installation_id, repository_id, number, command, at) VALUES (?, ?, ?, ?, ?, ?)`),
    commands: prepare(`
      SELECT command FROM command WHERE repository_id = ? AND number = ? AND settled = 0 ORDER BY at, rowid`),
    settle: prepare('UPDATE command SET settled = 1 WHERE id = ?'),
  };
}

/**
 * Start-time fair queueing: a work's turn comes after the installation's own others and after what is served now, so an
 * installation with a thousand works delays another by one of them.
 * Goyal, Vin, Cheng: Start-time Fair Queuing, SIGCOMM 1996.
 */
const nextTurn = (installation: string): string => `1 + max(
  coalesce((SELECT max(turn) FROM work WHERE installation_id = ${installation}), 0),
  coalesce((SELECT at FROM turn WHERE name = 'served'), 0))`;
