import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { atLeast, type Finding } from '../model/finding.ts';
import type { Gap } from '../model/gap.ts';
import { joined } from '../model/message.ts';
import { assumptionsOf } from './assumptions.ts';
import { type ChangeRow, changeRows, iconFor } from './change-rows.ts';
import { conclusionWords } from './conclusion-words.ts';
import type { ReportContext } from './context.ts';
import { decisionWords } from './decision-words.ts';
import { isDecided } from './decisions.ts';
import { legendOf } from './edge-looks.ts';
import { codes, list, place, prose, section } from './html-parts.ts';
import { reportStyle } from './html-style.ts';
import { type Html, html } from './html-template.ts';
import { diagramsOf, type MermaidDiagram } from './mermaid.ts';
import type { Verdict } from './report.ts';
import { ruleHelp } from './rule-help.ts';
import { svgOf } from './svg.ts';
import { type Sides, sidesOf } from './table.ts';
import { waySteps } from './way-steps.ts';
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
  const { diagrams, omitted } = diagramsOf(verdict, { edges: 60, diagrams: maxDiagrams });
  const title = `Port exposure: ${verdict.title}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${html`default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'`}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${reportStyle}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the report</a>
<header><h1>${title}</h1>
<p class="verdict ${verdict.conclusion}">${conclusionWords[verdict.conclusion]}</p></header>
<main id="content" tabindex="-1">
${section('blocking', 'Not analysed, and that blocks', list(gapsOf(verdict, true).map((gap) => gapItem(gap, sides))))}
${section('ways', 'What changed', table(changeRows(verdict), sides))}
${section('diagrams', 'Diagrams', figures(diagrams, omitted))}
${section('paths', 'Paths, step by step', paths(verdict, diagrams, sides))}
${section('findings', 'Findings', list(findingsIn(verdict).map((finding) => findingItem(finding, { verdict, sides, pages }))))}
${section('decided', 'Decided', list(decisionItems(verdict)))}
${section('assumptions', 'Assumptions', list(assumptionsOf(waysOf(verdict)).map(prose)))}
${section('gaps', 'Not analysed', list(gapsOf(verdict, false).map((gap) => gapItem(gap, sides))))}
${section('fixed', 'Fixed', list(fixed(verdict)))}
${section('neighbours', 'Unchanged neighbours', list(verdict.context.map((one) => prose(joined(pathWords(one), ' → ')))))}
${section('rules', 'The rules', rulesIn(verdict, pages))}
</main>
<footer>${verdict.stats.files} files, ${verdict.stats.documents} documents, ${verdict.units.length} ${verdict.units.length === 1 ? 'unit' : 'units'}</footer>
</body>
</html>
`.text;
}

/** More diagrams than that nobody looks at; every way stands in the table all the same. */
const maxDiagrams = 40;

// Of the style by its hash: no other one counts, also none that got into the page. A digest of 32 bytes is ASCII in base64.
const styleHash = btoa(String.fromCharCode(...sha256(utf8ToBytes(reportStyle.text))));

const gapsOf = (verdict: Verdict, blocks: boolean): readonly Gap[] =>
  verdict.gaps.filter((gap) => (gap.blocks && !isDecided(verdict, gap.acceptable)) === blocks);

const gapItem = ({ at, side, message, reason }: Gap, sides: Sides): Html =>
  html`${place(at, sides[side])}: ${prose(message)} (${codes([reason])})`;

function table(rows: readonly ChangeRow[], sides: Sides): readonly Html[] {
  if (rows.length === 0) return [];
  const titles = ['What', 'From', 'Reaches', 'Through', 'Finding', 'Where'].map(
    (one) => html`<th scope="col">${one}</th>`,
  );
  return [
    html`<div class="wide" role="region" aria-label="The table, which can be scrolled" tabindex="0"><table><thead><tr>${titles}</tr></thead>
<tbody>${rows.map((row) => tableRow(row, sides))}</tbody></table></div>
`,
  ];
}

const tableRow = ({ icon, way, what, from, reaches, through, rules, at, side, units }: ChangeRow, sides: Sides): Html =>
  html`<tr><th scope="row"><span aria-hidden="true">${icon}</span> ${way === undefined ? what : html`<strong>${what}</strong>`}</th>
<td>${prose(from)}</td><td>${prose(reaches)}</td><td>${prose(through)}</td><td>${ruleLinks(rules)}</td>
<td>${place(at, sides[side])}${units === undefined ? undefined : html` in ${prose(units)}`}</td></tr>
`;

const ruleLinks = (rules: readonly string[]): readonly Html[] =>
  rules.map((rule, index) => html`${index === 0 ? '' : ', '}<a href="#rule-${rule}"><code>${rule}</code></a>`);

function figures(diagrams: readonly MermaidDiagram[], omitted: number): readonly Html[] {
  const missing = `${omitted} more ${omitted === 1 ? 'way is' : 'ways are'} not drawn; see the table.`;
  return [
    ...diagrams.map(
      (
        { diagram, states },
        index,
      ) => html`<figure><div class="wide" role="region" aria-label="Diagram ${index + 1}, which can be scrolled" tabindex="0">${svgOf(diagram, index)}</div>
<figcaption>${legendOf(states)}</figcaption></figure>
`,
    ),
    ...(omitted === 0 ? [] : [html`<p>${missing}</p>`]),
  ];
}

function paths(verdict: Verdict, diagrams: readonly MermaidDiagram[], sides: Sides): readonly Html[] {
  const steps = waySteps(
    waysOf(verdict),
    diagrams.map(({ diagram }) => diagram),
  );
  return steps.map(
    ({ title, strokes, places }) => html`<details><summary>${prose(title)}</summary>
${strokes.map(
  ({ note, stops }) => html`<p class="muted">${note === undefined ? 'as it was' : prose(note)}</p>
<ol>${stops.map(({ label, anchor, leaving }) => html`<li>${anchor === undefined ? prose(label) : html`<a href="#${anchor}">${prose(label)}</a>`}${leaving === undefined ? undefined : html` <span class="muted">${prose(leaving)}</span>`}</li>`)}</ol>
`,
)}
<p>Files: ${places.map(({ at, side }, index) => html`${index === 0 ? '' : ', '}${place(at, sides[side])}`)}</p></details>
`,
  );
}

const findingsIn = ({ findings }: Verdict): readonly Finding[] =>
  worstFirst(findings.filter(({ state }) => state === 'introduced'));

interface Telling {
  readonly verdict: Verdict;
  readonly sides: Sides;
  readonly pages: HtmlSettings['pages'];
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
