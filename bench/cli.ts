import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli, commit } from './folders.ts';
import { median, type Row, timed } from './measure.ts';
import { app, random, repository } from './repository.ts';

/** `node dist/cli.js diff` on a git repository of 140 YAML files, as a whole process, beside `node -e 0` in the same run. */
export async function wholeProcess(): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  try {
    commit(folder, new Map(repository(140)));
    commit(folder, new Map([['apps/app-1/app.yaml', app(1, random(9), 'LoadBalancer')]]));
    const diff = [cli, 'diff', 'HEAD~1', 'HEAD', '--repo', folder, '--format', 'json'];
    if (!node(diff).includes('new-public-load-balancer'))
      throw new Error('the change must open something, or nothing was measured');
    return await besideNothing('node dist/cli.js diff, 140 YAML files, whole process', diff, 3);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The first thing that anybody asks, beside the shortest life of a process. */
export async function firstWord(): Promise<Row> {
  if (!node([cli, '--help']).includes('portcullis diff')) throw new Error('help must come, or nothing was measured');
  return besideNothing('node dist/cli.js --help, whole process', [cli, '--help'], 1.5);
}

/** At most `most` times the shortest life of a process. */
async function besideNothing(what: string, args: readonly string[], most: number): Promise<Row> {
  const empty = median(await timed(20, () => node(['-e', '0'])));
  const whole = median(await timed(20, () => node(args)));
  const ratio = whole / empty;
  return {
    what,
    measured: `${ratio.toFixed(2)} × node -e 0 (${whole.toFixed(0)} ms against ${empty.toFixed(0)} ms, medians of 20)`,
    goal: `≤ ${most} ×`,
    reached: ratio <= most,
  };
}

const node = (args: readonly string[]): string => spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout;
