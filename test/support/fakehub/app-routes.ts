import { attempt, type DeliveryAttempt } from './deliveries.ts';
import { type HubAnswer, notFound, ok } from './request.ts';
import { instant, repositoryResource, user } from './resources.ts';
import type { HubState } from './server.ts';
import type { RepositoryState } from './state.ts';

/** What the app asks in its own name. */
export const ownRoutes: Readonly<Record<string, (state: HubState, asked: Asked) => HubAnswer>> = {
  'GET /app/installations': (state) => ok(installationIds(state).map((id) => installation(state, id))),
  'GET /app/hook/deliveries': listDeliveries,
  'POST /app/hook/deliveries/{delivery_id}/attempts': redeliver,
};

export interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

const installationIds = ({ repositories }: HubState): readonly number[] => [
  ...new Set([...repositories.values()].map(({ installationId }) => installationId)),
];

/** As an owner of the account that the app is installed on sees it. */
export function installation({ world, granted, registration, repositories, suspended }: HubState, id: number): unknown {
  const owner = [...repositories.values()].find(({ installationId }) => installationId === id)?.owner ?? 'acme';
  const url = `${world.origin}/app/installations/${id}`;
  return {
    id,
    // GitHub's description asks for a user and an enterprise in one.
    account: { ...user(world, owner), name: owner, slug: owner, created_at: instant(0), updated_at: instant(0) },
    repository_selection: 'all',
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${world.origin}/installation/repositories`,
    html_url: url,
    app_id: world.appId,
    app_slug: world.appSlug,
    target_id: id,
    target_type: 'Organization',
    permissions: granted,
    events: registration.events,
    created_at: instant(0),
    updated_at: instant(0),
    single_file_name: null,
    suspended_by: suspended.has(id) ? user(world, 'octocat') : null,
    suspended_at: suspended.has(id) ? instant(0) : null,
  };
}

/** `GET /installation/repositories`, for whoever has a token for all of them. */
export function installationRepositories(state: HubState, repositories: readonly RepositoryState[], { query }: Asked) {
  const { shown, headers } = paged(state, repositories, query);
  const body = {
    total_count: repositories.length,
    repositories: shown.map((repository) => repositoryResource(state.world, repository)),
  };
  return { status: 200, body, headers };
}

/** By page, as lists of repositories are. */
function paged<T>({ world }: HubState, all: readonly T[], query: URLSearchParams) {
  const size = Number(query.get('per_page') ?? 30);
  const page = Number(query.get('page') ?? 1);
  const url = `${world.origin}/installation/repositories?per_page=${size}&page=${page + 1}`;
  const headers: Record<string, string> = page * size < all.length ? { link: `<${url}>; rel="next"` } : {};
  return { shown: all.slice((page - 1) * size, page * size), headers };
}

/** By cursor, newest first. */
function listDeliveries({ world, webhooks }: HubState, { query }: Asked): HubAnswer {
  const size = Number(query.get('per_page') ?? 30);
  const before = Number(query.get('cursor') ?? Number.POSITIVE_INFINITY);
  const older = webhooks.attempts.filter(({ id }) => id < before).toReversed();
  const shown = older.slice(0, size);
  const next = older.length > size ? shown.at(-1)?.id : undefined;
  const link = `<${world.origin}/app/hook/deliveries?per_page=${size}&cursor=${next}>; rel="next"`;
  return { status: 200, body: shown.map(deliveryItem), headers: next === undefined ? {} : { link } };
}

const deliveryItem = ({ id, delivery, redelivery, statusCode, at }: DeliveryAttempt) => ({
  id,
  guid: delivery.id,
  delivered_at: new Date(at).toISOString(),
  redelivery,
  duration: 0.1,
  status: statusCode === 202 ? 'OK' : 'failed to connect to host',
  status_code: statusCode,
  event: delivery.event,
  action: null,
  installation_id: null,
  repository_id: null,
});

function redeliver({ webhooks }: HubState, { params }: Asked): HubAnswer {
  const found = webhooks.attempts.find(({ id }) => id === Number(params.delivery_id));
  if (found === undefined) return notFound();
  void attempt(webhooks, found.delivery, true);
  return { status: 202, body: {} };
}
