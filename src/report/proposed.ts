import type { Finding, Severity } from '../model/finding.ts';
import { commits, stickyMarker } from './comment.ts';
import type { ReportContext } from './context.ts';
import { code } from './markdown.ts';
import type { Conclusion, Verdict } from './report.ts';

/** As much of a verdict as two configurations are compared by. */
export interface Outlook {
  readonly conclusion: Conclusion;
  readonly title: string;
  /** What the change introduces and somebody is told of. */
  readonly findings: readonly Pick<Finding, 'fingerprint' | 'covers' | 'rule' | 'severity'>[];
}

export const outlookOf = ({ conclusion, title, findings }: Verdict): Outlook => ({
  conclusion,
  title,
  findings: findings
    .filter(({ state, severity }) => state === 'introduced' && severity !== 'info')
    .map(({ fingerprint, covers, rule, severity }) => ({ fingerprint, covers, rule, severity })),
});

/** What the proposed configuration would make of this pull request, as one paragraph of Markdown. */
export interface ProposalNote {
  readonly text: string;
  /** False where everything would be the same, or nobody knows. */
  readonly isNews: boolean;
}

/** @param then with the proposed configuration; undefined where nobody could tell in time */
export function proposalNote(now: Outlook, then: Outlook | undefined): ProposalNote {
  const note = (rest: string, isNews: boolean): ProposalNote => ({ text: `${lead} ${rest}`, isNews });
  if (then === undefined) return note('what this pull request would be with it could not be found out in time.', false);
  const words = differences(now, then);
  const isSame = words.length === 0 && now.conclusion === then.conclusion && now.title === then.title;
  if (isSame) return note('with it this pull request would be the same.', false);
  const verdict = `with it this pull request would be: ${then.conclusion} — ${then.title}.`;
  return note(words.length === 0 ? verdict : `${verdict} It ${words.join(', ')}.`, true);
}

const lead = '**The configuration that is proposed here takes effect after the merge;**';

/** A finding that another one covers is not gone, and none is new that another one covered. */
function differences(now: Outlook, then: Outlook): readonly string[] {
  const [before, after] = [said(now), said(then)];
  const severity = severities(now);
  const isWeighed = ({ fingerprint, severity: now }: Outlook['findings'][number]): boolean =>
    severity.has(fingerprint) && severity.get(fingerprint) !== now;
  return [
    ...counted(
      'silences',
      now.findings.filter(({ fingerprint }) => !after.has(fingerprint)),
    ),
    ...counted(
      'adds',
      then.findings.filter(({ fingerprint }) => !before.has(fingerprint)),
    ),
    ...counted('changes the severity of', then.findings.filter(isWeighed)),
  ];
}

const said = ({ findings }: Outlook): ReadonlySet<string> =>
  new Set(findings.flatMap(({ fingerprint, covers }) => [fingerprint, ...covers]));

const severities = ({ findings }: Outlook): ReadonlyMap<string, Severity> =>
  new Map(findings.map(({ fingerprint, severity }) => [fingerprint, severity]));

function counted(verb: string, findings: Outlook['findings']): readonly string[] {
  if (findings.length === 0) return [];
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const more = rules.length > maxRules ? ', …' : '';
  const named = rules.slice(0, maxRules).map(code).join(', ');
  return [`${verb} ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'} (${named}${more})`];
}

const maxRules = 10;

/** `body` with the note below its first line; `body` keeps enough room for it. */
export function withNote(body: string, { text }: ProposalNote): string {
  const end = body.indexOf('\n\n');
  return end === -1 ? `${body.trimEnd()}\n\n${text}\n` : `${body.slice(0, end)}\n\n${text}${body.slice(end)}`;
}

/** The comment of a pull request that is about nothing else. */
export const noteComment = ({ text }: ProposalNote, { title }: Outlook, context: ReportContext): string =>
  `${stickyMarker}\n### Port exposure: ${title}\n\n${text}\n\n<sub>${commits(context)}</sub>\n`;
