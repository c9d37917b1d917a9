import { atLeast, type Finding } from '../model/finding.ts';
import type { Position } from '../model/source.ts';
import { onChangedLine } from './changed-lines.ts';
import type { ReportContext } from './context.ts';
import { code, prose } from './markdown.ts';
import type { Verdict } from './report.ts';
import { icons } from './table.ts';
import { worstFirst } from './ways.ts';
import { named } from './words.ts';

/** A comment on one changed line of head, as GitHub's API takes it. */
export interface ReviewComment {
  readonly path: string;
  /** Of head, inside a hunk: GitHub refuses a whole review for one line outside. */
  readonly line: number;
  readonly side: 'RIGHT';
  readonly body: string;
  /** Of the findings that it tells; {@link fingerprintsIn} reads them back from a body. */
  readonly fingerprints: readonly string[];
}

/** Introduced findings that are severe enough and lie on a changed line; those of one object and line in one comment. */
export function reviewComments(verdict: Verdict, { review }: Pick<ReportContext, 'review'>): readonly ReviewComment[] {
  const placed = worstFirst(verdict.findings)
    .filter(({ state, severity }) => state === 'introduced' && atLeast(severity, review.severity))
    .flatMap((finding) => {
      const at = onChangedLine(verdict.changes, [finding.at, ...finding.because]);
      return at === undefined ? [] : [{ finding, at }];
    });
  const groups = Map.groupBy(placed, ({ finding, at }) => JSON.stringify([at.path, at.line, named(finding.object)]));
  return [...groups.values()].slice(0, review.max).flatMap(comment);
}

/** The fingerprints that a comment of ours tells, whoever may have edited it since; empty for other comments. */
export const fingerprintsIn = (body: string): readonly string[] =>
  marker
    .exec(body)?.[1]
    ?.split(' ')
    .filter((word) => word !== '') ?? [];

const marker = /^<!-- portcullis:finding ([0-9a-f ]{1,2000}) -->$/m;

function comment(group: readonly { readonly finding: Finding; readonly at: Position }[]): readonly ReviewComment[] {
  const [first] = group;
  if (first === undefined) return [];
  const { path, line } = first.at;
  const findings = group.map(({ finding }) => finding).slice(0, maxFindings);
  const fingerprints = findings.map(({ fingerprint }) => fingerprint);
  const body = [`<!-- portcullis:finding ${fingerprints.join(' ')} -->`, ...findings.map(paragraph)].join('\n\n');
  return [{ path, line, side: 'RIGHT', body: `${body}\n`, fingerprints }];
}

/** On one line of one object; a comment of more of them would be a list, and that is what the check is for. */
const maxFindings = 10;

function paragraph({ rule, also, severity, message, help }: Finding): string {
  const rules = [rule, ...also].map(code).join(', ');
  const fact = `${icons[severity]} ${prose(message)} (${rules})`;
  const way = prose(help);
  return way === '' ? fact : `${fact}\n\n**Fix:** ${way}`;
}
