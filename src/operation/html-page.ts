import { createHash } from 'node:crypto';
import { type Html, html } from '../report/html-template.ts';
import { type Page, privately } from './page.ts';
import { style } from './page-style.ts';

/** A whole page that runs no script, loads nothing and can be framed by nobody. */
export const htmlPage = ({ title, body }: { readonly title: string; readonly body: Html }): Page => ({
  status: 200,
  type: 'text/html; charset=utf-8',
  headers: { ...privately, 'content-security-policy': policy },
  text: html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`.text,
});

/** Of the style by its hash: no other one counts, also none that got into the page. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style.text).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
