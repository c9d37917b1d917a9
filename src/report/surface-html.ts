import type { Exposure } from '../exposure/exposure.ts';
import { joined } from '../model/message.ts';
import { assumptionsOf } from './assumptions.ts';
import { counted } from './counted.ts';
import { figures, pageLimits, paths } from './html-diagrams.ts';
import { htmlPage } from './html-page.ts';
import { codes, gapItems, list, place, prose, section, wideTable } from './html-parts.ts';
import { type Html, html } from './html-template.ts';
import { surfaceDiagrams } from './mermaid.ts';
import type { Surface } from './surface.ts';
import { surfaceSteps } from './way-steps.ts';
import { endWords, fromWords, throughWords } from './words.ts';

/** `portcullis surface --format html`: every way in of one side, with its diagram, its steps and its file. */
export function surfacePage(surface: Surface): string {
  const { units, exposures, gaps } = surface;
  const ways = `${counted(exposures.length, 'way')} in`;
  const { diagrams, omitted } = surfaceDiagrams(surface, pageLimits);
  const steps = surfaceSteps(
    exposures,
    diagrams.map(({ diagram }) => diagram),
  );
  const assumptions = assumptionsOf(exposures.map((exposure) => ({ exposures: [exposure] })));
  const gapsThat = (block: boolean): readonly Html[] =>
    gapItems(
      gaps.filter(({ blocks }) => blocks === block),
      beside,
    );
  return htmlPage({
    title: `Port exposure: ${ways}`,
    lead: html``,
    sections: [
      section('blocking', 'Not analyzed: there may be more', gapsThat(true)),
      section(
        'ways',
        'Ways in',
        wideTable(
          titles,
          exposures.map((one) => row(one, units.length > 1)),
        ),
      ),
      section('diagrams', 'Diagrams', figures(diagrams, omitted)),
      section('paths', 'Paths, step by step', paths(steps, beside)),
      section('assumptions', 'Assumptions', list(assumptions.map(prose))),
      section('gaps', 'Not analyzed', gapsThat(false)),
    ],
    footer: `${ways}, ${counted(units.length, 'unit')}`,
  });
}

/** Links lead to the files beside the page. */
const beside = { base: undefined, head: undefined };

const titles = ['Reaches', 'From', 'Through', 'Where'];

const row = (exposure: Exposure, isOfMany: boolean): Html =>
  html`<tr><td>${prose(endWords(exposure))}</td><td>${prose(fromWords(exposure))}</td>
<td>${prose(joined(throughWords(exposure), ' → '))}</td><td>${place(exposure.at, undefined)}${isOfMany ? html` in ${codes(exposure.units)}` : undefined}</td></tr>
`;
