import { type ChangeRow, changeRows } from './change-rows.ts';
import type { ReportContext } from './context.ts';
import { type BlobSource, code, place, prose, row, tableHead } from './markdown.ts';
import type { Verdict } from './report.ts';

/** Where the two sides can be read; undefined for a folder that nobody can link to. */
export interface Sides {
  readonly base: BlobSource | undefined;
  readonly head: BlobSource | undefined;
}

/** Of a context, what a link to one of its files needs. */
export type LinkContext = Pick<ReportContext, 'server' | 'owner' | 'repo' | 'baseSha' | 'headSha'>;

export const sidesOf = ({ server, owner, repo, baseSha, headSha }: LinkContext): Sides => ({
  base: { server, owner, repo, sha: baseSha },
  head: { server, owner, repo, sha: headSha },
});

export const changeTableHead: readonly string[] = tableHead(['', 'From', 'Reaches', 'Through', 'Finding', 'Where']);

export const changeTableRows = (verdict: Verdict, sides: Sides): readonly string[] =>
  changeRows(verdict).map((one) => markdownRow(one, sides));

function markdownRow(one: ChangeRow, sides: Sides): string {
  const where = place(one.at, sides[one.side]);
  return row([
    `${one.icon} ${one.way === undefined ? one.what : `**${one.what}**`}`.trim(),
    prose(one.from),
    prose(one.reaches),
    prose(one.through),
    one.rules.map(code).join(', '),
    one.units === undefined ? where : `${where} in ${prose(one.units)}`,
  ]);
}
