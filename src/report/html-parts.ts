import type { Gap } from '../model/gap.ts';
import type { Message } from '../model/message.ts';
import type { Position } from '../model/source.ts';
import { type Html, html } from './html-template.ts';
import { type BlobSource, blobUrl } from './markdown.ts';
import { encodedPath, isGitPath } from './repository-path.ts';
import type { Sides } from './table.ts';
import { shortened } from './visible.ts';

/** Code points of one value; longer ones lose their middle. */
const maxValue = 300;

const code = (value: string): Html => html`<code>${value === '' ? '(empty)' : shortened(value, maxValue)}</code>`;

export const codes = (values: readonly string[]): readonly Html[] =>
  values.map((value, index) => html`${index === 0 ? '' : ', '}${code(value)}`);

/** A sentence with its values in code; our own words between back-ticks are code as well. */
export const prose = ({ texts, values }: Message): Html =>
  html`${texts.map((text, index) => {
    const value = values[index];
    return html`${ticked(text)}${value === undefined ? undefined : code(value)}`;
  })}`;

const ticked = (text: string): readonly Html[] =>
  text.split('`').map((piece, index) => (index % 2 === 0 || piece === '' ? html`${piece}` : code(piece)));

/** `path:line` as a link: to the server where there is one, else to the file beside the page. */
export function place(at: Position, source: BlobSource | undefined): Html {
  const text = code(`${at.path}:${at.line}`);
  if (!isGitPath(at.path)) return text;
  return html`<a href="${source === undefined ? encodedPath(at.path.split('/')) : blobUrl(at, source)}">${text}</a>`;
}

/** A part of the page with its title; nothing where there is nothing in it. */
export const section = (id: string, title: string, content: readonly Html[]): Html | undefined =>
  content.length === 0
    ? undefined
    : html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${content}</section>
`;

export const list = (items: readonly Html[]): readonly Html[] =>
  items.length === 0 ? [] : [html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>\n`];

export const gapItems = (gaps: readonly Gap[], sides: Sides): readonly Html[] =>
  list(
    gaps.map(
      ({ at, side, message, reason }) => html`${place(at, sides[side])}: ${prose(message)} (${codes([reason])})`,
    ),
  );

/** A table that can be scrolled where there is no room for it; nothing where it has no rows. */
export const wideTable = (titles: readonly string[], rows: readonly Html[]): readonly Html[] =>
  rows.length === 0
    ? []
    : [
        html`<div class="wide" role="region" aria-label="The table, which can be scrolled" tabindex="0"><table><thead><tr>${titles.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>
`,
      ];
