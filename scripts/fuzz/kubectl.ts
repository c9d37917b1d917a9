import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameIn } from './objects.ts';
import { waysOf } from './theirs.ts';

/** kubectl's version; undefined where there is no kubectl. */
export function kubectlVersion(): string | undefined {
  const { status, stdout } = spawnSync('kubectl', ['version', '--client', '--output=json'], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  const { clientVersion } = JSON.parse(stdout) as { clientVersion: { gitVersion: string } }; // kubectl's own format
  return clientVersion.gitVersion;
}

/**
 * What kubectl sees in each file, by the file's number: it reads a file as `apply` does and needs no cluster for it. One
 * start reads all of them, and an error in one does not stop the others.
 */
export function kubectlWays(files: ReadonlyMap<number, Uint8Array>): ReadonlyMap<number, ReadonlySet<string>> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-fuzz-'));
  try {
    for (const [index, bytes] of files) writeFileSync(join(folder, `${String(index).padStart(9, '0')}.yaml`), bytes);
    const ways = new Map<number, Set<string>>([...files.keys()].map((index) => [index, new Set()]));
    for (const object of annotated(folder))
      for (const way of waysOf(object)) ways.get(Number(nameIn.exec(way)?.[1]))?.add(way);
    return ways;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function annotated(folder: string): readonly unknown[] {
  const command = ['annotate', '--local', '--filename', folder, 'seen=yes', '--output', 'json'];
  const { stdout, stderr, error, signal } = spawnSync('kubectl', command, { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (error !== undefined) throw error;
  if (signal !== null || /^(panic|fatal error):/m.test(stderr))
    throw new Error(`kubectl itself fell over (${folder}): ${stderr.slice(-2_000)}`);
  // One object after the other, each with its brackets at the margin.
  return stdout
    .split(/^\}$/m)
    .filter((text) => text.trim() !== '')
    .map((text) => JSON.parse(`${text}}`) as unknown);
}
