import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { gitEnvironment } from './git.ts';
import { UnreadableRepository } from './unreadable-repository.ts';

/** An object of a git repository: `type` is `blob`, `tree`, … */
export interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly content: Buffer;
}

/** Reads objects of one repository. */
export interface ObjectReader {
  /** The object of that name, or undefined where there is none. Many may be asked for at once. */
  read(name: string): Promise<GitObject | undefined>;
}

interface Waiting {
  readonly resolve: (object: GitObject | undefined) => void;
  readonly reject: (error: Error) => void;
}

const readers = new Map<string, ObjectReader>();

/** One `git cat-file` for a repository, however much is read of it: starting a process costs more than most answers. */
export function objectReader(folder: string): ObjectReader {
  const known = readers.get(folder);
  if (known !== undefined) return known;
  const reader = start(folder);
  readers.set(folder, reader);
  return reader;
}

function start(folder: string): ObjectReader {
  const child = spawn('git', ['-C', folder, 'cat-file', '--batch'], { env: gitEnvironment() });
  const waiting: Waiting[] = [];
  const answers = answerParser((object) => {
    waiting.shift()?.resolve(object);
    if (waiting.length === 0) hold(child, false);
  });
  let said = '';
  const fail = (reason: string): void => {
    readers.delete(folder);
    for (const { reject } of waiting.splice(0)) reject(new UnreadableRepository(folder, reason));
  };
  child.stdout.on('data', answers);
  child.stderr.on('data', (part: Buffer) => {
    said += part.toString();
  });
  child.stdin.on('error', () => {}); // git has ended; `close` tells why
  child.on('error', (error) => fail(`git does not start: ${error.message}`));
  child.on('close', () =>
    fail(
      said
        .trim()
        .split('\n')
        .at(-1)
        ?.replace(/^fatal: /, '') || 'git has ended',
    ),
  );
  hold(child, false);
  let asked = '';
  // What is asked for in one go goes to git in one write.
  const ask = (): void => {
    child.stdin.write(asked);
    asked = '';
  };
  return {
    read: (name) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) hold(child, true);
        waiting.push({ resolve, reject });
        if (asked === '') process.nextTick(ask);
        asked += `${name}\n`;
      }),
  };
}

/** The process keeps ours alive only while an answer is missing; it ends when its input does. */
function hold(child: ChildProcessWithoutNullStreams, isHeld: boolean): void {
  // Pipes of a child process are sockets, whatever the type says.
  const pipes = [child.stdin, child.stdout, child.stderr] as unknown as readonly { ref(): void; unref(): void }[];
  for (const handle of [child, ...pipes]) {
    if (isHeld) handle.ref();
    else handle.unref();
  }
}

/** `ID SP TYPE SP SIZE LF CONTENT LF`, or `NAME SP missing LF`; parts come as the pipe gives them. */
function answerParser(take: (object: GitObject | undefined) => void): (part: Buffer) => void {
  let parts: Buffer[] = [];
  let length = 0;
  let needed = 0;
  return (part) => {
    parts.push(part);
    length += part.length;
    if (length < needed) return;
    let rest = parts.length === 1 ? part : Buffer.concat(parts);
    for (let answer = firstAnswer(rest); ; answer = firstAnswer(rest)) {
      if (typeof answer === 'number') {
        [parts, length, needed] = [[rest], rest.length, answer];
        return;
      }
      rest = rest.subarray(answer.end);
      take(answer.object);
    }
  };
}

/** The first whole answer, or how many bytes there must be before it is whole. */
function firstAnswer(bytes: Buffer): number | { readonly end: number; readonly object: GitObject | undefined } {
  const line = bytes.indexOf('\n');
  if (line < 0) return bytes.length + 1;
  const header = bytes.toString('latin1', 0, line);
  const match = /^([\da-f]{40,64}) (\w+) (\d+)$/.exec(header);
  if (match === null) return { end: line + 1, object: undefined };
  const end = line + 1 + Number(match[3]);
  if (bytes.length < end + 1) return end + 1;
  const [, id = '', type = ''] = match;
  return { end: end + 1, object: { id, type, content: bytes.subarray(line + 1, end) } };
}
