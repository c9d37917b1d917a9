import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { reportStyle } from './html-style.ts';
import { type Html, html } from './html-template.ts';

/** What differs between the pages. */
interface PageParts {
  readonly title: string;
  /** Below the title. */
  readonly lead: Html;
  readonly sections: readonly (Html | undefined)[];
  readonly footer: string;
}

/** One page that loads nothing, runs nothing and reads the same in print. */
export const htmlPage = ({ title, lead, sections, footer }: PageParts): string =>
  html`<!doctype html>
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
${lead}</header>
<main id="content" tabindex="-1">
${sections.filter((one) => one !== undefined)}</main>
<footer>${footer}</footer>
</body>
</html>
`.text;

// Of the style by its hash: no other one counts, also none that got into the page. A digest of 32 bytes is ASCII in base64.
const styleHash = btoa(String.fromCharCode(...sha256(utf8ToBytes(reportStyle.text))));
