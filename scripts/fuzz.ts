// Reads strange manifests with kubectl and with our reader, and tells where we see less and say nothing: `npm run fuzz`.
import { parseArgs } from 'node:util';
import { fuzzedFile } from './fuzz/file.ts';
import { kubectlVersion, kubectlWays } from './fuzz/kubectl.ts';
import { record, recordedRun } from './fuzz/record.ts';
import { shrunk } from './fuzz/shrink.ts';
import { judge, type Verdict, type Word } from './fuzz/verdict.ts';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    /** Shows one file and both answers. */
    show: { type: 'string' },
    record: { type: 'boolean', default: false },
  },
});

const atOnce = 1_000;
/** Each costs some seconds. */
const shrunkAtMost = 5;
const [count, seed] = [options.count, options.seed].map(Number) as [number, number]; // of two, two are made

function main(): number {
  const version = kubectlVersion();
  if (version === undefined) {
    console.error(
      'kubectl is not there: nothing was compared. Install it, or run the recorded answers: npx vitest run test/fuzz',
    );
    return 2;
  }
  if (options.show !== undefined) return show(Number(options.show));
  if (options.record) return recordAnswers(version);
  console.log(`${count} files of seed ${seed} against kubectl ${version}`);
  return fuzz();
}

interface Case extends Verdict {
  readonly index: number;
}

/** What a run has found so far. */
interface Run {
  readonly began: number;
  readonly tally: Map<Word, number>;
  readonly bad: Case[];
  /** What is read as more or less, by what it is about: perhaps one of them could be quieter. */
  readonly subjects: Map<string, { count: number; readonly index: number }>;
  /** Files that open something to kubectl. */
  open: number;
  kubectlMs: number;
  oursMs: number;
}

function fuzz(): number {
  const run: Run = {
    began: performance.now(),
    tally: new Map(),
    bad: [],
    subjects: new Map(),
    open: 0,
    kubectlMs: 0,
    oursMs: 0,
  };
  for (let from = 0; from < count; from += atOnce) {
    compareSome(from, Math.min(atOnce, count - from), run);
    if ((from / atOnce) % 10 === 9) progress(from + atOnce, run);
  }
  printTable(run);
  for (const { word, index, detail } of run.bad.slice(shrunkAtMost, 50))
    console.log(`${word} in file ${index}: ${detail[0]}`);
  for (const one of run.bad.slice(0, shrunkAtMost)) explain(one);
  return run.bad.length > 0 ? 1 : 0;
}

function compareSome(from: number, size: number, run: Run): void {
  const files = new Map(Array.from({ length: size }, (_, at) => [from + at, fuzzedFile(seed, from + at)] as const));
  const start = performance.now();
  const answers = kubectlWays(files);
  const between = performance.now();
  for (const [index, bytes] of files) {
    const theirs = answers.get(index) ?? new Set();
    if (theirs.size > 0) run.open += 1;
    note(run, { ...judge(bytes, theirs), index });
  }
  run.kubectlMs += between - start;
  run.oursMs += performance.now() - between;
}

function note({ tally, bad, subjects }: Run, one: Case): void {
  const { word, detail, index } = one;
  tally.set(word, (tally.get(word) ?? 0) + 1);
  if (word === 'miss' || word === 'crash') bad.push(one);
  if (word !== 'over' && word !== 'told') return;
  const subject = `${word}: ${(detail[0] ?? '').replace(/\/\S* /, ' ').replace(/[=].*| \*?\S+ to .*/, '')}`;
  const known = subjects.get(subject);
  if (known === undefined) subjects.set(subject, { count: 1, index });
  else known.count += 1;
}

function progress(done: number, { began, bad }: Run): void {
  const seconds = (performance.now() - began) / 1_000;
  console.log(`${done} files, ${(done / seconds).toFixed(0)}/s, ${bad.length} missed or crashed`);
}

function printTable({ began, tally, subjects, open, kubectlMs, oursMs }: Run): void {
  for (const [word, meaning] of words)
    console.log(`${String(tally.get(word) ?? 0).padStart(8)}  ${word.padEnd(6)} ${meaning}`);
  const most = [...subjects].sort(([, a], [, b]) => b.count - a.count).slice(0, 12);
  for (const [subject, { count, index }] of most)
    console.log(`${String(count).padStart(8)}  ${subject}, first in ${index}`);
  const seconds = (ms: number): string => (ms / 1_000).toFixed(0);
  console.log(
    `${open} of the files open something to kubectl; ${seconds(performance.now() - began)} s, of them kubectl ` +
      `${seconds(kubectlMs)} s, and ours, which reads each twice, ${seconds(oursMs)} s`,
  );
}

const words: readonly (readonly [Word, string])[] = [
  ['equal', 'the same as kubectl'],
  ['over', 'more than kubectl, which refuses some of it'],
  ['told', 'less than kubectl, and it is said'],
  ['miss', 'less than kubectl, in silence'],
  ['crash', 'an exception'],
];

function explain({ index, word, detail }: Case): void {
  const isSame = (other: Verdict): boolean => other.word === word && other.detail.some((line) => detail.includes(line));
  const small = shrunk(fuzzedFile(seed, index), (bytes) => isSame(verdictOf(index, bytes)), 250);
  console.log(`\n${word} in file ${index} of seed ${seed} (npm run fuzz -- --seed ${seed} --show ${index})`);
  for (const line of detail.slice(0, 5)) console.log(`  ${line}`);
  console.log(`smallest form, as JSON: ${JSON.stringify(new TextDecoder().decode(small))}`);
}

const verdictOf = (index: number, bytes: Uint8Array): Verdict =>
  judge(bytes, kubectlWays(new Map([[index, bytes]])).get(index) ?? new Set());

function show(index: number): number {
  const bytes = fuzzedFile(seed, index);
  process.stdout.write(bytes);
  const theirs = kubectlWays(new Map([[index, bytes]])).get(index) ?? new Set();
  const { word, detail } = judge(bytes, theirs);
  console.log(`\n=== kubectl:\n${[...theirs].join('\n')}\n=== ${word}\n${detail.join('\n')}`);
  return 0;
}

function recordAnswers(version: string): number {
  const files = recordedRun();
  const ways = new Map<number, ReadonlySet<string>>();
  for (let from = 0; from < files.length; from += atOnce) {
    const some = new Map(files.slice(from, from + atOnce).map((bytes, at) => [from + at, bytes] as const));
    for (const [index, theirs] of kubectlWays(some)) ways.set(index, theirs);
  }
  console.log(`${record(version, files, ways)} bytes recorded of ${files.length} files`);
  return 0;
}

process.exitCode = main();
