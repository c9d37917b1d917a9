import { defineConfig } from 'vitest/config';

/**
 * What talks for minutes with a GitHub that fails, or starts many processes: `npm run test:long`. Everybody who changes
 * something should wait for less than five minutes.
 */
const longSuites = [
  'test/action/action.test.ts',
  'test/chaos/**/*.test.ts',
  'test/doc-commands.test.ts',
  'test/operation/{flood,load,network,stop}.test.ts',
  'test/scenarios/analysis.test.ts',
  'test/scenarios/doctor.test.ts',
  'test/scenarios/fault-canaries.test.ts',
  'test/scenarios/fault-matrix.test.ts',
];
const everything = ['test/**/*.test.ts'];
/** `long`: those alone; `all`: each; else all but those. */
const { SUITES } = process.env;

export default defineConfig({
  test: {
    include: SUITES === 'long' ? longSuites : everything,
    exclude: SUITES === undefined ? longSuites : [],
    // Many of them wait for other processes: with one core left free, as is usual, the machine would wait as well.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // A poll waits for other work, which a busy machine does late; who measures a time says so.
    expect: { poll: { timeout: 5_000 } },
    // The closing line is the plain count, for whoever reads the end of the output only.
    reporters: ['default', './test/support/closing-line.ts'],
  },
});
