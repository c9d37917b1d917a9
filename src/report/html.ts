import { atLeast, type Finding } from '../model/finding.ts';
import type { Gap } from '../model/gap.ts';
import { joined } from '../model/message.ts';
import { assumptionsOf } from './assumptions.ts';
import { type ChangeRow, changeRows, iconFor } from './change-rows.ts';
import { conclusionWords } from './conclusion-words.ts';
import type { ReportContext } from './context.ts';
import { counted } from './counted.ts';
import { decisionWords } from './decision-words.ts';
import { isDecided } from './decisions.ts';
import { figures, pageLimits, paths } from './html-diagrams.ts';
import { htmlPage } from './html-page.ts';
import { codes, gapItems, list, place, prose, section, wideTable } from './html-parts.ts';
import { type Html, html } from './html-template.ts';
import { diagramsOf, type MermaidDiagram } from './mermaid.ts';
import type { Verdict } from './report.ts';
import { ruleHelp } from './rule-help.ts';
import { type Sides, sidesOf } from './table.ts';
import { type WaySteps, waySteps } from './way-steps.ts';
import { waysOf, worstFirst } from './ways.ts';
import { pathWords } from './words.ts';

/** What the verdict does not hold. */
export interface HtmlSettings {
  /** The page of a rule, Markdown, by its id. */
  readonly pages: ReadonlyMap<string, string>;
  /** Where files can be read; without it links lead to the files beside the page. */
  readonly context?: ReportContext;
}

/**
 * `portcullis diff --format html`: the whole report as one page that loads nothing, runs nothing and reads the same in
 * print. Every text of a manifest stands in it as text.
 */
export function htmlReport(verdict: Verdict, { pages, context }: HtmlSettings): string {
  const sides: Sides = context === undefined ? { base: undefined, head: undefined } : sidesOf(context);
  const { diagrams, omitted } = diagramsOf(verdict, pageLimits);
  const title = `Port exposure: ${verdict.title}`;
  return htmlPage({
    title,
    lead: html`<p class="verdict ${verdict.conclusion}">${conclusionWords[verdict.conclusion]}</p>`,
    sections: [
      section('blocking', 'Not analyzed, and that blocks', gapItems(gapsOf(verdict, true), sides)),
      section('ways', 'What changed', table(changeRows(verdict), sides)),
      section('diagrams', 'Diagrams', figures(diagrams, omitted)),
      section('paths', 'Paths, step by step', paths(stepsOf(verdict, diagrams), sides)),
      section(
        'findings',
        'Findings',
        list(findingsIn(verdict).map((finding) => findingItem(finding, { verdict, sides }))),
      ),
      section('decided', 'Decided', list(decisionItems(verdict))),
      section('assumptions', 'Assumptions', list(assumptionsOf(waysOf(verdict)).map(prose))),
      section('gaps', 'Not analyzed', gapItems(gapsOf(verdict, false), sides)),
      section('fixed', 'Fixed', list(fixed(verdict))),
      section(
        'neighbours',
        'Unchanged neighbors',
        list(verdict.context.map((one) => prose(joined(pathWords(one), ' → ')))),
      ),
      section('rules', 'The rules', rulesIn(verdict, pages)),
    ],
    footer: `${verdict.stats.files} files, ${verdict.stats.documents} documents, ${counted(verdict.units.length, 'unit')}`,
  });
}

const stepsOf = (verdict: Verdict, diagrams: readonly MermaidDiagram[]): readonly WaySteps[] =>
  waySteps(
    waysOf(verdict),
    diagrams.map(({ diagram }) => diagram),
  );

const gapsOf = (verdict: Verdict, blocks: boolean): readonly Gap[] =>
  verdict.gaps.filter((gap) => (gap.blocks && !isDecided(verdict, gap.acceptable)) === blocks);

const table = (rows: readonly ChangeRow[], sides: Sides): readonly Html[] =>
  wideTable(
    ['What', 'From', 'Reaches', 'Through', 'Finding', 'Where'],
    rows.map((row) => tableRow(row, sides)),
  );

const tableRow = ({ icon, way, what, from, reaches, through, rules, at, side, units }: ChangeRow, sides: Sides): Html =>
  html`<tr><th scope="row"><span aria-hidden="true">${icon}</span> ${way === undefined ? what : html`<strong>${what}</strong>`}</th>
<td>${prose(from)}</td><td>${prose(reaches)}</td><td>${prose(through)}</td><td>${ruleLinks(rules)}</td>
<td>${place(at, sides[side])}${units === undefined ? undefined : html` in ${prose(units)}`}</td></tr>
`;

const ruleLinks = (rules: readonly string[]): readonly Html[] =>
  rules.map((rule, index) => html`${index === 0 ? '' : ', '}<a href="#rule-${rule}"><code>${rule}</code></a>`);

const findingsIn = ({ findings }: Verdict): readonly Finding[] =>
  worstFirst(findings.filter(({ state }) => state === 'introduced'));

interface Telling {
  readonly verdict: Verdict;
  readonly sides: Sides;
}

function findingItem(finding: Finding, { verdict, sides }: Telling): Html {
  const { rule, also, severity, message, help, at, units } = finding;
  const fix =
    help.texts.join('') + help.values.join('') === '' ? undefined : html`<br><strong>Fix:</strong> ${prose(help)}`;
  const where = verdict.units.length > 1 ? html` in ${codes(units)}` : undefined;
  const icon = atLeast(severity, 'notice') ? iconFor(finding, verdict) : '';
  return html`<span aria-hidden="true">${icon}</span> ${severity}: ${prose(message)} (${ruleLinks([rule, ...also])}, ${place(at, sides.head)}${where})${fix}`;
}

/** Each decision that counts, then those that have ended. */
function decisionItems(verdict: Verdict): readonly Html[] {
  const { made, ended } = verdict.decisions;
  const rows = (from: typeof made, mark: string): readonly Html[] =>
    verdict.acceptables.flatMap(({ fingerprint, what }) => {
      const decision = from.get(fingerprint);
      return decision === undefined ? [] : [html`${mark}${codes([what])} ${prose(decisionWords(decision))}`];
    });
  return [...rows(made, ''), ...rows(ended, 'no longer: ')];
}

const fixed = ({ findings }: Verdict): readonly Html[] =>
  findings
    .filter(({ state }) => state === 'fixed')
    .map(({ rule, message }) => html`${codes([rule])}: ${prose(message)}`);

/** The page of every rule that something links to, folded. */
function rulesIn(verdict: Verdict, pages: HtmlSettings['pages']): readonly Html[] {
  const named = new Set(findingsIn(verdict).flatMap(({ rule, also }) => [rule, ...also]));
  return [...named].sort().map((rule) => {
    const page = pages.get(rule);
    return html`<details id="rule-${rule}"><summary>${codes([rule])}</summary>
${page === undefined ? html`<p>portcullis explain ${rule}</p>` : ruleHelp(page)}</details>
`;
  });
}
