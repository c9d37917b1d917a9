import { legendOf } from './edge-looks.ts';
import { place, prose } from './html-parts.ts';
import { type Html, html } from './html-template.ts';
import type { MermaidDiagram } from './mermaid.ts';
import { svgOf } from './svg.ts';
import type { Sides } from './table.ts';
import type { WaySteps } from './way-steps.ts';

/** More diagrams than that nobody looks at; every way stands in the table all the same. */
export const pageLimits = { edges: 60, diagrams: 40 } as const;

export function figures(diagrams: readonly MermaidDiagram[], omitted: number): readonly Html[] {
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

/** Each way to be followed with the keyboard, folded; its steps lead to the nodes of the diagrams. */
export const paths = (steps: readonly WaySteps[], sides: Sides): readonly Html[] =>
  steps.map(
    ({ title, strokes, places }) => html`<details><summary>${prose(title)}</summary>
${strokes.map(
  ({ note, stops }) => html`${
    note === undefined
      ? undefined
      : html`<p class="muted">${prose(note)}</p>
`
  }<ol>${stops.map(({ label, anchor, leaving }) => html`<li>${anchor === undefined ? prose(label) : html`<a href="#${anchor}">${prose(label)}</a>`}${leaving === undefined ? undefined : html` <span class="muted">${prose(leaving)}</span>`}</li>`)}</ol>
`,
)}
<p>Files: ${places.map(({ at, side }, index) => html`${index === 0 ? '' : ', '}${place(at, sides[side])}`)}</p></details>
`,
  );
