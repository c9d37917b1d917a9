import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { firstWord, wholeProcess } from './cli.ts';
import { renderedCharts } from './helm.ts';
import { renderedOverlays } from './kustomize.ts';
import { largeRepositories } from './large.ts';
import { coldStart } from './load/cold-start.ts';
import { print } from './measure.ts';
import { performancePage } from './page.ts';
import { besidePeers } from './peers.ts';
import { policies, policyGrowth } from './policies.ts';
import { reading, readingGrowth } from './read.ts';
import { growth, warmReview } from './review.ts';
import { watching } from './watch.ts';

/** `npm run bench`: what is measured, against what, and whether the goal was reached. Generated inputs, fixed seeds. */
console.log(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}\n`);
const rows = [
  ...reading(),
  readingGrowth(),
  await warmReview(),
  await growth(),
  await policies(),
  await policyGrowth(),
  await firstWord(),
  await wholeProcess(),
  await coldStart(),
  ...(await watching()),
  ...(await largeRepositories()),
  ...(await renderedOverlays()),
  ...(await renderedCharts()),
  ...(await besidePeers()),
];
print(rows);
if (process.argv.includes('--write')) {
  const day = new Date().toISOString().slice(0, 10);
  const page = fileURLToPath(new URL('../docs/performance.md', import.meta.url));
  writeFileSync(page, performancePage(rows, day));
  execFileSync('npx', ['biome', 'format', '--write', page]);
}
if (rows.some(({ reached }) => reached === false)) process.exitCode = 1;
