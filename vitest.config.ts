import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
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
