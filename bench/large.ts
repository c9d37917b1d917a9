import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultConfig } from '../src/config/defaults.ts';
import { createMemo } from '../src/kinds/memo.ts';
import { review } from '../src/review.ts';
import { cli, commit } from './folders.ts';
import { largeRepository } from './large-repository.ts';
import { median, type Row, timed } from './measure.ts';
import { type Files, treeOf } from './repository.ts';

const values = 'charts/app-7/values.yaml';

/** A change of one chart's values among 3,400 files: as whole processes, with and without a disk cache, and in the app. */
export async function largeRepositories(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-large-'));
  try {
    const base = largeRepository();
    const head = new Map([...base, [values, opened(base.get(values) ?? '')] as const]);
    commit(folder, base);
    commit(folder, new Map([[values, head.get(values) ?? '']]));
    const bytes = [...base.values()].reduce((sum, text) => sum + text.length, 0);
    const what = `one chart's values among ${base.size} files of ${(bytes / 1e6).toFixed(0)} MB`;
    return [...(await processes(folder, what)), await inTheApp(base, head, what)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const opened = (text: string): string => text.replace('http: { type: ClusterIP', 'http: { type: LoadBalancer');

async function processes(folder: string, what: string): Promise<readonly Row[]> {
  const caches = mkdtempSync(join(tmpdir(), 'portcullis-cache-'));
  try {
    let run = 0;
    const cold = await timed(5, () => diff(folder, join(caches, String(run++))), 1);
    const warm = await timed(10, () => diff(folder, join(caches, '0')));
    const most = Math.max(memoryOf(folder, join(caches, 'none')), memoryOf(folder, join(caches, '0')));
    return [
      within(`diff of ${what}, cold`, cold, 10_000),
      within(`diff of ${what}, warm`, warm, 1_000),
      {
        what: `diff of ${what}, memory`,
        measured: `${most.toFixed(0)} MiB resident at most, cold or warm`,
        goal: '≤ 512 MiB',
        reached: most <= 512,
      },
    ];
  } finally {
    rmSync(caches, { recursive: true, force: true });
  }
}

function within(what: string, times: readonly number[], ms: number): Row {
  const middle = median(times);
  const spread = `${times[0]?.toFixed(0)} to ${times.at(-1)?.toFixed(0)}`;
  const measured = `${middle.toFixed(0)} ms (median of ${times.length}, ${spread})`;
  return { what, measured, goal: `≤ ${ms} ms`, reached: middle <= ms };
}

const diffOf = (folder: string): readonly string[] => [cli, 'diff', 'HEAD~1', 'HEAD', '--repo', folder];

function diff(folder: string, cache: string): void {
  const env = { ...process.env, PORTCULLIS_CACHE: cache };
  const { stdout } = spawnSync(process.execPath, diffOf(folder), { encoding: 'utf8', env });
  if (!stdout.includes('new-public-load-balancer'))
    throw new Error('the change must open something, or nothing was measured');
}

/** What the process itself says at its end, in MiB. */
function memoryOf(folder: string, cache: string): number {
  const tell = 'process.on("exit", () => process.stderr.write("\\nmaxrss " + process.resourceUsage().maxRSS + "\\n"))';
  const args = ['--import', `data:text/javascript,${encodeURIComponent(tell)}`, ...diffOf(folder)];
  const env = { ...process.env, PORTCULLIS_CACHE: cache };
  const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  return Number(/maxrss (\d+)/.exec(stderr)?.[1] ?? Number.NaN) / 1024;
}

/** As a second push is judged: everything else has been read. */
async function inTheApp(base: Files, head: Files, what: string): Promise<Row> {
  const [before, memo] = [treeOf(base), createMemo()];
  review(before, before, defaultConfig, memo);
  const after = treeOf(head);
  let found = 0;
  const times = await timed(10, () => {
    found += review(before, after, defaultConfig, memo).diff.added.length;
  });
  if (found === 0) throw new Error('the change must open something, or nothing was measured');
  return within(`review of ${what}, warm, in the process`, times, 200);
}
