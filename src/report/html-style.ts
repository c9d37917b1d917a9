import { type Html, html } from './html-template.ts';

/** Light and dark, on screen and on paper; each colour of a text has a contrast of at least 4.5 to what is behind it. */
export const reportStyle: Html = html`
:root { color-scheme: light dark; --back: #fff; --soft: #f6f8fa; --line: #d1d9e0; --text: #1f2328; --muted: #59636e;
  --link: #0860c4; --failure: #b3161f; --neutral: #7a5200; --success: #116329; }
@media (prefers-color-scheme: dark) { :root { --back: #0d1117; --soft: #151b23; --line: #3d444d; --text: #f0f6fc;
  --muted: #9198a1; --link: #6cb1ff; --failure: #ff8a80; --neutral: #e3b341; --success: #56d364; } }
* { box-sizing: border-box; } html { scroll-padding: 3rem; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
header, main, footer { max-width: 90rem; margin: 0 auto; padding: 1rem; } footer { color: var(--muted); }
h1 { font-size: 1.75rem; margin: 0; } h2 { font-size: 1.25rem; margin: 1.5rem 0 .5rem; } h3, h4 { margin: 1rem 0 .25rem; font-size: 1rem; }
a { color: var(--link); } code, pre { font: .875em ui-monospace, monospace; } code { background: var(--soft); padding: .1em .3em; border-radius: 4px; }
pre { background: var(--soft); padding: .75rem; overflow: auto; white-space: pre-wrap; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999rem; background: var(--back); padding: .5rem 1rem; } .skip:focus { left: 0; top: 0; }
.failure { color: var(--failure); } .neutral { color: var(--neutral); } .success { color: var(--success); } .verdict { font-weight: 600; margin: .25rem 0; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; min-width: 40rem; }
th, td { border: 1px solid var(--line); padding: .4rem .75rem; text-align: left; vertical-align: top; overflow-wrap: break-word; }
thead th { background: var(--soft); } th { white-space: nowrap; }
summary { cursor: pointer; padding: .25rem 0; } details { border-left: 3px solid var(--line); padding-left: .75rem; margin: .5rem 0; }
.muted { color: var(--muted); } figure { margin: 1rem 0; } figcaption { color: var(--muted); }
svg { max-width: none; } svg text { fill: var(--text); font: 13px system-ui, sans-serif; text-anchor: middle; }
svg rect { fill: var(--soft); stroke: var(--muted); stroke-width: 1.5; } svg .caption { fill: var(--muted); font-size: 11px; }
svg .note { font-size: 11px; stroke: var(--back); stroke-width: 4px; stroke-linejoin: round; paint-order: stroke; }
svg g:target rect { stroke: var(--link); stroke-width: 5; }
@media print { :root { --back: #fff; --soft: #fff; --line: #999; --text: #000; --muted: #444; --link: #000; } .skip { display: none; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; } tr, li, figure { break-inside: avoid; }
  .wide { overflow: visible; } svg { max-width: 100%; height: auto; } }
`;
