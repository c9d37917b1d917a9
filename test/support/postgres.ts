import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** A PostgreSQL for tests. */
export interface TestPostgres {
  /** A new, empty database. */
  database(): Promise<string>;
  stop(): Promise<void>;
}

/** Why there is none: what the test run says instead of testing. */
export interface NoPostgres {
  readonly missing: string;
}

/**
 * `TEST_DATABASE_URL`, else a server of Debian's package `postgresql` in a folder of its own, on a socket of its own and
 * on no port.
 */
export async function startPostgres(): Promise<TestPostgres | NoPostgres> {
  const given = process.env.TEST_DATABASE_URL;
  if (given !== undefined) return { database: () => createDatabase(given), stop: async () => {} };
  const bin = binaries();
  if (bin === undefined)
    return {
      missing: 'no PostgreSQL: set TEST_DATABASE_URL or install the package postgresql (scripts/install-postgres.sh)',
    };
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-postgres-'));
  const as = serverUser(folder);
  execFileSync(join(bin, 'initdb'), ['-D', join(folder, 'data'), '-U', 'test', '-A', 'trust', '-E', 'UTF8'], {
    ...as,
    stdio: 'ignore',
  });
  const server = spawn(join(bin, 'postgres'), ['-D', join(folder, 'data'), '-k', folder, '-c', 'listen_addresses='], {
    ...as,
    stdio: 'ignore',
  });
  // The host of the address is written over by the socket's folder.
  const url = `postgres://test@socket/postgres?host=${encodeURIComponent(folder)}`;
  await answering(url);
  return { database: () => createDatabase(url), stop: () => stop(server, folder) };
}

function binaries(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(root, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
}

/** PostgreSQL refuses to run as root; Debian's package has made a user for it. */
function serverUser(folder: string): { readonly uid?: number; readonly gid?: number; readonly cwd: string } {
  if (process.getuid?.() !== 0) return { cwd: folder };
  const id = (option: string): number => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  const [uid, gid] = [id('-u'), id('-g')];
  chownSync(folder, uid, gid);
  return { uid, gid, cwd: folder };
}

async function answering(url: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

let made = 0;

async function createDatabase(url: string): Promise<string> {
  const name = `portcullis_${process.pid}_${++made}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const database = new URL(url);
  database.pathname = name;
  return database.href;
}

async function stop(server: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise((done) => server.once('exit', done));
  // At once, without writing what is removed in the next line.
  server.kill('SIGQUIT');
  await ended;
  rmSync(folder, { recursive: true, force: true });
}
