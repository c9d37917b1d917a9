import type { Finding, Severity } from '../model/finding.ts';
import type { Gap } from '../model/gap.ts';
import type { Position } from '../model/source.ts';
import { bodyBudget, fitting, size } from './budget.ts';
import { isChanged, onChangedLine } from './changed-lines.ts';
import { counts } from './comment.ts';
import type { ReportContext } from './context.ts';
import { acceptSection, decidedRows } from './decided.ts';
import { decidedIcon, isDecided } from './decisions.ts';
import { code, longestRun, place, prose } from './markdown.ts';
import type { Conclusion, Verdict } from './report.ts';
import { changeTableHead, changeTableRows, sidesOf } from './table.ts';
import { diffText, lineText } from './text.ts';
import { shortened, visible } from './visible.ts';
import { worstFirst } from './ways.ts';

/** The `output` of a check run, exactly as GitHub's API takes it, but for the annotations' batches of 50. */
export interface CheckRunOutput {
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  /** At most 200, worst first, then by place; only in files that the pull request changed. */
  readonly annotations: readonly Annotation[];
}

/** @see https://docs.github.com/en/rest/checks/runs#create-a-check-run */
export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
}

export const checkRunOutput = (verdict: Verdict, context: ReportContext): CheckRunOutput => ({
  title: verdict.title,
  summary: summaryOf(verdict, context),
  text: textOf(verdict),
  annotations: annotationsOf(verdict),
});

const conclusionWords: Record<Conclusion, string> = {
  failure: '⛔ **This blocks the merge.**',
  neutral: '⚠️ **Worth a look; the merge is not blocked.**',
  success: '✅ **Nothing blocks the merge.**',
};

function summaryOf(verdict: Verdict, context: ReportContext): string {
  const head = `${conclusionWords[verdict.conclusion]} ${verdict.title}.`;
  const source = [configLine(context), [...counts(verdict)].join(' · ')].join('\n\n');
  const below = [gapSection(verdict, context), decidedSection(verdict, context), acceptance(verdict, context), source];
  const room = bodyBudget - [head, ...below].reduce((sum, part) => sum + size(part) + 2, 0);
  return `${[head, tableSection(verdict, context, room), ...below].filter((part) => part !== '').join('\n\n')}\n`;
}

/** Where the rules of this verdict come from: the base commit, never the pull request. */
function configLine({ configPath, sharedConfig, baseSha, ...context }: ReportContext): string {
  const shared = sharedConfig === undefined ? undefined : `the configuration of ${code(sharedConfig)}`;
  if (configPath === undefined)
    return `Configuration: ${shared ?? 'defaults'}, because base has no configuration file.`;
  const own = place({ path: configPath, line: 1, column: 1 }, { ...context, sha: baseSha });
  return `Configuration: ${own} of the base commit${shared === undefined ? '' : `, over ${shared}`}.`;
}

const maxRows = 50;

function tableSection(verdict: Verdict, context: ReportContext, room: number): string {
  const rows = changeTableRows(verdict, sidesOf(context));
  if (rows.length === 0) return '';
  const { rows: shown, omitted } = fitting(rows, room - size(changeTableHead.join('\n')) - 100, maxRows);
  return [...changeTableHead, ...shown, ...(omitted === 0 ? [] : ['', `… ${omitted} more below`])].join('\n');
}

/** What of the summary may go to the list of gaps. */
const gapBudget = 15_000;

function gapSection(verdict: Verdict, context: ReportContext): string {
  const { gaps } = verdict;
  if (gaps.length === 0) return '';
  const sides = sidesOf(context);
  const rows = gaps
    .toSorted((a, b) => Number(b.blocks) - Number(a.blocks))
    .map(
      (gap) =>
        `- ${gapMark(gap, verdict)}${place(gap.at, sides[gap.side])}: ${prose(gap.message)} (${code(gap.reason)})`,
    );
  const { rows: shown, omitted } = fitting(rows, gapBudget, maxRows);
  return ['**Not analyzed**', '', ...shown, ...(omitted === 0 ? [] : [`- … ${omitted} more`])].join('\n');
}

