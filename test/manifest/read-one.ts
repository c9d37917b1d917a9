// Reads the file that it is given in a process of its own and says what that took; idle is the process with the file in it.
import { readFileSync } from 'node:fs';
import { readManifests } from '../../src/manifest/documents.ts';
import { toValue } from '../../src/manifest/node.ts';

const bytes = readFileSync(process.argv[2] ?? '');
readManifests({ path: 'warm.yaml', bytes: new TextEncoder().encode('kind: Warm\n') }, { wanted: 'everything' });
const idle = process.memoryUsage.rss();
const start = performance.now();
const reading = readManifests({ path: 'bomb.yaml', bytes }, { wanted: 'everything' });
const milliseconds = performance.now() - start;
const peakBytes = process.resourceUsage().maxRSS * 1024 - idle;
const unfolds = reading.documents.slice(0, 3).map(({ root }) => {
  try {
    return typeof toValue(root);
  } catch (error) {
    return (error as Error).name; // whatever was thrown is told by its name
  }
});
const { documents, problems, facts } = reading;
console.log(
  JSON.stringify({
    milliseconds,
    peakBytes,
    objects: documents.length,
    reasons: problems.map((problem) => problem.reason),
    lines: problems.map((problem) => problem.at.line),
    facts: facts.length,
    unfolds,
  }),
);
