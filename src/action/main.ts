import { takeEnvironment } from './environment.ts';

// Before anything else is loaded: whatever that is, it finds no secret.
const environment = takeEnvironment(process.env);
try {
  const { run } = await import('./run.ts');
  process.exitCode = await run(environment);
} catch (error) {
  // Not 1, which says that a finding blocks.
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 2;
}
