import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';
import type { Fakehub } from './fakehub/hub.ts';

/** Portcullis in a process of its own, started as people start it. */
export interface RunningProcess {
  readonly url: string;
  readonly pid: number;
  /** Every line of its log so far. */
  readonly logged: readonly string[];
  signal(name: 'SIGTERM' | 'SIGINT'): void;
  /** Resolves with the exit code when it has ended. */
  readonly ended: Promise<number | null>;
}

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** The environment in which it talks to `hub` as to a GitHub Enterprise Server. */
export const environmentFor = (hub: Fakehub): Readonly<Record<string, string>> => ({
  APP_ID: String(hub.appId),
  PRIVATE_KEY: hub.privateKey,
  WEBHOOK_SECRET: hub.webhookSecret,
  GHE_HOST: new URL(hub.url).host,
  GHE_PROTOCOL: 'http',
  HOST: '127.0.0.1',
  PORT: '0',
  RECONCILE_MINUTES: '0',
  DATA_DIR: mkdtempSync(join(tmpdir(), 'portcullis-data-')),
});

/** Resolves when it listens. */
export async function startProcess(environment: Readonly<Record<string, string>>): Promise<RunningProcess> {
  const child = spawn(process.execPath, [main], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  const logged: string[] = [];
  const said: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.stderr.on('data', (bytes: Buffer) => said.push(bytes.toString()));
  const url = await new Promise<string>((listening, failed) => {
    void ended.then((code) => failed(new Error(`it ended with ${code}: ${said.join('')}`)));
    child.stdout.on('data', (bytes: Buffer) => {
      const lines = bytes.toString().split('\n').filter(Boolean);
      logged.push(...lines);
      const line = lines.find((each) => each.includes('"listening"'));
      if (line !== undefined) listening((JSON.parse(line) as { url: string }).url); // a line of our own log
    });
  });
  return { url, pid: child.pid ?? 0, logged, ended, signal: (name) => void child.kill(name) };
}
