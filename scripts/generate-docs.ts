import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { configJsonSchema } from '../src/config/schema.ts';
import { rules } from '../src/rules/index.ts';
import { configurationPage } from './docs/configuration-page.ts';
import { kindsPage } from './docs/kinds-page.ts';
import { rulesPage } from './docs/rules-page.ts';

/** Everything in the repository that is written by a program, by its path. */
const pages: Readonly<Record<string, () => string>> = {
  'docs/configuration.md': () => configurationPage(configJsonSchema()),
  'docs/kinds.md': kindsPage,
  'docs/rules/README.md': () => rulesPage(rules),
  'docs/portcullis.schema.json': () => JSON.stringify(configJsonSchema(), undefined, 2),
};

const root = new URL('../', import.meta.url);
const isCheck = process.argv.includes('--check');
const stale = Object.entries(pages).flatMap(([path, content]) =>
  update(path, formatted(path, content())) ? [path] : [],
);
if (isCheck && stale.length > 0) {
  console.error(`not what \`npm run docs\` writes: ${stale.join(', ')}`);
  process.exitCode = 1;
}

/** True where the file was not what it should be. */
function update(path: string, content: string): boolean {
  const file = new URL(path, root);
  if (read(file) === content) return false;
  if (!isCheck) writeFileSync(file, content);
  return true;
}

function read(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** As the linter wants it, so that the two never disagree. */
function formatted(path: string, content: string): string {
  const biome = new URL('node_modules/@biomejs/biome/bin/biome', root);
  const args = [biome.pathname, 'format', `--stdin-file-path=${path}`];
  return execFileSync(process.execPath, args, { cwd: root, input: content, encoding: 'utf8' });
}
