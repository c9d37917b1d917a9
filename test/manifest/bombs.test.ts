import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bombs } from './bombs.ts';

const run = promisify(execFile);
const reader = new URL('./read-one.ts', import.meta.url).pathname;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bombs-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('a file that is made to hurt ends in the right reading or a problem, soon and in little memory', () => {
  test.each(bombs)('$name', { timeout: 60_000 }, async ({ name, make, ends }) => {
    const file = join(folder, `${name.replaceAll(' ', '-')}.yaml`);
    await writeFile(file, make());
    const { stdout } = await run(process.execPath, [reader, file]);
    // Our own script prints this object and nothing else.
    const result = JSON.parse(stdout) as {
      milliseconds: number;
      peakBytes: number;
      objects: number;
      reasons: string[];
      unfolds: string[];
    };
    expect(result.milliseconds).toBeLessThan(3_000);
    expect(result.peakBytes).toBeLessThan(256 * 1024 * 1024);
    if (typeof ends === 'number') expect(result).toMatchObject({ objects: ends, reasons: [] });
    else expect(result.reasons).toContain(ends);
    for (const kind of result.unfolds) expect(['object', 'LimitExceeded']).toContain(kind);
  });
});
