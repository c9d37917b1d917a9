import { rules } from '../rules/index.ts';
import { type CommandRow, commandRows, type OptionName, type OptionRow, options, type WordKind } from './commands.ts';
import { parseOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { UsageError } from './usage.ts';

/** `portcullis completion`: a script for a shell, made of the same table as the help. */
export function completion(args: readonly string[]): Promise<Outcome> {
  const [shell = ''] = parseOptions(args, 'completion').words;
  const script = Object.hasOwn(scripts, shell) ? scripts[shell as keyof typeof scripts] : undefined;
  if (script === undefined)
    throw new UsageError(
      `there is no completion for ${shell || 'no shell'}; choose ${Object.keys(scripts).join(', ')}`,
    );
  return Promise.resolve({ output: script(), exitCode: 0 });
}

type Kind = WordKind | 'format' | 'severity' | 'none';

const ruleIds = rules.map(({ id }) => id).join(' ');

/** Asks git for what a commit may be called, in the repository that the line names. */
const refs = 'git -C "$repo" for-each-ref --format="%(refname:short)" refs/heads refs/remotes refs/tags 2>/dev/null';

const kindOf = (name: OptionName): Kind => (options[name] as OptionRow).completes ?? 'none';

const valued = (names: readonly OptionName[]): readonly OptionName[] =>
  names.filter((name) => options[name].type === 'string');

/** The words themselves where there is a list of them. */
const listOf = (kind: Kind, { formats }: CommandRow): string | undefined =>
  (
    ({ format: formats.join(' '), severity: 'error warning never', rule: ruleIds, shell: 'bash zsh fish' }) as Partial<
      Record<Kind, string>
    >
  )[kind];

/** `--repo` of a line: of doctor it is no folder. */
const completesTo = (command: string, name: OptionName): Kind =>
  command === 'doctor' && name === 'repo' ? 'none' : kindOf(name);

const scripts = { bash, zsh, fish };

function bash(): string {
  const each = commandRows.map(([command, row]) => {
    const values = valued(row.options).map(
      (name) => `      ${command},--${name}) ${bashReply(completesTo(command, name), row)} ;;`,
    );
    const words = row.words.map(
      (kind, index) => `      ${command},${row.isOpen === true ? '*' : index}) ${bashReply(kind, row)} ;;`,
    );
    return {
      values,
      words,
      flags: `      ${command}) flags="${row.options.map((name) => `--${name}`).join(' ')} --help" ;;`,
    };
  });
  return `# portcullis completion bash: source it, or keep it as portcullis in bash-completion's folder
# Branches are named by strangers, and compgen would carry out what stands in a name.
_portcullis_refs() {
  local ref
  while IFS= read -r ref; do
    [[ $ref == "$current"* && $ref != *[!A-Za-z0-9._/@+-]* ]] && COMPREPLY+=("$ref")
  done < <(${refs})
}
_portcullis() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="" repo=. place=0 flags="" at
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "\${COMP_WORDS[at]}" in
      --repo) repo="\${COMP_WORDS[at+1]}"; ((at++)) ;;
      ${bashValued()}) ((at++)) ;;
      -*) ;;
      *) if [[ -z $command ]]; then command="\${COMP_WORDS[at]}"; else ((place++)); fi ;;
    esac
  done
  if [[ -z $command ]]; then
    COMPREPLY=($(compgen -W "${commandRows.map(([name]) => name).join(' ')} --help --version" -- "$current"))
    return
  fi
  if [[ $before == --* ]]; then
    case "$command,$before" in
${each.flatMap(({ values }) => values).join('\n')}
    esac
  fi
  if [[ $current == -* ]]; then
    case "$command" in
${each.map(({ flags }) => flags).join('\n')}
    esac
    COMPREPLY=($(compgen -W "$flags" -- "$current"))
    return
  fi
  case "$command,$place" in
${each.flatMap(({ words }) => words).join('\n')}
  esac
}
complete -o filenames -F _portcullis portcullis
`;
}

const bashValued = (): string =>
  valued(Object.keys(options) as OptionName[])
    .filter((name) => name !== 'repo')
    .map((name) => `--${name}`)
    .join('|');

function bashReply(kind: Kind, row: CommandRow): string {
  const list = listOf(kind, row);
  if (list !== undefined) return `COMPREPLY=($(compgen -W "${list}" -- "$current")); return`;
  if (kind === 'revision') return '_portcullis_refs; return';
  if (kind === 'file') return 'COMPREPLY=($(compgen -f -- "$current")); return';
  return kind === 'folder' ? 'COMPREPLY=($(compgen -d -- "$current")); return' : 'return';
}

function zsh(): string {
  const each = commandRows.map(([command, row]) => {
    const flags = row.options.map(
      (name) => `'--${name}[${zshSays(name)}]${zshValue(completesTo(command, name), row, options[name].type)}'`,
    );
    const words = row.words.map(
      (kind, index) => `'${row.isOpen === true ? '*' : index + 1}:${kind}:${zshAction(kind, row)}'`,
    );
    return `    ${command}) _arguments ${[...flags, ...words].join(' \\\n      ')} ;;`;
  });
  const described = commandRows.map(
    ([
      name,
      {
        forms: [first],
      },
    ]) => `'${name}:${(first?.[1] ?? '').replaceAll("'", '’').replaceAll(':', '\\:')}'`,
  );
  return `#compdef portcullis
# portcullis completion zsh: keep it as _portcullis in a folder of $fpath
_portcullis_refs() {
  local repo=\${opt_args[--repo]:-.}
  compadd -- \${(f)"$(${refs})"}
}
_portcullis() {
  if (( CURRENT == 2 )); then
    local -a names=(${described.join(' ')})
    _describe command names
    return
  fi
  local name=$words[2]
  shift words
  (( CURRENT-- ))
  local -A opt_args
  case $name in
${each.join('\n')}
  esac
}
compdef _portcullis portcullis
`;
}

const zshSays = (name: OptionName): string => options[name].says[0].replaceAll("'", '’').replaceAll(/[[\]:]/g, '\\$&');

const zshValue = (kind: Kind, row: CommandRow, type: OptionRow['type']): string =>
  type === 'boolean' ? '' : `:${kind}:${zshAction(kind, row)}`;

function zshAction(kind: Kind, row: CommandRow): string {
  const list = listOf(kind, row);
  if (list !== undefined) return `(${list})`;
  return { revision: '_portcullis_refs', file: '_files', folder: '_files -/' }[kind as string] ?? ' ';
}

function fish(): string {
  const lines = commandRows.flatMap(([command, row]) => {
    const when = `-n "__fish_seen_subcommand_from ${command}"`;
    return [
      `complete -c portcullis -n __fish_use_subcommand -a ${command} -d ${fishText(row.forms[0]?.[1] ?? '')}`,
      ...row.options.map(
        (name) =>
          `complete -c portcullis ${when} -l ${name}${fishValue(completesTo(command, name), row, options[name].type)} -d ${fishText(options[name].says[0])}`,
      ),
      ...[...new Set(row.words)].map(
        (kind) => `complete -c portcullis ${when} ${kind === 'file' ? '-F' : `-a ${fishList(kind, row)}`}`,
      ),
    ];
  });
  return `# portcullis completion fish: keep it as portcullis.fish in ~/.config/fish/completions
function __portcullis_refs
  set -l words (commandline -opc)
  set -l repo .
  if set -l at (contains -i -- --repo $words)
    set repo $words[(math $at + 1)]
  end
  ${refs}
end
complete -c portcullis -f
${lines.join('\n')}
`;
}

const fishText = (text: string): string => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;

const fishList = (kind: Kind, row: CommandRow): string =>
  kind === 'revision' ? '"(__portcullis_refs)"' : fishText(listOf(kind, row) ?? '');

function fishValue(kind: Kind, row: CommandRow, type: OptionRow['type']): string {
  if (type === 'boolean') return '';
  if (kind === 'file') return ' -rF';
  if (kind === 'folder') return ' -x -a "(__fish_complete_directories)"';
  return kind === 'none' ? ' -x' : ` -x -a ${fishList(kind, row)}`;
}
