import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Runs the steps of the Dockerfile in empty folders, one for each stage, then starts what came out and asks its health
 * check: for machines on which no image can be built. Images and ports are Docker's business and are passed over.
 *
 *     node scripts/docker-steps.ts
 */
const source = fileURLToPath(new URL('..', import.meta.url));

interface Stage {
  readonly name: string;
  readonly folder: string;
  readonly environment: Record<string, string>;
  workdir: string;
  command: readonly string[];
  health: readonly string[];
}

async function main(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'portcullis-image-'));
  try {
    const stages: Stage[] = [];
    for (const { word, rest } of instructions()) play(stages, root, word, rest);
    const last = stages.at(-1);
    if (last === undefined) throw new Error('the Dockerfile has no stage');
    await check(last);
    console.log('the image would start, and its health check passes');
  } finally {
    rmSync(root, { recursive: true });
  }
}

function instructions(): readonly { readonly word: string; readonly rest: string }[] {
  const lines = readFileSync(join(source, 'Dockerfile'), 'utf8').split('\n');
  return lines
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [word = '', ...rest] = line.split(' ');
      return { word, rest: rest.join(' ') };
    });
}

function play(stages: Stage[], root: string, word: string, rest: string): void {
  if (word === 'FROM') {
    const name = / AS (\S+)$/.exec(rest)?.[1] ?? 'last';
    stages.push({ name, folder: join(root, name), environment: {}, workdir: '/', command: [], health: [] });
    return;
  }
  const stage = stages.at(-1);
  if (stage === undefined) throw new Error(`${word} before FROM`);
  console.log(`[${stage.name}] ${word} ${rest}`);
  const here = (path: string): string => join(stage.folder, path.startsWith('/') ? path : join(stage.workdir, path));
  if (word === 'WORKDIR') {
    stage.workdir = rest;
    mkdirSync(here(''), { recursive: true });
  } else if (word === 'ENV')
    Object.assign(stage.environment, Object.fromEntries(rest.split(' ').map((pair) => pair.split('='))));
  else if (word === 'COPY') copy(stages, rest, here);
  else if (word === 'RUN') run(rest, here(''), stage.environment);
  else if (word === 'CMD') stage.command = JSON.parse(rest);
  else if (word === 'HEALTHCHECK') stage.health = JSON.parse(rest.slice(rest.indexOf('CMD ') + 4));
  else if (word === 'USER') {
    if (!/^[1-9]\d*:[1-9]\d*$/.test(rest)) throw new Error(`USER ${rest} is no number that is not root`);
  } else if (word !== 'EXPOSE' && word !== 'VOLUME')
    throw new Error(`the Dockerfile uses ${word}, which this script does not play`);
}

function copy(stages: readonly Stage[], rest: string, here: (path: string) => string): void {
  const [flags, words] = [/^--/, /^(?!--)/].map((form) => rest.split(' ').filter((word) => form.test(word)));
  const from = flags?.find((flag) => flag.startsWith('--from='))?.slice('--from='.length);
  const target = words?.pop() ?? '.';
  const folder = from === undefined ? source : (stages.find(({ name }) => name === from)?.folder ?? '');
  for (const path of words ?? []) {
    const into = target.endsWith('/') ? join(target, path.split('/').at(-1) ?? '') : target;
    // Node itself comes with the image that the stage begins with; here it is that of this machine.
    if (path === '/usr/local/bin/node') continue;
    cpSync(join(folder, path), here(into), { recursive: true, verbatimSymlinks: true });
  }
}

function run(command: string, cwd: string, environment: Readonly<Record<string, string>>): void {
  const { status } = spawnSync('sh', ['-c', command], {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  if (status !== 0) throw new Error(`«${command}» ended with ${status}`);
}

/**
 * Starts the command as the image would, with credentials of no app, until its health check passes. Nothing but DATA_DIR
 * may be written to: everything else is read-only where the image runs.
 */
async function check({ folder, workdir, command, health, environment }: Stage): Promise<void> {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  const port = '38417';
  const credentials = { APP_ID: '1', PRIVATE_KEY: String(key), WEBHOOK_SECRET: randomBytes(32).toString('hex') };
  const data = join(folder, environment.DATA_DIR ?? '');
  const env = { PATH: process.env.PATH ?? '', ...environment, ...credentials, PORT: port, DATA_DIR: data };
  const cwd = join(folder, workdir);
  const shipped = filesBut(data, folder);
  const server = spawn(command[0] ?? '', command.slice(1), { cwd, env, stdio: 'inherit' });
  const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
  for (let attempt = 0; attempt < 50; attempt++) {
    const { status } = spawnSync(health[0] ?? '', health.slice(1), { cwd, env });
    if (status === 0) break;
    if (attempt === 49 || server.exitCode !== null) throw new Error('the health check does not pass');
    await new Promise((done) => setTimeout(done, 200));
  }
  server.kill('SIGTERM');
  if ((await ended) !== 0) throw new Error('the server does not end well on SIGTERM');
  if (filesBut(data, folder) !== shipped) throw new Error('the server writes outside of DATA_DIR');
}

/** Each file below `folder`, and when it was written last; those below `data` are left out. */
function filesBut(data: string, folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).filter((path) => !path.startsWith(data));
  return paths.map((path) => `${path} ${statSync(path).mtimeMs}`).join('\n');
}

await main();
