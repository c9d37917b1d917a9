import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/**
 * Installs the package into an empty folder, as whoever has nothing of us, and tries its command and both of its
 * entry points there.
 *
 *     npm run try-package                            packs what is here
 *     npm run try-package -- portcullis-1.2.3.tgz    takes that package
 */
const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'portcullis-package-'));
try {
  const given = process.argv[2];
  if (given === undefined) execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: root, stdio: 'ignore' });
  const [packed = ''] = readdirSync(folder);
  await tryPackage(given === undefined ? join(folder, packed) : resolve(given));
  process.stdout.write('the package installs, and runs\n');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function tryPackage(archive: string): Promise<void> {
  await lint(archive);
  const home = join(folder, 'home');
  mkdirSync(home);
  writeFileSync(
    join(home, 'package.json'),
    '{ "name": "home", "version": "1.0.0", "private": true, "type": "module" }\n',
  );
  const install = ['install', '--prefer-offline', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', archive];
  expectRun(home, 'npm', install, { exit: 0, prints: '' });
  const repository = repositoryIn(folder);
  const npx = ['--no-install', 'portcullis'];
  const reviewed = ['diff', 'HEAD~1', 'HEAD', '--repo', repository];
  expectRun(home, 'npx', [...npx, ...reviewed], {
    exit: 1,
    prints: 'opens TCP port 80 of Service shop/web to the internet',
  });
  expectRun(home, 'npx', [...npx, ...reviewed, '--format', 'markdown'], { exit: 1, prints: '```mermaid' });
  expectRun(home, 'npx', [...npx, 'explain', 'new-node-port'], { exit: 0, prints: '# new-node-port' });
  expectRun(home, 'npx', [...npx, 'init', '--repo', repository], { exit: 0, prints: 'wrote .github/portcullis.yml' });
  expectRun(home, 'npx', [...npx, ...reviewed, '--config', join(repository, '.github/portcullis.yml')], {
    exit: 1,
    prints: '',
  });
  const imported =
    "console.log(typeof (await import('portcullis')).review, typeof (await import('portcullis/app')).default)";
  expectRun(home, 'node', ['--input-type=module', '--eval', imported], { exit: 0, prints: 'function function' });
}

/** What package.json promises has to be in the package, in a form that Node and TypeScript take. */
async function lint(archive: string): Promise<void> {
  const { buffer, byteOffset, byteLength } = readFileSync(archive);
  const tarball = buffer.slice(byteOffset, byteOffset + byteLength);
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  if (messages.length === 0) return;
  throw new Error(messages.map((message) => formatMessage(message, pkg ?? {}, { color: false })).join('\n'));
}

/** Two commits, of which the second opens a Service. */
function repositoryIn(parent: string): string {
  const repository = join(parent, 'repository');
  mkdirSync(repository);
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', repository, '-c', 'user.name=try', '-c', 'user.email=try@example.com', ...args]);
  git('init', '--quiet', '--initial-branch=main');
  for (const type of ['ClusterIP', 'LoadBalancer']) {
    writeFileSync(
      join(repository, 'service.yaml'),
      `apiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop }\nspec: { type: ${type}, ports: [{ port: 80 }] }\n`,
    );
    git('add', '--all');
    git('commit', '--quiet', '--message', type);
  }
  return repository;
}

function expectRun(
  cwd: string,
  program: string,
  args: readonly string[],
  expected: { readonly exit: number; readonly prints: string },
): void {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', timeout: 120_000 });
  if (status === expected.exit && stdout.includes(expected.prints)) return;
  throw new Error(`${program} ${args.join(' ')} ended with ${status}, not ${expected.exit}:\n${stdout}\n${stderr}`);
}
