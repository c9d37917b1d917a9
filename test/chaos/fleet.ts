import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Processes of Portcullis that die and are started again. */
export interface Fleet {
  /** Where one of those that live takes webhooks; undefined while none does. */
  address(): string | undefined;
  /** SIGKILL to one of them; it is started again at once. */
  kill(index: number): void;
  stop(): Promise<void>;
}

const entry = fileURLToPath(new URL('process.ts', import.meta.url));

interface Member {
  child: ChildProcess;
  url: string | undefined;
}

/** Resolves when all of them listen. */
export async function startFleet(options: {
  readonly size: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Where the log of all of them goes. */
  readonly logFile: string;
  /** Told where the newest of them listens. */
  readonly listening: (url: string) => void;
}): Promise<Fleet> {
  let isStopping = false;
  let turn = 0;
  const members: Member[] = [];
  const launch = (): Member => {
    const child = spawn(process.execPath, [entry], { env: options.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const member: Member = { child, url: undefined };
    child.stdout.once('data', (line: Buffer) => {
      member.url = line.toString().trim();
      options.listening(member.url);
    });
    child.stderr.on('data', (lines: Buffer) => appendFileSync(options.logFile, lines));
    child.once('exit', () => {
      member.url = undefined;
      // Not at once again and again, where it cannot start at all.
      if (!isStopping) setTimeout(() => members.splice(members.indexOf(member), 1, launch()), 100);
    });
    return member;
  };
  for (let index = 0; index < options.size; index++) members.push(launch());
  while (members.some(({ url }) => url === undefined)) await new Promise((done) => setTimeout(done, 50));
  return {
    address: () => {
      const living = members.filter(({ url }) => url !== undefined);
      return living[turn++ % living.length]?.url;
    },
    kill: (index) => void members[index % members.length]?.child.kill('SIGKILL'),
    stop: async () => {
      isStopping = true;
      for (const { child } of members) child.kill('SIGKILL');
      await Promise.all(members.map(({ child }) => ended(child)));
    },
  };
}

const ended = (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((done) => child.once('exit', done));
