import { UnreadableRepository } from '../folder/unreadable-repository.ts';
import type { CommandName } from './commands.ts';
import { help } from './help.ts';
import type { Outcome } from './outcome.ts';
import { UsageError } from './usage.ts';
import { version } from './version.ts';

type Command = (args: readonly string[]) => Promise<Outcome>;

// Each command is loaded when it is asked for: half of the time of a short command is loading.
const loaders: Readonly<Record<CommandName, () => Promise<Command>>> = {
  diff: async () => (await import('./diff.ts')).diff,
  watch: async () => (await import('./watch.ts')).watch,
  surface: async () => (await import('./surface.ts')).surface,
  render: async () => (await import('./render.ts')).render,
  read: async () => (await import('./read.ts')).read,
  connectivity: async () => (await import('./connectivity.ts')).connectivityCommand,
  doctor: async () => (await import('./doctor.ts')).doctor,
  init: async () => (await import('./init.ts')).init,
  allow: async () => (await import('./allow.ts')).allow,
  completion: async () => (await import('./completion.ts')).completion,
  explain: async () => (await import('./explain.ts')).explain,
};

/** Runs one command line; the exit code is that of docs/how-it-decides.md. */
export async function run(args: readonly string[]): Promise<number> {
  const [name = '--help', ...rest] = args;
  try {
    const { output, remark, exitCode } = await outcome(name, rest);
    await print(output);
    if (remark !== undefined) process.stderr.write(`portcullis: ${oneLine(remark)}\n`);
    return exitCode;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof UnreadableRepository)) throw error;
    process.stderr.write(`portcullis: ${oneLine(error.message)}\n`);
    return 2;
  }
}

async function outcome(name: string, rest: readonly string[]): Promise<Outcome> {
  if (name === '--version') return { output: `${version()}\n`, exitCode: 0 };
  const isCommand = Object.hasOwn(loaders, name);
  if (name === '--help' || name === '-h' || name === 'help' || rest.includes('--help') || rest.includes('-h'))
    return { output: help(isCommand ? (name as CommandName) : undefined), exitCode: 0 };
  const command = isCommand ? loaders[name as CommandName] : undefined;
  if (command === undefined) throw new UsageError(`there is no command ${name}; portcullis --help lists them`);
  return (await command())(rest);
}

/** Resolves when the reader has it all: a pipe takes 64 KiB at once, and nothing waits for the rest. */
const print = (output: string): Promise<void> =>
  new Promise((printed) => {
    process.stdout.once('error', () => printed()); // the reader has gone
    process.stdout.write(output, () => printed());
  });

const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
