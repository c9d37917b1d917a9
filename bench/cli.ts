import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { median, type Row, timed } from './measure.ts';
import { app, random, repository } from './repository.ts';

const cli = join(import.meta.dirname, '../dist/cli.js');

/** `node dist/cli.js diff` on a git repository of 140 YAML files, as a whole process, beside `node -e 0` in the same run. */
export async function wholeProcess(): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  try {
    commit(folder, new Map(repository(140)), 'base');
    commit(folder, new Map([['apps/app-1/app.yaml', app(1, random(9), 'LoadBalancer')]]), 'head');
    const diff = [cli, 'diff', 'HEAD~1', 'HEAD', '--repo', folder, '--format', 'json'];
    if (!node(diff).includes('new-public-load-balancer'))
      throw new Error('the change must open something, or nothing was measured');
    const empty = await timed(20, () => node(['-e', '0']));
    const whole = await timed(20, () => node(diff));
    const ratio = median(whole) / median(empty);
    return {
      what: 'node dist/cli.js diff, 140 YAML files, whole process',
      measured: `${ratio.toFixed(2)} × node -e 0 (${median(whole).toFixed(0)} ms against ${median(empty).toFixed(0)} ms, medians of 20)`,
      goal: '≤ 3 ×',
      reached: ratio <= 3,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The first thing that anybody asks, beside the shortest life of a process. */
export async function firstWord(): Promise<Row> {
  if (!node([cli, '--help']).includes('portcullis diff')) throw new Error('help must come, or nothing was measured');
  const empty = await timed(20, () => node(['-e', '0']));
  const help = await timed(20, () => node([cli, '--help']));
  const ratio = median(help) / median(empty);
  return {
    what: 'node dist/cli.js --help, whole process',
    measured: `${ratio.toFixed(2)} × node -e 0 (${median(help).toFixed(0)} ms against ${median(empty).toFixed(0)} ms, medians of 20)`,
    goal: '≤ 1.5 ×',
    reached: ratio <= 1.5,
  };
}

const node = (args: readonly string[]): string => spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout;

function commit(folder: string, files: ReadonlyMap<string, string>, message: string): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const git = (...args: readonly string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'ignore' });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('-c', 'user.name=bench', '-c', 'user.email=bench@example.com', 'commit', '--quiet', '--message', message);
}
