// How fast manifests are read, against the `yaml` package on the same files in the same run, and how the time grows.
import { parseAllDocuments } from 'yaml';
import { readManifests } from '../src/manifest/documents.ts';
import { manifests } from './manifests.ts';

const files = manifests({ seed: 20_260_101, bytes: 6_000_000 });
const megabytes = files.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1e6;
const texts = files.map(({ bytes }) => new TextDecoder().decode(bytes));

// By turns, so that what else the machine does falls on both.
const rounds = Array.from({ length: 6 }, () => ({ ours: time(readAll), theirs: time(parseAll) })).slice(1);
const ours = median(rounds.map((round) => round.ours));
const theirs = median(rounds.map((round) => round.theirs));
console.log(`${files.length} files, ${megabytes.toFixed(1)} MB`);
console.log(`readManifests  ${rate(ours)} MB/s`);
console.log(`yaml ${rate(theirs)} MB/s`);
console.log(`ratio ${(theirs / ours).toFixed(1)} (at least 8)`);
console.log(`slope ${slope([1_000, 2_700, 7_400, 20_000]).toFixed(3)} from 1,000 to 20,000 documents (at most 1.15)`);

function rate(milliseconds: number): string {
  return ((megabytes / milliseconds) * 1000).toFixed(1).padStart(6);
}

/** The slope of log time over log size, by least squares. */
function slope(counts: readonly number[]): number {
  const points = counts.map((count) => {
    const bytes = new TextEncoder().encode(stream(count));
    // As many documents at each size, so that the collector's rounds fall on all of them alike.
    const repeats = Math.round(20_000 / count);
    const read = (): void => {
      for (let run = 0; run < repeats; run += 1) readManifests({ path: 'all.yaml', bytes }, { wanted: 'everything' });
    };
    return { x: Math.log(count), y: Math.log(Math.min(...Array.from({ length: 7 }, () => time(read))) / repeats) };
  });
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(points.map((point) => point.x));
  const y = mean(points.map((point) => point.y));
  const covariance = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  return covariance / points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
}

function stream(count: number): string {
  const one = (index: number): string =>
    `apiVersion: v1\nkind: Service\nmetadata:\n  name: web-${index}\n  namespace: shop\nspec:\n  type: NodePort\n` +
    `  selector:\n    app: web-${index}\n  ports:\n    - name: http\n      port: 80\n      targetPort: 8080\n`;
  return Array.from({ length: count }, (_, index) => one(index)).join('---\n');
}

function readAll(): void {
  for (const file of files) readManifests(file, { wanted: 'everything' });
}

function parseAll(): void {
  for (const text of texts) parseAllDocuments(text);
}

function time(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
