import { spawnSync } from 'node:child_process';
import { chmodSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commit, git, gitRepository, temporaryFolder, write } from './support/git-repository.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Command {
  readonly page: string;
  readonly line: string;
}

/** Every command that a page shows in a block of shell, one a line, without its comment. */
const commands: readonly Command[] = globSync(['*.md', 'docs/**/*.md', 'deploy/**/*.md'], { cwd: root })
  .sort()
  .flatMap((page) =>
    [...read(page).matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)].flatMap(([, text = '']) =>
      text
        .replaceAll(/\\\n\s*/g, '')
        .split('\n')
        .map((line) => line.replace(/\s+# .*$/, '').trim())
        .filter((line) => line !== '')
        .map((line) => ({ page, line })),
    ),
  );

/** What is not run here, and why: where its test is, or what it needs. */
const elsewhere: readonly (readonly [RegExp, string])[] = [
  [/^npm (ci|test)\b|^npm run (build|demo|test:long)\b/, '.ci/run'],
  [/^npm run (oracle|release)/, 'takes a cluster’s tools, or makes a release; test/scripts'],
  [/^npx node dist\/cli\.js watch /, 'does not end; test/cli/watch.test.ts'],
  [/^node dist\/main\.js (dead|replay)/, 'needs a store; test/operation/dead-letters.test.ts'],
  [/^(docker|kubectl|helm|gh|curl|password=)/, 'needs a cluster, Docker, a release or a service; test/deploy'],
];
const isElsewhere = (line: string): boolean => elsewhere.some(([pattern]) => pattern.test(line));

const here = commands.filter(({ page, line }) => page !== 'docs/ci.md' && !isElsewhere(line));
const id = '3f9c2a1b';

describe('commands of the documents', () => {
  test.each(here)('$page: $line', ({ line }) => {
    const { folder, finding } = desk();
    const { status, stderr } = run(line.replace(id, finding), folder);
    // Without the key of an app there is nothing to ask GitHub with; a change that opens something fails.
    const expected = line.includes('doctor') ? 2 : line.includes('cli.js diff') ? 1 : 0;
    expect({ status, stderr: line.includes('doctor') ? '' : stderr }).toEqual({ status: expected, stderr: '' });
  });

  test('name scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const named = commands.flatMap(({ line }) => line.match(/npm run ([\w:-]+)/)?.[1] ?? []);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('each is run here, or where it is said', () => {
    expect(here.length).toBeGreaterThan(12);
    for (const [pattern] of elsewhere) expect(commands.some(({ line }) => pattern.test(line))).toBe(true);
  });
});

const service = (type: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop }\nspec: { type: ${type}, selector: { app: web }, ports: [{ port: 80 }] }\n`;
const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: shop, labels: { app: ${name} } }\nspec: { containers: [{ name: a, ports: [{ containerPort: 80 }] }] }\n`;

/** A folder with `dist/cli.js`, beside `../your-repository`, as who follows the pages has them. */
function desk(): { readonly folder: string; readonly finding: string } {
  const above = temporaryFolder();
  const folder = join(above, 'portcullis');
  write(folder, {
    'dist/cli.js': `process.argv[1] = ${JSON.stringify(join(root, 'src/cli.ts'))};\nawait import(process.argv[1]);\n`,
    'package.json': '{"type": "module"}',
    'bin/npx': `#!/bin/sh\nexec "$@"\n`,
    'bin/node': `#!/bin/sh\nexec "${process.execPath}" "$@"\n`,
  });
  for (const name of ['npx', 'node']) chmodSync(join(folder, 'bin', name), 0o755);
  const repository = gitRepository({
    'k8s/service.yaml': service('ClusterIP'),
    'k8s/pods.yaml': `${pod('web')}---\n${pod('db')}`,
  });
  spawnSync('mv', [repository, join(above, 'your-repository')]);
  const your = join(above, 'your-repository');
  git(your, 'checkout', '--quiet', '-b', 'my-branch');
  commit(your, { 'k8s/service.yaml': service('LoadBalancer') });
  const [, finding = ''] =
    /^ {2}id ([0-9a-f]{8})$/m.exec(run('node dist/cli.js diff --repo ../your-repository', folder).stdout) ?? [];
  return { folder, finding };
}

function run(line: string, folder: string) {
  const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', line], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, HOME: folder },
  });
  return { status, stdout, stderr };
}
