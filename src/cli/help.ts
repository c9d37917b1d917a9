import { commandRows, type OptionName, type OptionRow, optionRows, options } from './commands.ts';

/** `portcullis --help`. */
export const help = (): string => `portcullis: which ways into a Kubernetes cluster does a change open?

${commandRows.flatMap(([, { forms }]) => forms.flatMap(formLines)).join('\n')}

Options
${optionRows.flatMap(([name]) => optionLines(name)).join('\n')}
  -h, --help           this text
  --version            the version

Exit codes
  0  nothing introduced that fails        2  wrong usage, unreadable repository, invalid configuration
  1  blocked by introduced findings       3  incomplete: something that blocks could not be read
  doctor: 0 no problem, 1 problems, 2 wrong usage or no key; what is unknown is no problem
`;

const formLines = ([form, ...says]: readonly [string, ...string[]]): readonly string[] =>
  columns(`portcullis ${form}`, says, 37);

function optionLines(name: OptionName): readonly string[] {
  const { value, says }: OptionRow = options[name];
  const users = commandRows.filter(([, { options: taken }]) => taken.includes(name)).map(([command]) => command);
  const isForFew = !users.includes('diff');
  const lines = [...says.slice(0, -1), `${says.at(-1) ?? ''}${isForFew ? ` (${users.join(', ')})` : ''}`];
  return columns(
    `--${name}${value === undefined ? '' : ` ${value}`}`,
    name === 'format' ? [...lines, ...formatLines()] : lines,
    23,
  );
}

const formatLines = (): readonly string[] =>
  commandRows
    .filter(([, { options: taken }]) => taken.includes('format'))
    .map(([command, { formats }]) => `${command}: ${formats.join(', ')}`);

/** What is called, and beside it what it does; below it where it is too long. */
function columns(what: string, says: readonly string[], width: number): readonly string[] {
  const lines = says.map((line) => `${' '.repeat(width)}${line}`);
  const head = `  ${what}`;
  const [first = '', ...others] = lines;
  return head.length < width - 1 ? [`${head.padEnd(width)}${first.trimStart()}`, ...others] : [head, ...lines];
}