function gapMark(gap: Gap, verdict: Verdict): string {
  if (!gap.blocks) return '';
  return isDecided(verdict, gap.acceptable) ? `${decidedIcon} ` : '⛔ ';
}

/** What the summary may tell of decisions. */
const decidedBudget = 10_000;

/** Who has decided what, and who has asked for it in vain. */
function decidedSection(verdict: Verdict, context: ReportContext): string {
  const rows = [
    ...context.refusals.map((message) => `- ✋ ${prose(message)}`),
    ...decidedRows(verdict, sidesOf(context)),
  ];
  if (rows.length === 0) return '';
  const { rows: shown, omitted } = fitting(rows, decidedBudget, maxRows);
  return ['**Decided**', '', ...shown, ...(omitted === 0 ? [] : [`- … ${omitted} more`])].join('\n');
}

/** A merge group has no conversation in which somebody could accept anything. */
const acceptance = (verdict: Verdict, { number, waivers }: ReportContext): string =>
  number === undefined ? '' : acceptSection(verdict, waivers);

/** Path by path as a terminal would show it, in a fence that nothing inside can close. */
function textOf(verdict: Verdict): string {
  const text = diffText(verdict, { color: false }).trimEnd();
  const lines = text.split('\n');
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  const { rows, omitted } = fitting(lines, bodyBudget - 2 * fence.length - 100);
  return [`${fence}text`, ...rows, fence, ...(omitted === 0 ? [] : [`… ${omitted} more`])].join('\n');
}

/** GitHub takes 50 a request; more than four requests for one verdict nobody reads. */
const maxAnnotations = 200;

export function annotationsOf(verdict: Verdict): readonly Annotation[] {
  const introduced = worstFirst(
    verdict.findings.filter(
      (finding) => finding.state === 'introduced' && finding.severity !== 'info' && !isDecided(verdict, finding),
    ),
  );
  return [
    ...verdict.gaps
      .filter((gap) => gap.blocks && gap.side === 'head' && !isDecided(verdict, gap.acceptable))
      .flatMap((gap) => gapAnnotation(gap, verdict)),
    ...introduced.flatMap((finding) => findingAnnotation(finding, verdict)),
  ].slice(0, maxAnnotations);
}

function findingAnnotation(finding: Finding, { changes }: Verdict): readonly Annotation[] {
  const { rule, also, severity, message, help, at, because } = finding;
  const line = onChangedLine(changes, [at, ...because]) ?? (isChanged(changes, at.path) ? at : undefined);
  if (line === undefined || severity === 'info') return [];
  const lines = [message, help].map(lineText).filter((text) => text !== '');
  return [
    annotation(line, { level: levels[severity], title: [rule, ...also].join(', '), message: lines.join('\n\n') }),
  ];
}

const levels: Record<Exclude<Severity, 'info'>, Annotation['annotation_level']> = {
  error: 'failure',
  warning: 'warning',
  notice: 'notice',
};

const gapAnnotation = ({ at, reason, message }: Gap, { changes, conclusion }: Verdict): readonly Annotation[] =>
  isChanged(changes, at.path)
    ? [
        annotation(at, {
          level: conclusion === 'failure' ? 'failure' : 'warning',
          title: `not analyzed: ${reason}`,
          message: lineText(message),
        }),
      ]
    : [];

const annotation = (
  { path, line }: Position,
  { level, title, message }: { level: Annotation['annotation_level']; title: string; message: string },
): Annotation => ({
  path,
  start_line: line,
  end_line: line,
  annotation_level: level,
  title: visible(shortened(title, maxTitle)),
  message,
});

/** GitHub refuses a title of more than 255 characters. */
const maxTitle = 250;
