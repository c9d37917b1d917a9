// Everything dies and nothing is lost: `npm run chaos`, about ten minutes.
import { parseArgs } from 'node:util';
import { type ChaosOptions, chaos } from '../test/chaos/chaos.ts';
import { startPostgres } from '../test/support/postgres.ts';

const { values } = parseArgs({
  options: {
    deliveries: { type: 'string', default: '3000' },
    kills: { type: 'string', default: '50' },
    pulls: { type: 'string', default: '300' },
    rate: { type: 'string', default: '20' },
    seed: { type: 'string', default: '20261126' },
    engine: { type: 'string', default: 'both' },
  },
});
const usual = {
  deliveries: Number(values.deliveries),
  kills: Number(values.kills),
  pullRequests: Number(values.pulls),
  rate: Number(values.rate),
  seed: Number(values.seed),
};

let wrong = 0;
if (values.engine !== 'postgres') await run('SQLite, one process', { ...usual, processes: 1 });
if (values.engine !== 'sqlite') {
  const postgres = await startPostgres();
  if ('missing' in postgres) process.stdout.write(`PostgreSQL: skipped, ${postgres.missing}\n`);
  else {
    await run('PostgreSQL, three processes', { ...usual, processes: 3, databaseUrl: await postgres.database() });
    await postgres.stop();
  }
}
process.exitCode = wrong === 0 ? 0 : 1;

async function run(name: string, options: ChaosOptions): Promise<void> {
  const began = Date.now();
  const result = await chaos({ ...options, progress: (text) => process.stderr.write(`\r\x1b[K${name}: ${text}`) });
  process.stderr.write('\r\x1b[K');
  const { lost, duplicates, stale } = result;
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(0)} s`;
  process.stdout.write(
    `${name}, seed ${options.seed}\n` +
      `  ${options.deliveries} deliveries (${result.sent} sent, ${result.refused} of them to nobody, ${result.neverSent} never sent)\n` +
      `  ${result.kills} kills, ${result.brokenAnswers} creates answered 502 after they had happened\n` +
      `  lost ${lost.length}, duplicates ${duplicates.length}, stale ${stale.length}\n` +
      `  ${seconds(Date.now() - began)} in all, ${seconds(result.settledAfterMs)} after the last delivery; log: ${result.logFile}\n`,
  );
  for (const line of [...lost, ...duplicates, ...stale].slice(0, 20)) process.stdout.write(`    ${line}\n`);
  wrong += lost.length + duplicates.length + stale.length;
}
