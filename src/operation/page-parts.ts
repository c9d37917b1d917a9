import { counted } from '../report/counted.ts';
import { type Html, html } from '../report/html-template.ts';
import type { Place } from '../store/records.ts';
import { iso } from './audit.ts';

export const repositoryUrl = (server: string, { owner, repo }: Place): string =>
  `${server}/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}`;

export const pullRequestUrl = (server: string, place: Place, number: number | undefined): string =>
  `${repositoryUrl(server, place)}/pull/${number ?? 0}`;

/** A moment to the minute, in UTC. */
export function moment(ms: number): Html {
  const text = iso(ms);
  return text === null ? html`—` : html`<time datetime="${text}">${text.slice(0, 10)} ${text.slice(11, 16)}</time>`;
}

/** How long it is, rounded down: `6 days`, `3 hours`, `12 minutes`. */
export function spanOf(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 120) return counted(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? counted(hours, 'hour') : counted(Math.floor(hours / 24), 'day');
}
