import type { Message } from '../model/message.ts';
import type { Position } from '../model/source.ts';
import type { ReportContext } from './context.ts';
import { encodedPath, isGitPath } from './repository-path.ts';
import { shortened, visible } from './visible.ts';

/**
 * `value`, whatever it holds, as a code span: in one neither Markdown nor GitHub's mentions and references work. The
 * fence is longer than any run of back-ticks inside, and what cannot be seen is written out.
 *
 * @see https://spec.commonmark.org/0.31.2/#code-spans
 */
export function code(value: string): string {
  const text = visible(shortened(value, maxValue));
  if (text === '') return '(empty)';
  const fence = '`'.repeat(longestRun(text) + 1);
  // One space at either end is stripped again, unless there is nothing but spaces.
  const padding = /^[` ]|[` ]$/.test(text) && /[^ ]/.test(text) ? ' ' : '';
  return `${fence}${padding}${text}${padding}${fence}`;
}

/** Code points of one value; longer ones lose their middle. */
const maxValue = 200;

/** The length of the longest run of back-ticks. */
export const longestRun = (text: string): number =>
  (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);

/** A sentence with its values in code spans; our own words between back-ticks are code as well. */
export const prose = ({ texts, values }: Message): string =>
  texts
    .map((text, index) => {
      const value = values[index];
      return ours(text) + (value === undefined ? '' : code(value));
    })
    .join('');

function ours(text: string): string {
  const pieces = text.split('`');
  // An odd number of back-ticks cannot be pairs.
  if (pieces.length % 2 === 0) return escaped(text);
  return pieces.map((piece, index) => (index % 2 === 0 ? escaped(piece) : code(piece))).join('');
}

const escaped = (text: string): string => visible(text).replace(/[\\`*_[\]<>&~]/g, '\\$&');

/** As a quotation. What lay in code still does: no code span or value of ours goes over the end of a line. */
export const quoted = (markdown: string): string =>
  markdown
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');

/** What {@link quoted} was made of. */
export const unquoted = (quotation: string): string =>
  quotation
    .split('\n')
    .map((line) => line.replace(/^> ?/, ''))
    .join('\n');

/** One row of a table from finished cells. */
export const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

/**
 * GFM splits a row into cells before it looks for code spans, and takes `\|` for a bar in a cell even inside one. A bar
 * after backslashes of its own could be read either way and is written out.
 *
 * @see https://github.github.com/gfm/#example-200
 */
const cell = (markdown: string): string =>
  markdown.replace(/(\\*)\|/g, (_, before: string) => (before === '' ? '\\|' : `${before}\\u{7c}`));

export const tableHead = (titles: readonly string[]): readonly string[] => [row(titles), row(titles.map(() => '---'))];

/** Where blobs are read: a server, a repository and the commit that has them. */
export type BlobSource = Pick<ReportContext, 'server' | 'owner' | 'repo'> & { readonly sha: string };

/** `path:line` as a link to that line, or without a `source` as a code span alone. */
export function place(at: Position, source: BlobSource | undefined): string {
  const text = code(`${at.path}:${at.line}`);
  return source === undefined || !isGitPath(at.path) ? text : `[${text}](${blobUrl(at, source)})`;
}

/** The only kind of address that we ever write: made of a commit and of a path whose every byte is encoded. */
export const blobUrl = (at: Position, { server, owner, repo, sha }: BlobSource): string =>
  `${server}/${encodedPath([owner, repo, 'blob', sha, ...at.path.split('/')])}#L${at.line}`;
