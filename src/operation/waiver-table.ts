import { type Html, html } from '../report/html-template.ts';
import type { PlacedWaiver, Waiver } from '../store/waivers.ts';
import type { OrganisationView } from './organisation.ts';
import { moment, pullRequestUrl, spanOf } from './page-parts.ts';

const soonMs = 7 * 24 * 3_600_000;

/** What people have accepted: first what ends within a week. */
export function waiverSection(view: OrganisationView): Html {
  const { waivers, now, hasMoreWaivers } = view;
  const isSoon = ({ waiver }: PlacedWaiver): boolean => waiver.expiresAt - now < soonMs;
  const [soon, later] = [waivers.filter(isSoon), waivers.filter((each) => !isSoon(each))];
  return html`<section aria-labelledby="waivers">
<h2 id="waivers">Waivers in force</h2>
${waivers.length === 0 ? html`<p>None.</p>` : undefined}
${table('Expiring within 7 days', soon, view)}
${table('Expiring later', later, view)}
${hasMoreWaivers ? html`<p>There are more, which expire later; <a href="/audit">the audit</a> has all of them.</p>` : undefined}
${waivers.length > 0 && !hasMoreWaivers ? html`<p><a href="/audit">The audit</a> has every waiver that was ever granted, as JSON lines.</p>` : undefined}
</section>`;
}

function table(caption: string, waivers: readonly PlacedWaiver[], view: OrganisationView): Html | undefined {
  if (waivers.length === 0) return undefined;
  const heads = ['Pull request', 'Accepted by', 'Reason', 'Granted (UTC)', 'Time left'];
  return html`<table class="waivers">
<caption>${caption}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${waivers.map((each) => row(each, view))}</tbody>
</table>`;
}

function row({ waiver, place }: PlacedWaiver, { server, now }: OrganisationView): Html {
  const { number, by, channel, reason, grantedAt, expiresAt } = waiver;
  return html`<tr>
<th scope="row"><a href="${pullRequestUrl(server, place, number)}">${place.owner}/${place.repo}#${number}</a></th>
<td>${by.login}<p class="muted">by ${channel}</p></td>
<td>${reason}<div class="muted">${covered(waiver)}</div></td>
<td>${moment(grantedAt)}</td>
<td>${spanOf(expiresAt - now)}<p class="muted">until ${moment(expiresAt)}</p></td>
</tr>
`;
}

/** What it covers: one by its name, several by their number, with the names for whoever asks. */
function covered({ accepted }: Waiver): Html {
  const [first, ...others] = accepted;
  if (first === undefined || others.length === 0) return html`${first?.what ?? 'nothing'}`;
  const names = accepted.slice(0, maxNames).map(({ what }) => html`<li>${what}</li>`);
  return html`<details><summary>${accepted.length} findings</summary><ul>${names}</ul></details>`;
}

const maxNames = 50;
