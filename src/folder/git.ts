import { spawn } from 'node:child_process';
import { UnreadableRepository } from './unreadable-repository.ts';

/**
 * Runs git and gives what it printed. It asks nothing of anybody, runs no hook and pages nothing; `input` is fed to it.
 * @throws UnreadableRepository with git's own last line
 */
export async function git(folder: string, args: readonly string[], input = ''): Promise<Buffer> {
  const child = spawn('git', ['-C', folder, ...args], { env: gitEnvironment(), stdio: ['pipe', 'pipe', 'pipe'] });
  const [printed, said] = [collect(child.stdout), collect(child.stderr)];
  // git may end before it has read everything, as it does when the folder is no repository; its exit code tells.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const code = await new Promise<number | string>((ended) => {
    child.on('error', (error) => ended(error.message));
    child.on('close', (status) => ended(status ?? 'it was ended'));
  });
  if (typeof code === 'string') throw new UnreadableRepository(folder, `git does not start: ${code}`);
  if (code !== 0) throw new UnreadableRepository(folder, lastLine(said()) || `git ${args[0] ?? ''} ended with ${code}`);
  return Buffer.concat(printed());
}

/** As `git`, but undefined where git says no. */
export async function tryGit(folder: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await git(folder, args)).toString().trim();
  } catch (error) {
    if (error instanceof UnreadableRepository) return undefined;
    throw error;
  }
}

function collect(stream: NodeJS.ReadableStream): () => readonly Buffer[] {
  const parts: Buffer[] = [];
  stream.on('data', (part: Buffer) => parts.push(part));
  return () => parts;
}

const lastLine = (parts: readonly Buffer[]): string =>
  (Buffer.concat(parts).toString().trim().split('\n').at(-1) ?? '').replace(/^fatal: /, '');

/** Without the caller's GIT_DIR and its like, which would point git at another repository than the one that was named. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return {
    ...Object.fromEntries(kept),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_PAGER: 'cat',
    LC_ALL: 'C',
  };
}
