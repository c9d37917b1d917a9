import { refusedNode } from './node-version.ts';

// First, and before anything is loaded that an old Node would trip over with a stack trace.
const refused = refusedNode(process.versions.node);
const [command, ...args] = process.argv.slice(2);
if (refused !== undefined) fail(refused);
else if (command === undefined) await serve();
else await operate(command, args);

async function serve(): Promise<void> {
  const [
    { createLog },
    { endOnSignal },
    { useProxy },
    { createRedact },
    { readSettings, SettingsError, secretsIn },
    { start },
    { StoreUnusable },
  ] = await Promise.all([
    import('./log.ts'),
    import('./operation/ending.ts'),
    import('./operation/proxy.ts'),
    import('./operation/redact.ts'),
    import('./settings.ts'),
    import('./start.ts'),
    import('./store/open.ts'),
  ]);
  try {
    const settings = readSettings(process.env);
    useProxy(process.env);
    const redact = createRedact(secretsIn(settings));
    const log = createLog(settings.logLevel, (line) => process.stdout.write(line), redact);
    // Node would print the error with all that hangs on it: for one of Octokit's, the request and its body.
    process.on('uncaughtException', (error) => {
      log.error('a bug ends the process', {
        error: error instanceof Error ? (error.stack ?? error.message) : 'unknown',
      });
      process.exit(1);
    });
    const service = await start(settings, log);
    log.info('listening', { url: service.url });
    endOnSignal({ stop: (options) => service.stop(options), log, host: process });
  } catch (error) {
    if (error instanceof SettingsError || error instanceof StoreUnusable) return fail(error.message);
    // A port that is taken, a name that does not resolve: the system's own words.
    if (error instanceof Error && 'syscall' in error) return fail(error.message);
    throw error;
  }
}

/** A command to the store of a service that may be running beside. */
async function operate(name: string, given: readonly string[]): Promise<void> {
  const [letters, { readStorePlace, SettingsError }, { openStoreBeside, StoreUnusable }] = await Promise.all([
    import('./operation/dead-letters.ts'),
    import('./settings.ts'),
    import('./store/open.ts'),
  ]);
  if (name === '--help' || name === '-h') {
    process.stdout.write(letters.operatorUsage);
    return;
  }
  try {
    const store = await openStoreBeside(readStorePlace(process.env));
    const { text, exitCode } = await letters.operate(name, given, store.inbox, Date.now());
    (exitCode === 0 ? process.stdout : process.stderr).write(text);
    process.exitCode = exitCode;
    await store.close();
  } catch (error) {
    if (error instanceof SettingsError || error instanceof StoreUnusable) return fail(error.message);
    throw error;
  }
}

function fail(message: string): void {
  process.stderr.write(`portcullis: ${message}\n`);
  process.exitCode = 2;
}
