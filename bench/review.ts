import { defaultConfig } from '../src/config/defaults.ts';
import { createMemo } from '../src/kinds/memo.ts';
import { review } from '../src/review.ts';
import { median, type Row, slope, timed } from './measure.ts';
import { app, type Files, random, repository, treeOf } from './repository.ts';

/** A pull request that changes two files of a repository of 3,000, when everything else has been read before. */
export async function warmReview(): Promise<Row> {
  const files = repository(3_000);
  const base = treeOf(files);
  const memo = createMemo();
  review(base, base, defaultConfig, memo);
  const heads = Array.from({ length: 22 }, (_, run) => treeOf(edited(files, run)));
  let opened = 0;
  const times = await timed(20, (run) => {
    opened += review(base, heads[run + 2] ?? base, defaultConfig, memo).diff.added.length;
  });
  if (opened === 0) throw new Error('the edits must open something, or nothing was measured');
  const ms = median(times);
  return {
    what: 'warm review, 2 of 3,000 files changed',
    measured: `${ms.toFixed(1)} ms (median of 20, ${times[0]?.toFixed(1)} to ${times.at(-1)?.toFixed(1)})`,
    goal: '≤ 50 ms',
    reached: ms <= 50,
  };
}

function edited(files: Files, run: number): Files {
  const next = random(run + 1);
  const changed = [1, 2].map((index) => [`apps/app-${index}/app.yaml`, app(index, next, 'LoadBalancer')] as const);
  return new Map([...files, ...changed]);
}

/** A first review of everything, from 1,000 to 20,000 documents. */
export async function growth(): Promise<Row> {
  const points = [];
  for (const documents of [1_000, 3_000, 8_000, 20_000]) {
    const head = treeOf(repository(Math.ceil(documents / 3)));
    const empty = treeOf(new Map());
    const times = await timed(3, () => review(empty, head, defaultConfig, createMemo()), 1);
    points.push({ size: documents, ms: median(times) });
  }
  const exponent = slope(points);
  return {
    what: 'growth of a cold review, 1,000 to 20,000 documents',
    measured: `exponent ${exponent.toFixed(2)} (${points.map(({ size, ms }) => `${size}: ${Math.round(ms)} ms`).join(', ')})`,
    goal: '≤ 1.15',
    reached: exponent <= 1.15,
  };
}
