import { loadAll } from 'js-yaml';
import { parseAllDocuments } from 'yaml';
import { readManifests } from '../src/manifest/documents.ts';
import { manifests } from './manifests.ts';
import { median, type Row, slope } from './measure.ts';

/** Reading every document, against the `yaml` and `js-yaml` packages on the same files in the same run. */
export function reading(): readonly Row[] {
  const files = manifests({ seed: 20_260_101, bytes: 6_000_000 });
  const texts = files.map(({ bytes }) => new TextDecoder().decode(bytes));
  const readAll = (): void => {
    for (const file of files) readManifests(file, { wanted: 'everything' });
  };
  const parseAll = (parse: (text: string) => unknown) => (): void => {
    for (const text of texts) parse(text);
  };
  // By turns, so that what else the machine does falls on all; the first round warms up.
  const rounds = Array.from({ length: 6 }, () => ({
    ours: time(readAll),
    yaml: time(parseAll(parseAllDocuments)),
    jsYaml: time(parseAll(loadAll)),
  })).slice(1);
  const [ours, yaml, jsYaml] = (['ours', 'yaml', 'jsYaml'] as const).map((who) =>
    middle(rounds.map((round) => round[who])),
  ) as [number, number, number];
  const megabytes = files.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1e6;
  const rate = (ms: number): string => `${((megabytes / ms) * 1000).toFixed(1)} MB/s`;
  const row = (theirs: number, name: string): Pick<Row, 'what' | 'measured'> => ({
    what: `reading ${files.length} files of ${megabytes.toFixed(1)} MB, beside ${name}`,
    measured: `${(theirs / ours).toFixed(1)} × as fast (${rate(ours)} against ${rate(theirs)})`,
  });
  return [
    { ...row(yaml, "yaml's parseAllDocuments"), goal: '≥ 8 ×', reached: yaml / ours >= 8 },
    // It does less: it keeps the place of nothing, by which a finding could be told.
    { ...row(jsYaml, "js-yaml's loadAll"), goal: '', reached: undefined },
  ];
}

/** One file of 1,000 to 20,000 documents. */
export function readingGrowth(): Row {
  const points = [1_000, 2_700, 7_400, 20_000].map((size) => {
    const bytes = new TextEncoder().encode(stream(size));
    // As many documents at each size, so that the collector's rounds fall on all of them alike.
    const repeats = Math.round(20_000 / size);
    const read = (): void => {
      for (let run = 0; run < repeats; run += 1) readManifests({ path: 'all.yaml', bytes }, { wanted: 'everything' });
    };
    return { size, ms: Math.min(...Array.from({ length: 7 }, () => time(read))) / repeats };
  });
  const exponent = slope(points);
  return {
    what: 'growth of reading one file, 1,000 to 20,000 documents',
    measured: `exponent ${exponent.toFixed(2)} (${points.map(({ size, ms }) => `${size}: ${ms.toFixed(0)} ms`).join(', ')})`,
    goal: '≤ 1.15',
    reached: exponent <= 1.15,
  };
}

function stream(count: number): string {
  const one = (index: number): string =>
    `apiVersion: v1\nkind: Service\nmetadata:\n  name: web-${index}\n  namespace: shop\nspec:\n  type: NodePort\n` +
    `  selector:\n    app: web-${index}\n  ports:\n    - name: http\n      port: 80\n      targetPort: 8080\n`;
  return Array.from({ length: count }, (_, index) => one(index)).join('---\n');
}

function time(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

const middle = (values: readonly number[]): number => median(values.toSorted((a, b) => a - b));
