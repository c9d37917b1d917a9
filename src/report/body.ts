import { atLeast, type Finding } from '../model/finding.ts';
import type { Gap } from '../model/gap.ts';
import { joined } from '../model/message.ts';
import { assumptionsOf } from './assumptions.ts';
import { bodyBudget, fitting, size } from './budget.ts';
import { iconFor } from './change-rows.ts';
import { decidedRows } from './decided.ts';
import { isDecided } from './decisions.ts';
import { legendOf } from './edge-looks.ts';
import { code, place, prose } from './markdown.ts';
import { mermaidDiagrams } from './mermaid.ts';
import type { Verdict } from './report.ts';
import { changeTableHead, changeTableRows, type Sides } from './table.ts';
import { waysOf, worstFirst } from './ways.ts';
import { pathWords } from './words.ts';

/**
 * The verdict as Markdown: heading, what blocks, table, diagrams, findings, and folded away what explains them.
 *
 * Where it gets too long, parts give way in this order and by whole rows: unchanged neighbours, other details,
 * diagrams, findings, closed ways (they stand last), the rest of the table. No fence is ever cut.
 *
 * @param footer a finished line of Markdown, or the empty text
 */
export function markdownBody(verdict: Verdict, sides: Sides, footer: string): string {
  const heading = `### Port exposure: ${verdict.title}`;
  const room = new Room(bodyBudget - size(heading) - size(footer) - 100);
  // In order of importance, which is not the order of the page.
  const blocking = room.take(6_000, (left) => blockingSection(verdict, sides, left));
  const decided = room.take(6_000, (left) => titledList('**Decided**', decidedRows(verdict, sides), left));
  const table = room.take(24_000, (left) => tableSection(verdict, sides, left));
  const findings = room.take(12_000, (left) => findingSection(verdict, sides, left));
  const diagrams = room.take(21_000, (left) => diagramSection(verdict, left));
  const details = room.take(bodyBudget, (left) => detailSection(verdict, sides, left));
  return `${[heading, blocking, table, diagrams, findings, decided, details, footer].filter((part) => part !== '').join('\n\n')}\n`;
}

/** What is left of the budget, spent by one part after the other. */
class Room {
  #left: number;
  constructor(left: number) {
    this.#left = left;
  }
  take(most: number, write: (left: number) => string): string {
    const text = write(Math.min(most, this.#left));
    this.#left -= size(text) + 2;
    return text;
  }
}

function blockingSection(verdict: Verdict, sides: Sides, room: number): string {
  const blocking = verdict.gaps.filter((gap) => gap.blocks && !isDecided(verdict, gap.acceptable));
  return titledList('**Not analyzed, and that blocks:**', gapRows(blocking, sides), room);
}

const gapRows = (gaps: readonly Gap[], sides: Sides): readonly string[] =>
  gaps.map(({ at, side, message, reason }) => `- ${place(at, sides[side])}: ${prose(message)} (${code(reason)})`);

/** A title and as many rows as have room, or nothing where there are no rows. */
function titledList(title: string, rows: readonly string[], room: number): string {
  if (rows.length === 0) return '';
  const { rows: shown, omitted } = fitting(rows, room - size(title) - moreRoom);
  return [title, '', ...shown, ...(omitted === 0 ? [] : [`- … ${omitted} more`])].join('\n');
}

/** For the line that says how many more there are. */
const moreRoom = 60;

/** More rows than that nobody reads in a conversation. */
const maxRows = 50;

function tableSection(verdict: Verdict, sides: Sides, room: number): string {
  const rows = changeTableRows(verdict, sides);
  if (rows.length === 0) return '';
  const { rows: shown, omitted } = fitting(rows, room - size(changeTableHead.join('\n')) - moreRoom, maxRows);
  return [...changeTableHead, ...shown, ...(omitted === 0 ? [] : ['', `… ${omitted} more`])].join('\n');
}

function findingSection(verdict: Verdict, sides: Sides, room: number): string {
  const rows = worstFirst(
    verdict.findings.filter(({ state, severity }) => state === 'introduced' && atLeast(severity, 'notice')),
  );
  return titledList(
    '**Findings**',
    rows.map((finding) => findingItem(finding, verdict, sides)),
    room,
  );
}

function findingItem(finding: Finding, verdict: Verdict, sides: Sides): string {
  const { rule, message, help, at } = finding;
  const way = prose(help);
  return `- ${iconFor(finding, verdict)} ${code(rule)} ${place(at, sides.head)}: ${prose(message)}${way === '' ? '' : `. **Fix:** ${way}`}`;
}

function diagramSection(verdict: Verdict, room: number): string {
  const { diagrams, omitted } = mermaidDiagrams(verdict);
  const { rows } = fitting(
    diagrams.map(({ text }) => `\`\`\`mermaid\n${text}\`\`\``),
    room - belowDiagrams,
  );
  const [shown, left] = [diagrams.slice(0, rows.length), diagrams.slice(rows.length)];
  const missing = left.reduce((sum, { ways }) => sum + ways, omitted);
  const legend = legendOf(new Set(shown.flatMap(({ states }) => [...states])));
  return [
    ...rows,
    ...(legend === '' ? [] : [`<sub>${legend}</sub>`]),
    ...(missing === 0 ? [] : [`… ${missing} more ${missing === 1 ? 'way' : 'ways'} not drawn; see the table.`]),
  ].join('\n\n');
}

/** For the legend and the line that says how many ways are not drawn. */
const belowDiagrams = 300;

function detailSection(verdict: Verdict, sides: Sides, room: number): string {
  const shell = ['<details><summary>Assumptions, what was not analyzed, unchanged neighbors</summary>', '</details>'];
  const parts: string[] = [];
  let left = room - size(shell.join('\n\n')) - 10;
  for (const { title, rows } of detailsOf(verdict, sides)) {
    const part = left > minDetail ? titledList(title, rows, left) : '';
    if (part === '') continue;
    parts.push(part);
    left -= size(part) + 2;
  }
  return parts.length === 0 ? '' : [shell[0], ...parts, shell[1]].join('\n\n');
}

/** Below this, not even a title and one row make sense. */
const minDetail = 500;

interface Detail {
  readonly title: string;
  readonly rows: readonly string[];
}

function detailsOf(verdict: Verdict, sides: Sides): readonly Detail[] {
  const { findings, gaps, context } = verdict;
  const infos = findings.filter(({ state, severity }) => state === 'introduced' && severity === 'info');
  const fixed = findings.filter(({ state }) => state === 'fixed');
  return [
    { title: '**Assumptions**', rows: assumptionsOf(waysOf(verdict)).map((message) => `- ${prose(message)}`) },
    {
      title: '**Not analyzed**',
      rows: gapRows(
        gaps.filter((gap) => !gap.blocks),
        sides,
      ),
    },
    { title: '**For information**', rows: infos.map((finding) => findingItem(finding, verdict, sides)) },
    { title: '**Fixed**', rows: fixed.map(({ rule, message }) => `- ✅ ${code(rule)}: ${prose(message)}`) },
    {
      title: '**Unchanged neighbors**',
      rows: context.map((exposure) => `- ${prose(joined(pathWords(exposure), ' → '))}`),
    },
  ];
}
