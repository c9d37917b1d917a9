import { createLog } from '../../src/log.ts';
import { readSettings } from '../../src/settings.ts';
import { start } from '../../src/start.ts';

/**
 * The real service, in a hurry: where it would wait minutes, it waits seconds. It trusts lists as late as ever. Says where it listens on its first
 * line. What it logs goes to standard error.
 */
const log = createLog('info', (line) => void process.stderr.write(line));
const service = await start(readSettings(process.env), log, {
  retryBaseMs: 20,
  backoffMs: () => 500,
  reconcileMs: 5_000,
  graceMs: 2_000,
});
process.stdout.write(`${service.url}\n`);
