import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { largeRepository } from './large-repository.ts';
import { type Files, repository } from './repository.ts';

/** How long it takes from a file being saved to the last line of `portcullis watch`; `node bench/watch.ts`, after a build. */
await measured('140 files', repository(140), 'apps/app-7/app.yaml');
await measured('a large repository of charts', largeRepository(), 'charts/app-7/values.yaml');

async function measured(name: string, files: Files, path: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args]);
  for (const [file, text] of files) save(join(folder, file), text);
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '-m', 'all');
  const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
  const child = spawn(process.execPath, [cli, 'watch', '--repo', folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  child.stdout.on('data', (part: Buffer) => {
    out += part.toString();
  });
  const started = performance.now();
  await until(() => out.endsWith(' ms)\n'));
  const first = performance.now() - started;
  const times: number[] = [];
  for (let round = 0; round < 15; round += 1) {
    // So that the last save is settled.
    await wait(300);
    out = '';
    const at = performance.now();
    save(
      join(folder, path),
      `${files.get(path) ?? ''}\n# ${round}\n`.replace(
        /type: .*/,
        `type: ${round % 2 === 0 ? 'NodePort' : 'LoadBalancer'}`,
      ),
    );
    await until(() => out.endsWith(' ms)\n'));
    times.push(performance.now() - at);
  }
  child.kill('SIGINT');
  rmSync(folder, { recursive: true });
  const sorted = times.toSorted((a, b) => a - b);
  const ms = (value = 0): string => `${Math.round(value)} ms`;
  console.log(`${name}: first ${ms(first)}, saved → told median ${ms(sorted[7])}, worst ${ms(sorted[14])}`);
}

function save(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries += 1) {
    if (tries > 60_000) throw new Error('nothing was said within a minute');
    await wait(1);
  }
}
