import { parseArgs } from 'node:util';
import { withSlashes } from '../folder/git-paths.ts';
import { type CommandName, type CommandRow, commands, options } from './commands.ts';
import { UsageError } from './usage.ts';

export interface Options {
  readonly repo: string;
  readonly dir: string | undefined;
  readonly baseDir: string | undefined;
  readonly headDir: string | undefined;
  readonly format: string;
  readonly config: string | undefined;
  /** A copy of the file that the configuration extends, or that the organisation has for all. */
  readonly extendsFrom: string | undefined;
  readonly failOn: 'error' | 'warning' | 'never' | undefined;
  readonly unit: string | undefined;
  /** What a chart is rendered as that nothing names, and where. */
  readonly release: string | undefined;
  readonly namespace: string | undefined;
  /** The question that `connectivity` is asked. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly port: string | undefined;
  /** Why, and how long, something is allowed. */
  readonly reason: string | undefined;
  readonly expires: string | undefined;
  /** Overwrites what is there. */
  readonly force: boolean;
  readonly color: boolean;
  readonly words: readonly string[];
}

/**
 * The words behind the command.
 * @param command knows its formats, and how many words may stand beside the options
 * @throws UsageError
 */
export function parseOptions(args: readonly string[], command: CommandName): Options {
  const { formats, words, isOpen }: CommandRow = commands[command];
  const most = isOpen === true ? Number.POSITIVE_INFINITY : words.length;
  const { values, positionals } = parse(args);
  const format = values.format ?? formats[0];
  if (!formats.includes(format))
    throw new UsageError(`--format ${format} is not known here; choose ${formats.join(', ')}`);
  if (positionals.length > most) throw new UsageError(`one word too many: ${positionals[most] ?? ''}`);
  return {
    repo: values.repo ?? '.',
    dir: values.dir,
    baseDir: values['base-dir'],
    headDir: values['head-dir'],
    format,
    config: values.config,
    extendsFrom: values['extends-from'],
    failOn: failOn(values['fail-on']),
    unit: values.unit && withSlashes(values.unit),
    release: values['release-name'],
    namespace: values.namespace,
    from: values.from,
    to: values.to,
    port: values.port,
    reason: values.reason,
    expires: values.expires,
    force: values.force === true,
    color: values['no-color'] !== true && (values.color ?? (process.stdout.isTTY && !process.env.NO_COLOR)) === true,
    words: positionals,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message.split('. ')[0] ?? error.message);
    throw error;
  }
}

function failOn(text: string | undefined): Options['failOn'] {
  if (text === undefined || text === 'error' || text === 'warning' || text === 'never') return text;
  throw new UsageError(`--fail-on ${text} is not known; choose error, warning or never`);
}
