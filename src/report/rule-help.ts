import { type Html, html } from './html-template.ts';

/** A page of docs/rules, as far as those use Markdown: headings, paragraphs, lists, fences, code, emphasis and links; tables
 * stay as they are written. */
export function ruleHelp(page: string): Html {
  // Its title stands above it already.
  const parts = page.replace(/^# .*\n/, '').split(/^```.*$/m);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<pre tabindex="0">${lines(part)}</pre>\n` : html`${blocks(part)}`))}`;
}

/** Line by line: a template writes out line breaks like everything that cannot be seen. */
const lines = (text: string): readonly Html[] =>
  text
    .replace(/^\n|\n$/g, '')
    .split('\n')
    .map((line) => html`${line}\n`);

const blocks = (text: string): readonly Html[] =>
  text
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map(blockOf);

function blockOf(block: string): Html {
  const heading = /^#+ (.*)$/.exec(block)?.[1];
  if (heading !== undefined) return html`<h3>${heading}</h3>\n`;
  if (block.startsWith('|')) return html`<pre tabindex="0">${lines(block)}</pre>\n`;
  if (!block.startsWith('- ')) return html`<p>${inline(block)}</p>\n`;
  return html`<ul>${block
    .split(/^- /m)
    .slice(1)
    .map((item) => html`<li>${inline(item)}</li>`)}</ul>\n`;
}

const inline = (text: string): readonly Html[] =>
  text
    .replaceAll(/\s+/g, ' ')
    .split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\(https:[^)\s]+\))/)
    .map(spanOf);

function spanOf(text: string): Html {
  if (/^`.+`$/.test(text)) return html`<code>${text.slice(1, -1)}</code>`;
  if (/^\*\*.+\*\*$/.test(text)) return html`<strong>${text.slice(2, -2)}</strong>`;
  const [, words, address] = /^\[(.+)\]\((https:.+)\)$/.exec(text) ?? [];
  return address === undefined ? html`${text}` : html`<a href="${address}">${words}</a>`;
}
