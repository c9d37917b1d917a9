/** Breaks the pure core on purpose, a little at a time, and sees whether a test notices. */
export default {
  mutate: ['src/{graph,exposure,rules}/**/*.ts'],
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner'],
  // A file that is not there: Stryker would read the real one with a function that TypeScript 7 no longer has.
  tsconfigFile: 'none',
  disableTypeChecks: false,
  coverageAnalysis: 'perTest',
  // What runs when a file is loaded, a table above all, is reached by no test alone: each mutant of it would cost them all.
  ignoreStatic: true,
  ignorePatterns: ['bench', 'demo', 'dist', 'test-results'],
  concurrency: 2,
  reporters: ['clear-text', 'html', 'json'],
  clearTextReporter: { logTests: false, reportTests: false },
  htmlReporter: { fileName: 'test-results/mutation/index.html' },
  jsonReporter: { fileName: 'test-results/mutation/mutation.json' },
  tempDirName: '.cache/stryker',
  thresholds: { high: 90, low: 80, break: 80 },
};
