import { atLeast, type Finding } from '../model/finding.ts';
import type { GapReason } from '../model/gap.ts';
import type { Position } from '../model/source.ts';
import { icons } from './change-rows.ts';
import { onChangedLine, onRemovedLine } from './changed-lines.ts';
import type { ReportContext } from './context.ts';
import { isDecided } from './decisions.ts';
import { code, longestRun, prose } from './markdown.ts';
import { fingerprintMarker, type Remark, type Standing } from './remarks.ts';
import type { Verdict } from './report.ts';
import { visible } from './visible.ts';
import { worstFirst } from './ways.ts';
import { named } from './words.ts';

/** A comment on one line that the pull request changed, where GitHub's API wants it; `remarksBody` makes its text. */
export interface ReviewComment {
  readonly path: string;
  /** Inside a hunk: GitHub refuses a whole review for one line outside. */
  readonly line: number;
  /** `RIGHT` counts lines as head has them, `LEFT` as base had them. */
  readonly side: 'LEFT' | 'RIGHT';
  readonly remarks: readonly Remark[];
}

/** Introduced findings that are severe enough and lie on a changed line; those of one object and line in one comment. */
export function reviewComments(verdict: Verdict, { review }: Pick<ReportContext, 'review'>): readonly ReviewComment[] {
  const placed = worstFirst(verdict.findings)
    .filter(({ state, severity }) => state === 'introduced' && atLeast(severity, review.severity))
    .filter((finding) => !isDecided(verdict, finding))
    .flatMap((finding) => {
      const place = placeOf(finding, verdict);
      return place === undefined ? [] : [{ finding, place }];
    });
  const groups = Map.groupBy(placed, ({ finding, place: { at, side } }) =>
    JSON.stringify([at.path, at.line, side, named(finding.object)]),
  );
  return [...groups.values()].slice(0, review.max).flatMap(comment);
}

interface Place {
  readonly at: Position;
  readonly side: ReviewComment['side'];
}

/** What brought it about; where nothing new did, what is gone. */
function placeOf({ at, because, was }: Finding, { changes }: Verdict): Place | undefined {
  const now = onChangedLine(changes, [at, ...because]);
  if (now !== undefined) return { at: now, side: 'RIGHT' };
  const before = onRemovedLine(changes, was);
  return before === undefined ? undefined : { at: before, side: 'LEFT' };
}

function comment(group: readonly { readonly finding: Finding; readonly place: Place }[]): readonly ReviewComment[] {
  const [first] = group;
  if (first === undefined) return [];
  const { at, side } = first.place;
  const remarks = group.slice(0, maxRemarks).map(({ finding, place }) => remark(finding, place));
  return [{ path: at.path, line: at.line, side, remarks }];
}

/** On one line of one object; a comment of more of them would be a list, and that is what the check is for. */
const maxRemarks = 10;

const remark = (finding: Finding, place: Place): Remark => ({
  fingerprint: finding.fingerprint,
  text: [fact(finding), ...fix(finding), ...suggestion(finding, place)].join('\n\n'),
});

const fact = ({ rule, also, severity, message }: Finding): string =>
  `${icons[severity]} ${prose(message)} (${[rule, ...also].map(code).join(', ')})`;

function fix({ help }: Finding): readonly string[] {
  const way = prose(help);
  return way === '' ? [] : [`**Fix:** ${way}`];
}

/** The line as it would be in order, which GitHub offers to commit; it takes the place of the line commented on. */
function suggestion({ suggestion: line, at }: Finding, place: Place): readonly string[] {
  const isOneLine = line !== undefined && !line.includes('\n') && visible(line) === line;
  if (!isOneLine || place.side === 'LEFT' || place.at !== at) return [];
  const fence = '`'.repeat(Math.max(3, longestRun(line) + 1));
  return [`${fence}suggestion\n${line}\n${fence}`];
}

/** What the comments of earlier pushes may say now. What could not be seen may hold what they tell: then nothing is fixed. */
export const standingOf = ({ findings, gaps }: Verdict, { headSha }: Pick<ReportContext, 'headSha'>): Standing => ({
  open: new Set(
    findings
      .filter(({ state }) => state === 'introduced')
      .flatMap(({ fingerprint, covers }) => [fingerprint, ...covers]),
  ),
  complete: gaps.every(({ side, reason }) => side === 'base' || hidesNothing.includes(reason)),
  headSha,
});

const hidesNothing: readonly GapReason[] = ['not-read', 'configuration'];

/** The text above the comments. It keeps which findings were told, since it stays when a comment is deleted. */
export function reviewBody(checkName: string, comments: readonly ReviewComment[]): string {
  const places = comments.length === 1 ? 'one place' : `${comments.length} places`;
  const told = comments.map(({ remarks }) => fingerprintMarker(remarks)).join('\n');
  return `${told}\n\n${code(checkName)} has a remark on ${places} of this change; the check run holds the verdict.`;
}
