import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const src = join(import.meta.dirname, '../src');

/** Who may import whom (docs/architecture.md). A folder may always import itself; `npm:` names packages. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  model: [],
  manifest: ['model', 'npm:js-yaml'],
  kinds: ['model', 'manifest'],
  render: ['model', 'manifest', 'npm:@noble/hashes', 'npm:re2js', 'npm:fflate'],
  graph: ['model'],
  exposure: ['model', 'graph'],
  rules: ['model', 'exposure', 'graph', 'npm:@noble/hashes'],
  // Of SARIF the types alone.
  report: ['model', 'graph', 'exposure', 'rules', 'npm:sarif', 'npm:@noble/hashes'],
  doctor: [],
  config: ['model', 'npm:yaml', 'npm:zod'],
  review: ['model', 'manifest', 'kinds', 'render', 'graph', 'exposure', 'rules', 'report', 'config', 'npm:diff'],
  store: ['model', 'report', 'app', 'node', 'npm:pg', 'npm:pg-boss'],
  folder: ['model', 'report', 'app', 'node'],
  action: ['cli', 'folder', 'app', 'config', 'model', 'report', 'node'],
  operation: ['app', 'store', 'report', 'log', 'settings', 'node'],
};

/** Pure: the same input gives the same output, and nothing outside is touched. */
const core = ['model', 'manifest', 'render', 'kinds', 'graph', 'exposure', 'rules', 'report', 'review', 'doctor'];
const outside = /\b(Date\.now|new Date\(\)|Math\.random|process\.|console\.|globalThis|setTimeout|fetch\()/;

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
const folderOf = (path: string): string =>
  path.includes('/') ? path.slice(0, path.indexOf('/')) : path.replace(/\.ts$/, '');
const textOf = (path: string): string => readFileSync(join(src, path), 'utf8');

function importsOf(path: string): readonly string[] {
  const specifiers = [...textOf(path).matchAll(/\b(?:from\s+|import\s*\(?\s*)'([^']+)'/g)].map(
    ([, name]) => name ?? '',
  );
  return specifiers.map((name) => {
    if (name.startsWith('node:')) return 'node';
    if (!name.startsWith('.')) return `npm:${/^(@[^/]+\/)?[^/]+/.exec(name)?.[0]}`;
    return folderOf(relative(src, join(src, dirname(path), name)));
  });
}

test.each(Object.entries(allowed))('%s imports only what it may', (folder, others) => {
  const inside = files.filter((path) => folderOf(path) === folder && path.includes('/'));
  const wrong = inside.flatMap((path) =>
    importsOf(path)
      .filter((name) => name !== folder && !others.includes(name))
      .map((name) => `${path} imports ${name}`),
  );
  expect(wrong).toEqual([]);
});

test.each([...core, 'review.ts'])(
  '%s touches nothing outside: no clock, no chance, no process, no console, no node',
  (name) => {
    const inside = files.filter((path) => path === name || path.startsWith(`${name}/`));
    expect(inside).not.toEqual([]);
    const wrong = inside.filter(
      (path) => outside.test(withoutComments(textOf(path))) || importsOf(path).includes('node'),
    );
    expect(wrong).toEqual([]);
  },
);

test('only github, and what puts the service together, know octokit and probot', () => {
  const allowedHere = ['github', 'index', 'start'];
  const wrong = files.filter(
    (path) =>
      !allowedHere.includes(folderOf(path)) &&
      importsOf(path).some((name) => /^npm:(octokit|probot|@octokit)/.test(name)),
  );
  expect(wrong).toEqual([]);
});

const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
