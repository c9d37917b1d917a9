import { atLeast } from '../model/finding.ts';
import { markdownBody } from './body.ts';
import type { ReportContext } from './context.ts';
import { counted } from './counted.ts';
import { acceptSection } from './decided.ts';
import { code } from './markdown.ts';
import type { Verdict } from './report.ts';
import { sidesOf } from './table.ts';
import { waysOf } from './ways.ts';

/**
 * The first line of our comment. It says that a comment of ours is the one to edit and nothing else: anybody can
 * write it, so whoever looks for it also asks who wrote the comment.
 */
export const stickyMarker = '<!-- portcullis:sticky v1 -->';

/**
 * The comment of a pull request, the same bytes for the same verdict and context.
 *
 * @returns undefined where `context.comment` wants none, by default where nothing changed and nothing blocks
 */
export const commentBody = (verdict: Verdict, context: ReportContext): string | undefined =>
  isWanted(verdict, context)
    ? `${stickyMarker}\n${markdownBody(verdict, sidesOf(context), [acceptHint(verdict, context), footer(verdict, context)].join(''))}`
    : undefined;

/** What an existing comment becomes once nothing is left to say. */
export const noChangeBody = (context: ReportContext): string =>
  `${stickyMarker}\n### Port exposure: no change any more\n\n<sub>${commits(context)}</sub>\n`;

function isWanted(verdict: Verdict, { comment }: ReportContext): boolean {
  if (comment === 'always') return true;
  if (comment === 'failures') return verdict.conclusion === 'failure';
  return comment === 'changes' && hasNews(verdict);
}

/** True where there is something that a reviewer wants to know. */
export const hasNews = (verdict: Verdict): boolean =>
  waysOf(verdict).length > 0 ||
  verdict.gaps.some((gap) => gap.blocks) ||
  verdict.findings.some(({ state, severity }) => state === 'introduced' && atLeast(severity, 'notice'));

/** Folded away: most readers may not, and need not. */
function acceptHint(verdict: Verdict, { waivers }: ReportContext): string {
  const section = acceptSection(verdict, waivers);
  return section === '' ? '' : `<details><summary>Accept it</summary>\n\n${section}\n\n</details>\n\n`;
}

const footer = (verdict: Verdict, context: ReportContext): string =>
  `<sub>${[commits(context), ...counts(verdict)].join(' · ')}</sub>`;

/** Which commits the verdict is about. */
export const commits = ({ headSha, baseSha, baseRef }: ReportContext): string =>
  `For ${code(short(headSha))} against ${code(baseRef)} at ${code(short(baseSha))}`;

const short = (sha: string): string => sha.slice(0, 7);

/** What was looked at, and what the configuration hides. */
export function counts({ stats, units }: Verdict): readonly string[] {
  return [
    `${counted(stats.files, 'file')}, ${stats.changedFiles} changed`,
    counted(units.length, 'unit'),
    ...(stats.ignoredFiles === 0 ? [] : [`${counted(stats.ignoredFiles, 'file')} ignored by configuration`]),
  ];
}
