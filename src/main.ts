import { refusedNode } from './node-version.ts';

// First, and before anything is loaded that an old Node would trip over with a stack trace.
const refused = refusedNode(process.versions.node);
if (refused === undefined) await serve();
else fail(refused);

async function serve(): Promise<void> {
  const [{ createLog }, { readSettings, SettingsError }, { start }] = await Promise.all([
    import('./log.ts'),
    import('./settings.ts'),
    import('./start.ts'),
  ]);
  try {
    const settings = readSettings(process.env);
    const log = createLog(settings.logLevel, (line) => process.stdout.write(line));
    const service = await start(settings, log);
    log.info('listening', { url: service.url });
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        log.info('ending', { signal });
        void service.stop().then(() => process.exit(0));
      });
    }
  } catch (error) {
    if (error instanceof SettingsError) return fail(error.message);
    // A port that is taken, a name that does not resolve: the system's own words.
    if (error instanceof Error && 'syscall' in error) return fail(error.message);
    throw error;
  }
}

function fail(message: string): void {
  process.stderr.write(`portcullis: ${message}\n`);
  process.exitCode = 2;
}
