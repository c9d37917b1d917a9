import { git, tryGit } from './git.ts';

/**
 * Which files of a working tree git would commit with `\n` where they have `\r\n`: on Windows it writes all of them so, and a
 * file that nobody has touched must not look as if every line had changed.
 *
 * Nothing is run for it but git: it says which line ends and attributes it sees, and filters are left alone.
 *
 * @see https://git-scm.com/docs/git-ls-files#Documentation/git-ls-files.txt---eol
 */
export async function filesCommittedWithNewlines(folder: string): Promise<ReadonlySet<string>> {
  const [autocrlf, listed] = await Promise.all([
    tryGit(folder, ['config', 'core.autocrlf']),
    git(folder, ['ls-files', '-z', '--eol', '--cached', '--others', '--exclude-standard']),
  ]);
  const lines = listed.toString().split('\0').map(lineEndsOf);
  return new Set(lines.flatMap((line) => (line !== undefined && isConverted(line, autocrlf) ? [line.path] : [])));
}

/** What git sees of a file: `lf`, `crlf`, `mixed`, `none`, `-text`, or nothing where there is none. */
interface LineEnds {
  readonly index: string;
  readonly workingTree: string;
  /** Such as `text=auto eol=crlf`. */
  readonly attributes: string;
  readonly path: string;
}

/** `i/lf    w/crlf  attr/text=auto      \tk8s/web.yaml` */
function lineEndsOf(line: string): LineEnds | undefined {
  const match = /^i\/(\S*)\s+w\/(\S*)\s+attr\/([^\t]*)\t([\s\S]+)$/.exec(line);
  if (match === null) return undefined;
  const [, index = '', workingTree = '', attributes = '', path = ''] = match;
  return { index, workingTree, attributes: attributes.trim(), path };
}

/** @see https://git-scm.com/docs/gitattributes#_text */
function isConverted({ index, workingTree, attributes }: LineEnds, autocrlf: string | undefined): boolean {
  const [text = ''] = attributes.split(' ');
  if (text === 'text') return true;
  if (text !== 'text=auto' && !(text === '' && /^(true|input|yes|on|1)$/i.test(autocrlf ?? ''))) return false;
  // Of its own accord git leaves alone what looks binary, and what was committed with such line ends.
  return workingTree !== '-text' && index !== 'crlf' && index !== 'mixed';
}
