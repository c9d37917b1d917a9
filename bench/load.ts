import { cpus, loadavg } from 'node:os';
import { startPostgres } from '../test/support/postgres.ts';
import { type AcknowledgementOptions, acknowledge, describe } from './load/acknowledgement.ts';
import { coldStart } from './load/cold-start.ts';
import { fairness } from './load/fairness.ts';
import { queueCeiling, throughput } from './load/instances.ts';
import { type Poison, poisoned } from './load/poison.ts';
import { inFile, inServer } from './load/recorded.ts';
import { percentile } from './load/webhooks.ts';
import { print, type Row } from './measure.ts';

/**
 * `npm run load`: the service in a process of its own, as people run it, under more than it will ever get. A figure is
 * of this machine in this moment, so the load of the machine stands beside it. Names of parts run only those.
 */
const postgres = await startPostgres();
const database = 'missing' in postgres ? undefined : (): Promise<string> => postgres.database();

const parts = {
  start: async () => [await coldStart()],
  sqlite: async () => [
    await acknowledged('SQLite', 50, { perSecond: 200, seconds: 30 }),
    await acknowledged('SQLite', 250, { perSecond: 1_000, seconds: 30 }),
    await durable('SQLite', { perSecond: 500, seconds: 10, recorded: ({ dataDir }) => inFile(dataDir) }),
  ],
  postgres: async () => {
    if (database === undefined) return [skipped('acknowledgement, PostgreSQL')];
    const databaseUrl = await database();
    const killed = await database();
    return [
      await acknowledged('PostgreSQL', 250, { perSecond: 500, seconds: 30, databaseUrl }),
      await durable('PostgreSQL', {
        perSecond: 200,
        seconds: 10,
        databaseUrl: killed,
        recorded: () => inServer(killed),
      }),
    ];
  },
  fairness: async () => [
    await fair('SQLite', undefined),
    ...(database === undefined ? [] : [await fair('PostgreSQL', await database())]),
  ],
  poison: async () => [await survived('bomb'), await survived('broken')],
  instances: async () => (database === undefined ? [skipped('three processes')] : await scaled(database)),
} as const satisfies Record<string, () => Promise<readonly Row[]>>;

const wanted = process.argv.slice(2);
const rows: Row[] = [];
console.log(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}\n`);
for (const [name, run] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const before = loadavg()[0]?.toFixed(1);
  const made = await run();
  console.log(`${name}: load of the machine ${before} before, ${loadavg()[0]?.toFixed(1)} after`);
  print(made);
  rows.push(...made);
}
if (!('missing' in postgres)) await postgres.stop();
if (rows.some(({ reached }) => reached === false)) process.exitCode = 1;

async function acknowledged(engine: string, p99: number, options: AcknowledgementOptions): Promise<Row> {
  const outcome = await acknowledge(options);
  return {
    what: `acknowledgement, ${engine}, ${options.perSecond}/s`,
    measured: describe(outcome),
    goal: `p99 ≤ ${p99} ms, none refused`,
    reached: percentile(outcome.latencies, 0.99) <= p99 && outcome.refused.size === 0,
  };
}

async function durable(engine: string, options: AcknowledgementOptions): Promise<Row> {
  const { acknowledged: taken, lost } = await acknowledge(options);
  return {
    what: `kill -9 in the middle, ${engine}, ${options.perSecond}/s`,
    measured: `${lost} of ${taken.length} acknowledged deliveries lost`,
    goal: '0',
    reached: lost === 0 && taken.length > 0,
  };
}

async function fair(engine: string, databaseUrl: string | undefined): Promise<Row> {
  const { aloneP95, besidesP95, longestJobMs } = await fairness({ databaseUrl });
  return {
    what: `quiet installations besides one with 500 pull requests, ${engine}`,
    measured: `p95 ${aloneP95.toFixed(0)} ms alone, ${besidesP95.toFixed(0)} ms besides; longest job ${longestJobMs.toFixed(0)} ms`,
    goal: 'one longest job more',
    reached: besidesP95 <= aloneP95 + longestJobMs,
  };
}

async function survived(poison: Poison): Promise<Row> {
  const { aloneP95, besidesP95, judged, poisonous } = await poisoned(poison);
  const more = (besidesP95 / aloneP95 - 1) * 100;
  return {
    what: `others besides poisonous works (${poison})`,
    measured: `p95 ${aloneP95.toFixed(0)} ms alone, ${besidesP95.toFixed(0)} ms besides (${more.toFixed(0)} %); ${judged} of ${poisonous} judged`,
    goal: '≤ 10 % more',
    reached: more <= 10,
  };
}

async function scaled(newDatabase: () => Promise<string>): Promise<readonly Row[]> {
  const made: Row[] = [];
  for (const bottleneck of ['waiting', 'computing'] as const) {
    const [one, three] = [
      await throughput(bottleneck, 1, await newDatabase()),
      await throughput(bottleneck, 3, await newDatabase()),
    ];
    // Three that compute need cores of their own, and so do the fake GitHub and the database.
    const tells = bottleneck === 'waiting' || cpus().length >= 8;
    made.push({
      what: `three processes against one, reviews that are ${bottleneck}`,
      measured: `${one.toFixed(1)} → ${three.toFixed(1)} a second, × ${(three / one).toFixed(2)}`,
      goal: '× 2.2 where cores allow',
      reached: tells ? three / one >= 2.2 : undefined,
    });
  }
  const [one, three] = [await queueCeiling(1, await newDatabase()), await queueCeiling(3, await newDatabase())];
  made.push({
    what: 'the queue alone: claimed and finished',
    measured: `${one.toFixed(0)} a second by one, ${three.toFixed(0)} by three`,
    goal: 'far more than reviews',
    reached: undefined,
  });
  return made;
}

function skipped(what: string): Row {
  return { what, measured: 'not measured: no PostgreSQL', goal: '', reached: undefined };
}
