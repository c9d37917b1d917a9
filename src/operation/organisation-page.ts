import { type Html, html } from '../report/html-template.ts';
import { htmlPage } from './html-page.ts';
import { cursorText, type OrganisationView } from './organisation.ts';
import type { Page } from './page.ts';
import { pullRequestSections } from './pull-request-table.ts';
import { waiverSection } from './waiver-table.ts';

/** Everything that Portcullis has told, for whoever answers for an organisation. */
export const organisationPage = (view: OrganisationView): Page =>
  htmlPage({
    title: 'Portcullis: open pull requests',
    body: html`<a class="skip" href="#main">Skip to the content</a>
<header>
<h1>Portcullis</h1>
<p class="muted">Open pull requests and their verdicts</p>
</header>
<main id="main">
${countsSection(view)}
${gapSection(view)}
${waiverSection(view)}
${filterSection(view)}
${pullRequestSections(view)}
${pageLinks(view)}
</main>`,
  });

function countsSection({ tally, counts }: OrganisationView): Html {
  const having = (conclusion: string | undefined): number =>
    tally.reduce((sum, each) => sum + (each.conclusion === conclusion ? each.count : 0), 0);
  const numbers: readonly (readonly [string, number])[] = [
    ['Open pull requests', tally.reduce((sum, { count }) => sum + count, 0)],
    ['Blocked', having('failure')],
    ['Worth a look', having('neutral')],
    ['Nothing blocks', having('success')],
    ['No verdict yet', having(undefined)],
    ['Waiting works', counts.waiting],
    ['Dead letters', counts.dead],
  ];
  return html`<section aria-labelledby="counts">
<h2 id="counts">At a glance</h2>
<dl class="counts">${numbers.map(([what, count]) => html`<div><dt>${what}</dt><dd>${count}</dd></div>`)}</dl>
${counts.dead > 0 ? html`<p>Dead letters wait for an operator: <code>node dist/main.js dead</code> lists them.</p>` : undefined}
</section>`;
}

/** Each pull request counts once for each of its reasons. */
function gapSection({ tally }: OrganisationView): Html {
  const byReason = new Map<string, number>();
  for (const { incomplete, count } of tally)
    for (const reason of incomplete) byReason.set(reason, (byReason.get(reason) ?? 0) + count);
  const rows = [...byReason].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  return html`<section aria-labelledby="gaps">
<h2 id="gaps">What could not be analyzed</h2>
${rows.length === 0 ? html`<p>Everything could be analyzed.</p>` : gapTable(rows)}
</section>`;
}

const gapTable = (rows: readonly (readonly [string, number])[]): Html => html`<table class="narrow">
<caption>Reasons that block, and how many open pull requests they hold up</caption>
<thead><tr><th scope="col">Reason</th><th scope="col" class="number">Pull requests</th></tr></thead>
<tbody>${rows.map(([reason, count]) => html`<tr><th scope="row">${reason}</th><td class="number">${count}</td></tr>`)}</tbody>
</table>`;

const filterSection = ({
  filter: { owner, failing },
}: OrganisationView): Html => html`<section aria-labelledby="installations">
<h2 id="installations">Installations</h2>
<form method="get" action="/" aria-label="Which pull requests to show">
<label for="owner">Owner<br><input type="text" id="owner" name="owner" value="${owner ?? ''}" maxlength="100" autocomplete="off" autocapitalize="none" spellcheck="false"></label>
<label for="failing"><input type="checkbox" id="failing" name="failing" value="1"${failing ? html` checked` : undefined}> only blocked ones</label>
<button type="submit">Show</button>
</form>
</section>`;

function pageLinks({ filter: { owner, failing }, next, isContinued }: OrganisationView): Html | undefined {
  if (next === undefined && !isContinued) return undefined;
  const query = (more: Readonly<Record<string, string>>): string =>
    `/?${new URLSearchParams({ ...(owner && { owner }), ...(failing && { failing: '1' }), ...more }).toString()}`;
  const first = isContinued ? html`<a href="${query({})}">First page</a>` : undefined;
  const onward = next && html`<a rel="next" href="${query({ after: cursorText(next) })}">Next page</a>`;
  return html`<nav class="page" aria-label="Pages">${first} ${onward}</nav>`;
}
