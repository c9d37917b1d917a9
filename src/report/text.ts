import { atLeast, type Finding } from '../model/finding.ts';
import type { Gap } from '../model/gap.ts';
import { listed } from '../model/listed.ts';
import { type Message, plain } from '../model/message.ts';
import type { Position } from '../model/source.ts';
import { onChangedLine } from './changed-lines.ts';
import { counted } from './counted.ts';
import { decisionWords } from './decision-words.ts';
import { isDecided } from './decisions.ts';
import { differenceWords } from './difference.ts';
import type { Verdict } from './report.ts';
import type { Surface } from './surface.ts';
import { shortened, visible } from './visible.ts';
import { type Way, type WayState, waysOf, worstFirst } from './ways.ts';
import { pathWords } from './words.ts';

/** How to write to a terminal. */
export interface TextStyle {
  readonly color: boolean;
  /** What could fail shows the beginning of its fingerprint, to be named by. */
  readonly ids?: boolean;
}

/**
 * For a terminal: a line `path:line:column: severity: message [rule]` for each introduced finding, the ways that
 * changed, what was not analyzed, and the title. Ends with a line break.
 */
export function diffText(verdict: Verdict, style: TextStyle): string {
  const introduced = worstFirst(verdict.findings.filter((finding) => finding.state === 'introduced'));
  const lines = [
    ...introduced.flatMap((finding) => findingLines(finding, verdict, style)),
    ...waysOf(verdict).flatMap((way) => wayLines(way, style)),
    ...verdict.gaps.map((gap) => gapLine({ ...gap, blocks: gap.blocks && !isDecided(verdict, gap.acceptable) }, style)),
    painted(verdict.title, conclusionColors[verdict.conclusion], style),
  ];
  return `${lines.join('\n')}\n`;
}

/** Every way in of one side, one a line, then what was not analyzed. */
export function surfaceText({ units, exposures, gaps }: Surface, style: TextStyle): string {
  const lines = [
    ...exposures.map((exposure) => `${pathText(pathWords(exposure))}  (${placeText(exposure.at)})`),
    ...gaps.map((gap) => gapLine(gap, style)),
    `${counted(exposures.length, 'way')} in${units.length === 0 ? ': no manifest was found here' : ''}`,
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * A sentence as one line of plain text with whatever could act on a terminal, or pretend to be another line, written
 * out. Ends where a sentence gets too long to be one.
 */
export const lineText = (message: Message): string => visible(shortened(plain(message), maxLine));

const maxLine = 2_000;

function findingLines(finding: Finding, verdict: Verdict, style: TextStyle): readonly string[] {
  const { changes, units } = verdict;
  const rules = [finding.rule, ...finding.also].join(', ');
  const decision = verdict.decisions.made.get(finding.fingerprint);
  const severity =
    decision === undefined ? painted(`${finding.severity}:`, severityColors[finding.severity], style) : 'accepted:';
  const help = lineText(finding.help);
  const isNamed = style.ids === true && atLeast(finding.severity, 'warning') && decision === undefined;
  return [
    `${placeText(finding.at)}: ${severity} ${lineText(finding.message)} [${rules}]`,
    ...causeLines(finding, changes),
    ...(units.length > 1 ? [`  in ${lineText(listed(finding.units))}`] : []),
    ...(decision === undefined ? [] : [`  ${lineText(decisionWords(decision))}`]),
    ...(help === '' || decision !== undefined ? [] : [`  ${help}`]),
    ...(isNamed ? [`  id ${finding.fingerprint.slice(0, 8)}`] : []),
  ];
}

/** Where nobody touched the line to look at, the changed one that lets it in. */
function causeLines({ at, because }: Finding, changes: Verdict['changes']): readonly string[] {
  const cause = onChangedLine(changes, [at, ...because]);
  return cause === undefined || cause === at ? [] : [`  because of ${placeText(cause)}`];
}

/** `k8s/web.yaml:5:9`. */
export const placeText = ({ path, line, column }: Position): string => `${visible(path)}:${line}:${column}`;

function wayLines(way: Way, style: TextStyle): readonly string[] {
  const sign = painted(`${signs[way.state]} ${way.state}`, stateColors[way.state], style);
  return way.exposures.map((exposure, index) => {
    const change = way.changes.find(({ after }) => after === exposure);
    const difference = change === undefined ? '' : `  (${lineText(differenceWords(change))})`;
    // A way can have several entries, and counts once.
    return `${index === 0 ? sign : '  and'}: ${pathText(pathWords(exposure))}${difference}`;
  });
}

const pathText = (steps: readonly Message[]): string => steps.map(lineText).join(' → ');

function gapLine(gap: Gap, style: TextStyle): string {
  const word = gap.blocks ? painted('not analyzed:', 'red', style) : 'not analyzed:';
  const consequence = gap.blocks ? ', blocks' : '';
  return `${placeText(gap.at)}: ${word} ${lineText(gap.message)} [${gap.reason}${consequence}]`;
}

const signs: Record<WayState, string> = {
  new: '+',
  widened: '>',
  rerouted: '~',
  changed: '~',
  moved: '~',
  narrowed: '<',
  closed: '-',
};

type Color = 'red' | 'yellow' | 'green' | 'cyan' | 'none';

const severityColors = { error: 'red', warning: 'yellow', notice: 'cyan', info: 'none' } as const;
const conclusionColors = { failure: 'red', neutral: 'yellow', success: 'green' } as const;
const stateColors: Record<WayState, Color> = {
  new: 'yellow',
  widened: 'yellow',
  rerouted: 'cyan',
  changed: 'cyan',
  moved: 'none',
  narrowed: 'green',
  closed: 'green',
};

/** @see https://en.wikipedia.org/wiki/ANSI_escape_code#Colors */
const sgr: Record<Color, number> = { red: 31, yellow: 33, green: 32, cyan: 36, none: 0 };

const painted = (text: string, color: Color, { color: on }: TextStyle): string =>
  on && color !== 'none' ? `\u001b[${sgr[color]}m${text}\u001b[0m` : text;
