import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // The closing line is the plain count, for whoever reads the end of the output only.
    reporters: ['default', './test/support/closing-line.ts'],
  },
});
