import {
  type CommandName,
  type CommandRow,
  commandRows,
  commands,
  type OptionName,
  type OptionRow,
  optionRows,
  options,
} from './commands.ts';

/** `portcullis --help`, or of one command. */
export const help = (command?: CommandName): string => (command === undefined ? helpOfAll() : helpOf(command));

/** Its forms, and what it takes. */
function helpOf(command: CommandName): string {
  const { forms, options: taken }: CommandRow = commands[command];
  const rows = optionRows.filter(([name]) => taken.includes(name)).flatMap(([name]) => optionLines(name, command));
  return `${[...forms.flatMap(formLines), ...(rows.length === 0 ? [] : ['', 'Options', ...rows])].join('\n')}\n`;
}

const helpOfAll = (): string => `portcullis: which ways into a Kubernetes cluster does a change open?

${commandRows.flatMap(([, { forms }]) => forms.flatMap(formLines)).join('\n')}

Options
${optionRows.flatMap(([name]) => optionLines(name)).join('\n')}
  -h, --help           this text
  --version            the version

Exit codes
  0  nothing that fails; warnings pass    2  wrong usage, unreadable repository, invalid configuration
  1  blocked by introduced findings       3  incomplete: something that blocks could not be read
  doctor: 0 no problem, 1 problems, 2 wrong usage or no key; what is unknown is no problem
`;

const formLines = ([form, ...says]: readonly [string, ...string[]]): readonly string[] =>
  columns(`portcullis ${form}`, says, 37);

/** @param of the command that is asked about; undefined for all of them */
function optionLines(name: OptionName, of?: CommandName): readonly string[] {
  const { value, says }: OptionRow = options[name];
  const users = commandRows.filter(([, { options: taken }]) => taken.includes(name)).map(([command]) => command);
  const isForFew = of === undefined && !users.includes('diff');
  const lines = [...says.slice(0, -1), `${says.at(-1) ?? ''}${isForFew ? ` (${users.join(', ')})` : ''}`];
  return columns(
    `--${name}${value === undefined ? '' : ` ${value}`}`,
    name === 'format' ? [...lines, ...formatLines(of)] : lines,
    23,
  );
}

const formatLines = (of: CommandName | undefined): readonly string[] =>
  commandRows
    .filter(([command, { options: taken }]) => taken.includes('format') && (of === undefined || command === of))
    .map(([command, { formats }]) => `${of === undefined ? `${command}: ` : ''}${formats.join(', ')}`);

/** What is called, and beside it what it does; below it where it is too long. */
function columns(what: string, says: readonly string[], width: number): readonly string[] {
  const lines = says.map((line) => `${' '.repeat(width)}${line}`);
  const head = `  ${what}`;
  const [first = '', ...others] = lines;
  return head.length < width - 1 ? [`${head.padEnd(width)}${first.trimStart()}`, ...others] : [head, ...lines];
}
