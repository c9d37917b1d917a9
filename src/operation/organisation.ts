import { numberIn } from '../app/events.ts';
import type { Counts } from '../store/inbox.ts';
import type { Overview, OverviewCursor, SubjectRecord, Tally } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import type { PlacedWaiver } from '../store/waivers.ts';

/** What the organisation's page shows. */
export interface OrganisationView {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Where people read repositories: `https://github.com`. */
  readonly server: string;
  readonly filter: Overview;
  /** Of all open pull requests of the filter's owner, whatever else it asks for. */
  readonly tally: readonly Tally[];
  readonly counts: Counts;
  readonly records: readonly SubjectRecord[];
  /** True where these are not the first ones. */
  readonly isContinued: boolean;
  /** Where the next ones begin; undefined where these are the last. */
  readonly next: OverviewCursor | undefined;
  readonly waivers: readonly PlacedWaiver[];
  readonly hasMoreWaivers: boolean;
}

/** At most so many are on a page. */
const [pullRequestsAtOnce, waiversAtOnce] = [500, 200];

/** One question to the store for each part, however many repositories there are. */
export async function organisationView(
  { records, waivers, inbox }: Pick<Store, 'records' | 'waivers' | 'inbox'>,
  query: URLSearchParams,
  at: Pick<OrganisationView, 'now' | 'server'>,
): Promise<OrganisationView> {
  const filter: Overview = { owner: ownerIn(query), failing: query.get('failing') !== null };
  const { owner } = filter;
  const after = cursorIn(query.get('after') ?? '');
  const [tally, counts, found, inForce] = await Promise.all([
    records.tally({ owner }),
    inbox.counts(),
    // With one more than is shown: where it is there, another page is.
    records.overview({ ...filter, after, limit: pullRequestsAtOnce + 1 }),
    waivers.allInForce({ at: at.now, owner, limit: waiversAtOnce + 1 }),
  ]);
  const shown = found.slice(0, pullRequestsAtOnce);
  const last = shown.at(-1);
  return {
    ...at,
    filter,
    tally,
    counts,
    records: shown,
    isContinued: after !== undefined,
    next: last !== undefined && found.length > shown.length ? cursorOf(last) : undefined,
    waivers: inForce.slice(0, waiversAtOnce),
    hasMoreWaivers: inForce.length > waiversAtOnce,
  };
}

const ownerIn = (query: URLSearchParams): string | undefined =>
  query.get('owner')?.trim().toLowerCase().slice(0, 100) || undefined;

function cursorIn(text: string): OverviewCursor | undefined {
  const [, owner, repo, repositoryId, number] = /^([\w.-]+)\/([\w.-]+)\/(\d{1,15})\/(\d{1,10})$/.exec(text) ?? [];
  if (owner === undefined || repo === undefined) return undefined;
  return { owner, repo, repositoryId: Number(repositoryId), number: Number(number) };
}

/** As `cursorIn` reads it. */
export const cursorText = ({ owner, repo, repositoryId, number }: OverviewCursor): string =>
  [owner, repo, repositoryId, number].join('/');

const cursorOf = ({ place, repositoryId, subject }: SubjectRecord): OverviewCursor => ({
  owner: place?.owner.toLowerCase() ?? '',
  repo: place?.repo.toLowerCase() ?? '',
  repositoryId,
  number: numberIn(subject) ?? 0,
});
