import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../src/config/load.ts';
import type { Config } from '../src/model/config.ts';
import { plain } from '../src/model/message.ts';
import { wholeDiagrams } from '../src/report/mermaid.ts';
import { mermaidFile } from '../src/report/mermaid-file.ts';
import { diffText } from '../src/report/text.ts';
import { caseFolders, casesRoot } from './support/cases.ts';
import { folderTree } from './support/folder-tree.ts';
import { judged } from './support/judged.ts';

const isUpdating = process.env.UPDATE_CASES === '1';

describe.each([...Map.groupBy(caseFolders(), ({ subject }) => subject)])('%s', (_subject, cases) => {
  test.each(cases)('$sentence', ({ path }) => {
    const folder = join(casesRoot, path);
    const verdict = judged(folderTree(join(folder, 'base')), folderTree(join(folder, 'head')), configIn(folder));
    holds(join(folder, 'expected.txt'), diffText(verdict, { color: false }), true);
    holds(join(folder, 'expected.mmd'), mermaidFile(wholeDiagrams(verdict)), false);
  });
});

/** Compares with the file, or writes it where that is asked; a diagram is compared only where somebody wants one. */
function holds(file: string, actual: string, isRequired: boolean): void {
  if (!isRequired && !existsSync(file)) return;
  if (isUpdating) writeFileSync(file, actual);
  else expect(actual).toBe(readFileSync(file, 'utf8'));
}

function configIn(folder: string): Config {
  const file = join(folder, 'config.yml');
  const bytes = existsSync(file) ? readFileSync(file) : undefined;
  const { config, problems } = loadConfig({ path: 'config.yml', bytes });
  expect(problems.map(({ message }) => plain(message))).toEqual([]);
  return config;
}
