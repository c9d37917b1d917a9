import { numberIn } from '../app/events.ts';
import { type Html, html } from '../report/html-template.ts';
import type { SubjectRecord } from '../store/records.ts';
import type { OrganisationView } from './organisation.ts';
import { moment, pullRequestUrl, repositoryUrl } from './page-parts.ts';

/** A table for each owner, with a group of rows for each of its repositories. */
export function pullRequestSections(view: OrganisationView): Html {
  const { records, filter } = view;
  if (records.length === 0)
    return html`<p>${filter.owner || filter.failing ? 'No open pull request is like that.' : 'No open pull request is known.'}</p>`;
  const owners = inRuns(records, ({ place }) => place?.owner.toLowerCase() ?? '');
  return html`${owners.map((own, index) => ownerSection(own, index, view))}`;
}

function ownerSection(records: readonly SubjectRecord[], index: number, view: OrganisationView): Html {
  const owner = records[0]?.place?.owner ?? '';
  const id = `owner-${index}`;
  const repositories = inRuns(records, ({ repositoryId }) => repositoryId);
  return html`<section aria-labelledby="${id}">
<h3 id="${id}">${owner}</h3>
<table>
<caption>Open pull requests of ${owner} by repository</caption>
<thead><tr><th scope="col">Pull request</th><th scope="col">Verdict</th><th scope="col">What it says</th><th scope="col">When (UTC)</th></tr></thead>
${repositories.map((own) => repositoryRows(own, view))}
</table>
</section>`;
}

/** Neighbours that have the same key. */
function inRuns<T>(all: readonly T[], keyOf: (item: T) => unknown): readonly (readonly T[])[] {
  const runs: T[][] = [];
  for (const item of all) {
    const [first] = runs.at(-1) ?? [];
    if (first === undefined || keyOf(first) !== keyOf(item)) runs.push([item]);
    else runs.at(-1)?.push(item);
  }
  return runs;
}

function repositoryRows(records: readonly SubjectRecord[], view: OrganisationView): Html {
  const place = records[0]?.place ?? { owner: '', repo: '' };
  return html`<tbody>
<tr><th scope="rowgroup" colspan="4"><a href="${repositoryUrl(view.server, place)}">${place.repo}</a></th></tr>
${records.map((record) => pullRequestRow(record, view))}
</tbody>
`;
}

function pullRequestRow(record: SubjectRecord, { server }: OrganisationView): Html {
  const { place = { owner: '', repo: '' }, subject, title, incomplete, judgedAt } = record;
  const gaps = incomplete.length === 0 ? undefined : html`<p class="muted">not analyzed: ${incomplete.join(', ')}</p>`;
  return html`<tr>
<th scope="row"><a href="${pullRequestUrl(server, place, numberIn(subject))}" aria-label="${subject} of ${place.repo}">${subject}</a></th>
<td>${verdict(record)}</td>
<td><p>${title} ${checkLink(record, server)}</p>${gaps}</td>
<td>${judgedAt === undefined ? '—' : moment(judgedAt)}</td>
</tr>
`;
}

function checkLink({ subject, place, check }: SubjectRecord, server: string): Html | undefined {
  if (place === undefined || check === undefined) return undefined;
  const url = `${repositoryUrl(server, place)}/runs/${check.id}`;
  return html`<a href="${url}" aria-label="Check of ${subject} of ${place.repo}">Check</a>`;
}

const verdicts = {
  failure: { sign: '✗', words: 'Blocked' },
  neutral: { sign: '▲', words: 'Worth a look' },
  success: { sign: '✓', words: 'Nothing blocks' },
  pending: { sign: '○', words: 'No verdict yet' },
} as const;

/** In words and by a sign, so that the colour only repeats it. */
function verdict({ conclusion, check }: SubjectRecord): Html {
  const name = conclusion ?? 'pending';
  const { sign, words } = verdicts[name];
  const isAnew = conclusion !== undefined && check?.completed === false;
  return html`<span class="verdict ${name}"><span aria-hidden="true">${sign}</span> ${words}</span>${isAnew ? html`<p class="muted">being judged anew</p>` : undefined}`;
}
