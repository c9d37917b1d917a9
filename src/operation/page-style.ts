import { type Html, html } from '../report/html-template.ts';

/** Light and dark; each colour of a text has a contrast of at least 4.5 to what is behind it. */
export const style: Html = html`
:root { color-scheme: light dark; --back: #fff; --soft: #f6f8fa; --line: #d1d9e0; --text: #1f2328; --muted: #59636e;
  --link: #0860c4; --failure: #b3161f; --neutral: #7a5200; --success: #116329; }
@media (prefers-color-scheme: dark) { :root { --back: #0d1117; --soft: #151b23; --line: #3d444d; --text: #f0f6fc;
  --muted: #9198a1; --link: #6cb1ff; --failure: #ff8a80; --neutral: #e3b341; --success: #56d364; } }
* { box-sizing: border-box; } html { scroll-padding: 3rem; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
header, main { max-width: 75rem; margin: 0 auto; padding: 1rem; } header { padding-bottom: 0; } header + main { padding-top: 0; }
h1 { font-size: 1.75rem; margin: 0; } h2 { font-size: 1.25rem; margin: 1.5rem 0 .5rem; } h3 { margin: 1.5rem 0 .5rem; }
p { margin: .5rem 0; } a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999rem; background: var(--back); padding: .5rem 1rem; } .skip:focus { left: 0; top: 0; }
.muted, td time { color: var(--muted); } .number { text-align: right; }
dl.counts { display: flex; flex-wrap: wrap; gap: .75rem; margin: 0; }
dl.counts div { border: 1px solid var(--line); border-radius: 6px; padding: .5rem 1rem; min-width: 9rem; }
dl.counts dt { color: var(--muted); } dl.counts dd { margin: 0; font-size: 1.5rem; font-weight: 600; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; overflow-wrap: anywhere; }
table.narrow { width: auto; min-width: 20rem; }
caption { text-align: left; padding: .25rem 0; color: var(--muted); }
th, td { border: 1px solid var(--line); padding: .4rem .75rem; text-align: left; vertical-align: top; }
thead th, th[scope=rowgroup] { background: var(--soft); } tbody th { font-weight: 600; }
td > p { margin: 0; } thead th, .verdict, time { overflow-wrap: normal; }
@media (max-width: 47.99rem) { table { font-size: .8125rem; } th, td { padding: .25rem .3rem; } .verdict > span { display: block; } }
.verdict { font-weight: 600; }
@media (min-width: 48rem) { .verdict, td time { white-space: nowrap; } tbody th[scope=row] { min-width: 6rem; }
  table.waivers tbody th { width: 20%; } table.waivers td:nth-child(3) { width: 32%; } }
.failure { color: var(--failure); } .neutral { color: var(--neutral); } .success { color: var(--success); }
.pending { color: var(--muted); }
form { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; align-items: end; padding: .75rem 1rem; background: var(--soft);
  border: 1px solid var(--line); border-radius: 6px; }
label { display: block; } input, button { font: inherit; color: inherit; }
input[type=text], button { background: var(--back); border: 1px solid var(--muted); border-radius: 6px; padding: .3rem .75rem; }
input[type=checkbox] { width: 1.1rem; height: 1.1rem; vertical-align: -.15rem; }
summary { cursor: pointer; }
.page { margin: 1.5rem 0; }
`;
