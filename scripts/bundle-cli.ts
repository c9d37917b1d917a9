import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

/**
 * Joins what the command line loads into a few files: loading 140 modules one by one takes longer than most reviews
 * (docs/decisions/0005-the-command-line-is-bundled.md). Everything else in dist/ stays as tsc wrote it.
 */
await build({
  entryPoints: ['dist/cli.js'],
  outdir: 'dist',
  allowOverwrite: true,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  chunkNames: 'chunks/[name]-[hash]',
  // Read only where a configuration, `render` or `doctor` asks for them.
  external: ['yaml', 'zod', 'probot', 'octokit'],
});
// The parts of the command line stand in the chunks now.
await rm('dist/cli', { recursive: true, force: true });
