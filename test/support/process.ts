import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';

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
