import { type ChildProcess, fork, spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environmentFor, type HubCredentials } from '../../test/support/environment.ts';
import type { Opened, Order, Populated, Seen } from './github.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The fake GitHub in a process of its own, so that it takes no time of the service. */
export interface GitHubProcess extends HubCredentials {
  readonly populate: (repository: Populated) => Promise<Opened>;
  /** From now on, requests whose URL holds `path` are answered so. */
  readonly fail: (fault: Extract<Order, { order: 'fail' }>['fault']) => Promise<void>;
  /** What was seen since this was asked last. */
  readonly observe: () => Promise<readonly Seen[]>;
  readonly stop: () => void;
}

export async function startGitHub(): Promise<GitHubProcess> {
  const child = fork(fileURLToPath(new URL('./github.ts', import.meta.url)), { serialization: 'advanced' });
  // GitHub has a machine of its own.
  if (child.pid !== undefined) setPriority(child.pid, 10);
  const answer = (): Promise<unknown> => new Promise((answered) => child.once('message', answered));
  let before: Promise<unknown> = answer();
  // One order at a time, so that each answer is that of its order.
  const ask = (order: Order): Promise<unknown> => {
    before = before.then(() => {
      const answered = answer();
      child.send(order);
      return answered;
    });
    return before;
  };
  const credentials = (await before) as HubCredentials; // what github.ts sends first
  return {
    ...credentials,
    populate: async (repository) => (await ask({ order: 'populate', repository })) as Opened,
    fail: async (fault) => void (await ask({ order: 'fail', fault })),
    observe: async () => (await ask({ order: 'observe' })) as readonly Seen[],
    stop: () => child.disconnect(),
  };
}

/** Portcullis in a process of its own, started as people start it. */
export interface ServiceProcess {
  readonly url: string;
  /** From the start of the process to the first answer of /livez, in milliseconds. */
  readonly startedMs: number;
  /** The lines of its log so far. */
  readonly logged: () => readonly string[];
  /** Its folder, which is gone after `stop`. */
  readonly dataDir: string;
  readonly metric: (name: string) => Promise<number>;
  /** Ends it as a power cut would, and leaves its folder. */
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface ServiceOptions {
  readonly databaseUrl?: string | undefined;
  readonly environment?: Readonly<Record<string, string>>;
  /** As `npm start` runs it, unless told otherwise. */
  readonly program?: 'dist/main.js' | 'src/main.ts';
}

export async function startService(github: GitHubProcess, options: ServiceOptions = {}): Promise<ServiceProcess> {
  const folder = newFolder();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(folder, 'log');
  // A file: nobody has to read it while things are measured.
  const log = openSync(logFile, 'w');
  const began = performance.now();
  const child = spawn(process.execPath, [join(root, options.program ?? 'dist/main.js')], {
    env: environmentOf(github, { port, folder, ...options }),
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  try {
    await answering(`${url}/livez`, child);
  } catch (error) {
    throw new Error(`${String(error)}\n${readFileSync(logFile, 'utf8')}`);
  }
  const startedMs = performance.now() - began;
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  return {
    url,
    startedMs,
    dataDir: folder,
    logged: () => readFileSync(logFile, 'utf8').split('\n').filter(Boolean),
    metric: async (name) => metricIn(await (await fetch(`${url}/metrics`)).text(), name),
    kill,
    stop: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** On the disk of the project: the system's folder for temporary files may lie in memory. */
function newFolder(): string {
  const cache = join(root, '.cache');
  mkdirSync(cache, { recursive: true });
  return mkdtempSync(join(cache, 'load-'));
}

function environmentOf(
  github: GitHubProcess,
  { port, folder, databaseUrl, environment }: ServiceOptions & { readonly port: number; readonly folder: string },
): NodeJS.ProcessEnv {
  return {
    ...environmentFor(github, folder),
    PORT: String(port),
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    ...environment,
  };
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const response = await fetch(url, { headers: { connection: 'close' } }).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((done) => setTimeout(done, 5));
  }
  throw new Error(`the service ended with ${child.exitCode}`);
}

function metricIn(text: string, name: string): number {
  const lines = text.split('\n').filter((line) => line.startsWith(name) && /[ {]/.test(line[name.length] ?? ''));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
