import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { cli, commit, write } from './folders.ts';
import { largeRepository } from './large-repository.ts';
import { median, type Row } from './measure.ts';
import { type Files, repository } from './repository.ts';

/** How long it takes from a file being saved to the last line of `portcullis watch`. */
export const watching = async (): Promise<readonly Row[]> => [
  await saved(new Map(repository(140)), 'apps/app-7/app.yaml', 100),
  await saved(largeRepository(), 'charts/app-7/values.yaml', undefined),
];

async function saved(files: Files, path: string, most: number | undefined): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  commit(folder, files);
  const child = spawn(process.execPath, [cli, 'watch', '--repo', folder], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    let out = '';
    child.stdout.on('data', (part: Buffer) => {
      out += part.toString();
    });
    const told = (): boolean => out.endsWith(' ms)\n');
    await until(told);
    const times: number[] = [];
    for (let round = 0; round < 15; round += 1) {
      // So that the last save is settled.
      await wait(300);
      out = '';
      const at = performance.now();
      write(folder, new Map([[path, changed(files.get(path) ?? '', round)]]));
      await until(told);
      times.push(performance.now() - at);
    }
    return rowOf(`portcullis watch, from a save to the last line, ${files.size} files`, times, most);
  } finally {
    child.kill('SIGINT');
    rmSync(folder, { recursive: true, force: true });
  }
}

const changed = (text: string, round: number): string =>
  `${text}\n# ${round}\n`.replace(/type: .*/, `type: ${round % 2 === 0 ? 'NodePort' : 'LoadBalancer'}`);

function rowOf(what: string, times: readonly number[], most: number | undefined): Row {
  const sorted = times.toSorted((a, b) => a - b);
  const ms = median(sorted);
  return {
    what,
    measured: `${ms.toFixed(0)} ms (median of ${sorted.length}, at most ${sorted.at(-1)?.toFixed(0)})`,
    goal: most === undefined ? '' : `≤ ${most} ms`,
    reached: most === undefined ? undefined : ms <= most,
  };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries += 1) {
    if (tries > 60_000) throw new Error('nothing was said within a minute');
    await wait(1);
  }
}
