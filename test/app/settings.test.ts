import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { refusedNode } from '../../src/node-version.ts';
import { readSettings, SettingsError, secretsIn } from '../../src/settings.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const secret = 'x7'.repeat(16);
const good = { APP_ID: '4711', PRIVATE_KEY: privateKey, WEBHOOK_SECRET: secret };

describe('the environment', () => {
  test('is read under the names that Probot gave it', () => {
    expect(readSettings(good)).toEqual({
      appId: 4711,
      privateKey,
      webhookSecrets: [secret],
      webhookPath: '/api/github/webhooks',
      host: 'localhost',
      port: 3000,
      server: 'https://github.com',
      baseUrl: 'https://api.github.com',
      dataDir: './data',
      databaseUrl: undefined,
      inboxLimit: 50_000,
      reconcileMinutes: 5,
      workers: Math.min(4, Math.max(2, availableParallelism() - 1)),
      workerMemoryMb: 512,
      metricsToken: undefined,
      adminToken: undefined,
      logLevel: 'info',
    });
  });

  test('may say where everything is kept, how much of it and by how many workers', () => {
    const databaseUrl = 'postgresql://portcullis:p%40ss@db.example.com/portcullis?sslmode=require';
    const given = { DATA_DIR: '/data', DATABASE_URL: databaseUrl, INBOX_LIMIT: '10', RECONCILE_MINUTES: '0' };
    expect(readSettings({ ...good, ...given, WORKERS: '3', WORKER_MEMORY_MB: '256' })).toMatchObject({
      dataDir: '/data',
      databaseUrl,
      inboxLimit: 10,
      reconcileMinutes: 0,
      workers: 3,
      workerMemoryMb: 256,
    });
  });

  test('may give each secret in a file, so that none is in the environment', () => {
    const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const settings = readSettings({
      APP_ID: '4711',
      PRIVATE_KEY_PATH: write('key.pem', privateKey),
      WEBHOOK_SECRET_PATH: write('now', `${secret}\n`),
      WEBHOOK_SECRET_PREVIOUS_PATH: write('before', 'y8'.repeat(16)),
      DATABASE_URL_PATH: write('url', 'postgres://portcullis:hunter2@db/portcullis\n'),
      METRICS_TOKEN_PATH: write('token', 'm'.repeat(16)),
      ADMIN_TOKEN_PATH: write('admin', `${'a'.repeat(32)}\n`),
    });
    const empty = write('empty', '\n');
    for (const name of ['WEBHOOK_SECRET', 'DATABASE_URL', 'METRICS_TOKEN', 'ADMIN_TOKEN'])
      expect(() => readSettings({ ...good, [name]: '', [`${name}_PATH`]: empty })).toThrow(name);
    rmSync(folder, { recursive: true });
    expect(settings).toMatchObject({
      privateKey,
      webhookSecrets: [secret, 'y8'.repeat(16)],
      databaseUrl: 'postgres://portcullis:hunter2@db/portcullis',
      metricsToken: 'm'.repeat(16),
      adminToken: 'a'.repeat(32),
    });
  });

  test('says which of it is secret, so that the log can leave it out', () => {
    const databaseUrl = 'postgres://portcullis:p%40ss@db.example.com/portcullis';
    const tokens = { METRICS_TOKEN: 'm'.repeat(16), ADMIN_TOKEN: 'a'.repeat(32) };
    const settings = readSettings({ ...good, DATABASE_URL: databaseUrl, ...tokens });
    expect(secretsIn(settings)).toEqual([privateKey, secret, 'p%40ss', 'p@ss', 'm'.repeat(16), 'a'.repeat(32)]);
  });

  test('may give the key as base64 or with escaped line breaks, and a second secret during a rotation', () => {
    const older = 'y8'.repeat(16);
    expect(readSettings({ ...good, WEBHOOK_SECRET_PREVIOUS: older }).webhookSecrets).toEqual([secret, older]);
    const base64 = Buffer.from(privateKey).toString('base64');
    expect(readSettings({ ...good, PRIVATE_KEY: base64 }).privateKey).toBe(privateKey);
    const escaped = privateKey.replaceAll('\n', '\\n');
    expect(readSettings({ ...good, PRIVATE_KEY: escaped }).privateKey).toBe(privateKey);
  });

  test('may name a GitHub Enterprise Server', () => {
    expect(readSettings({ ...good, GHE_HOST: 'git.example.com' })).toMatchObject({
      server: 'https://git.example.com',
      baseUrl: 'https://git.example.com/api/v3',
    });
  });

  test.each([
    { what: 'no webhook secret', change: { WEBHOOK_SECRET: undefined }, says: 'WEBHOOK_SECRET' },
    { what: 'an empty webhook secret', change: { WEBHOOK_SECRET: '' }, says: 'WEBHOOK_SECRET' },
    { what: 'Probot’s default secret', change: { WEBHOOK_SECRET: 'development' }, says: 'default' },
    { what: 'a short webhook secret', change: { WEBHOOK_SECRET: 'x'.repeat(31) }, says: '32' },
    { what: 'a short former secret', change: { WEBHOOK_SECRET_PREVIOUS: 'x' }, says: 'WEBHOOK_SECRET_PREVIOUS' },
    { what: 'no app id', change: { APP_ID: undefined }, says: 'APP_ID' },
    { what: 'an app id that is none', change: { APP_ID: 'my-app' }, says: 'APP_ID' },
    { what: 'no key', change: { PRIVATE_KEY: undefined }, says: 'PRIVATE_KEY' },
    { what: 'a key that is none', change: { PRIVATE_KEY: 'hunter2' }, says: 'PEM' },
    {
      what: 'a key file that is not there',
      change: { PRIVATE_KEY: '', PRIVATE_KEY_PATH: '/nowhere.pem' },
      says: '/nowhere.pem',
    },
    {
      what: 'a secret file that is not there',
      change: { WEBHOOK_SECRET: '', WEBHOOK_SECRET_PATH: '/no' },
      says: '/no',
    },
    { what: 'a short metrics token', change: { METRICS_TOKEN: 'hunter2' }, says: 'METRICS_TOKEN' },
    { what: 'a short admin token', change: { ADMIN_TOKEN: 'hunter2'.repeat(4) }, says: 'ADMIN_TOKEN' },
    { what: 'an admin token with a space', change: { ADMIN_TOKEN: 'hunter2 '.repeat(5) }, says: 'ADMIN_TOKEN' },
    { what: 'another database', change: { DATABASE_URL: 'mysql://u:hunter2@h/d' }, says: 'postgres://' },
    { what: 'a broken database URL', change: { DATABASE_URL: 'postgres://u:hunter2@[/d' }, says: 'DATABASE_URL' },
    { what: 'no worker at all', change: { WORKERS: '0' }, says: 'WORKERS' },
    { what: 'a limit in words', change: { INBOX_LIMIT: 'many' }, says: 'INBOX_LIMIT' },
    { what: 'minutes that are not whole', change: { RECONCILE_MINUTES: '0.5' }, says: 'RECONCILE_MINUTES' },
    { what: 'too little memory', change: { WORKER_MEMORY_MB: '8' }, says: 'WORKER_MEMORY_MB' },
    { what: 'a port that is none', change: { PORT: '99999' }, says: 'PORT' },
    { what: 'a host that is none', change: { GHE_HOST: 'a/b' }, says: 'GHE_HOST' },
    { what: 'an unknown log level', change: { LOG_LEVEL: 'loud' }, says: 'LOG_LEVEL' },
  ])('is refused with $what, in one line that holds no secret', ({ change, says }) => {
    const read = (): unknown => readSettings({ ...good, ...change });
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(new RegExp(`^(?!.*(hunter2|${secret}|\\n)).*${says}`));
  });
});

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'portcullis-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));
const start = (environment: Record<string, string>) =>
  spawnSync(process.execPath, [main], {
    env: { PATH: process.env.PATH ?? '', DATA_DIR: folder, ...environment },
    encoding: 'utf8',
  });

test('the server refuses to start with exit code 2 and one line', () => {
  const { status, stdout, stderr } = start({ ...good, WEBHOOK_SECRET: 'development' });
  expect([status, stdout, stderr]).toEqual([
    2,
    '',
    "portcullis: WEBHOOK_SECRET is Probot's default, which everybody knows\n",
  ]);
});

test('the server says in one line that it cannot listen', () => {
  const { status, stderr } = start({ ...good, HOST: '192.0.2.1', PORT: '1' });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^portcullis: listen E[^\n]*\n$/);
});

test.each([
  { version: '20.20.2', refused: true },
  { version: '22.17.9', refused: true },
  { version: '22.18.0', refused: false },
  { version: '24.21.0', refused: false },
])('Node $version is refused: $refused', ({ version, refused }) => {
  const words = refusedNode(version);
  expect(words !== undefined).toBe(refused);
  expect(words ?? '').not.toContain('\n');
});
