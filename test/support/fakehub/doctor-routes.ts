import { type Asked, installation } from './app-routes.ts';
import type { Permissions } from './permissions.ts';
import { type Handler, type HubAnswer, type HubRequest, notFound, ok, page } from './request.ts';
import { apiUrl, app, commitResource, type Resource } from './resources.ts';
import type { HubState } from './server.ts';
import { resolve } from './state.ts';

/** What somebody has entered on the page of the app. */
export interface Registration {
  readonly permissions: Permissions;
  readonly events: readonly string[];
  /** Of its webhook; without a `url` it is the one that the hub delivers to. GitHub shows a secret masked. */
  readonly hook: {
    readonly url?: string;
    readonly secret?: string;
    readonly content_type: string;
    readonly insecure_ssl: string;
  };
}

export const usualHook: Registration['hook'] = { secret: '********', content_type: 'json', insecure_ssl: '0' };

/** What is asked about the app's own set-up. */
export const setUpRoutes: Readonly<Record<string, (state: HubState, asked: Asked) => HubAnswer>> = {
  'GET /app': ({ world, registration: { permissions, events } }) => ok({ ...app(world), permissions, events }),
  'GET /app/hook/config': ({ registration, webhooks }) => ok({ url: webhooks.url, ...registration.hook }),
  'GET /repos/{owner}/{repo}/installation': (state, { params }) => {
    const repository = state.repositories.get(`${params.owner}/${params.repo}`);
    return repository === undefined ? notFound() : ok(installation(state, repository.installationId));
  },
};

/** How branches are protected. */
export const branchRoutes: Readonly<Record<string, Handler>> = {
  'GET /repos/{owner}/{repo}/branches/{branch}': getBranch,
  'GET /repos/{owner}/{repo}/rules/branches/{branch}': (request) =>
    page(request, request.repository.rules.get(request.params.branch ?? '') ?? []),
};

function getBranch({ world, repository, params }: HubRequest): HubAnswer {
  const name = params.branch ?? '';
  const commit = repository.branches.has(name) ? resolve(repository, name) : undefined;
  if (commit === undefined) return notFound('Branch not found');
  const url = `${apiUrl(world, repository)}/branches/${name}`;
  const protection = repository.protection.get(name) ?? unprotected;
  // A ruleset protects a branch as well, without that protection.
  const isProtected = protection !== unprotected || (repository.rules.get(name) ?? []).length > 0;
  return ok({
    name,
    commit: commitResource(world, repository, commit),
    _links: { html: url, self: url },
    protected: isProtected,
    protection,
    protection_url: `${url}/protection`,
  });
}

const unprotected: Resource = {
  enabled: false,
  required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] },
};
