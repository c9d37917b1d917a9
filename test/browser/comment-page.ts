import { type MarkdownNode, parseMarkdown } from '../support/markdown.ts';

/** A page of GitHub's colours with `html` on it. */
export const pageOf = (html: string): string => `<!doctype html><meta charset="utf-8"><style>${style}</style>${html}`;

/** A comment about as GitHub shows it; diagrams are left as `<pre class="mermaid-source">` for the page to draw. */
export const commentHtml = (body: string): string => `<article>${htmlOf(parseMarkdown(body))}</article>`;

const style = `
  :root { color-scheme: light dark; }
  body { margin: 24px; background: light-dark(#fff, #0d1117); color: light-dark(#1f2328, #f0f6fc); }
  article { max-width: 1012px; font: 14px/1.5 "DejaVu Sans", sans-serif; }
  code { font: 12px monospace; background: light-dark(#eff1f3, #262c36); padding: 2px 5px; border-radius: 6px; }
  table { border-collapse: collapse; } td, th { border: 1px solid light-dark(#d1d9e0, #3d444d); padding: 6px 13px; }
  a { color: light-dark(#0969da, #4493f8); }`;

const tags: Readonly<Record<string, string>> = {
  paragraph: 'p',
  strong: 'strong',
  emphasis: 'em',
  list: 'ul',
  listItem: 'li',
  table: 'table',
  tableRow: 'tr',
  tableCell: 'td',
};

function htmlOf(node: MarkdownNode): string {
  const inside = 'children' in node ? node.children.map((child) => htmlOf(child)).join('') : '';
  if (node.type === 'heading') return `<h${node.depth}>${inside}</h${node.depth}>`;
  if (node.type === 'link') return `<a href="${escaped(node.url)}">${inside}</a>`;
  if (node.type === 'inlineCode') return `<code>${escaped(node.value)}</code>`;
  if (node.type === 'code') return `<pre class="${node.lang}-source">${escaped(node.value)}</pre>`;
  if (node.type === 'text') return escaped(node.value);
  // Our own <details> and <sub>; the tests of the writers hold that there is no other.
  if (node.type === 'html') return node.value;
  const tag = tags[node.type];
  return tag === undefined ? inside : `<${tag}>${inside}</${tag}>`;
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0) ?? 0};`);
