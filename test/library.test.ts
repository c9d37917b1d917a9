import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from './support/git-repository.ts';

const root = join(import.meta.dirname, '..');

test('the example of the library is one', () => {
  const [, example = ''] = /^```ts\n([\s\S]*?)^```/m.exec(readFileSync(join(root, 'docs/cli.md'), 'utf8')) ?? [];
  const file = join(temporaryFolder(), 'example.ts');
  writeFileSync(file, example.replace("'portcullis'", JSON.stringify(join(root, 'src/library.ts'))));
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('1 new way in');
});

test('what the library exports is documented', async () => {
  const page = readFileSync(join(root, 'docs/cli.md'), 'utf8');
  const names = Object.keys(await import('../src/library.ts'));
  expect(names.filter((name) => !page.includes(`\`${name}`))).toEqual([]);
});
