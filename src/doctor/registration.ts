import type { Permissions } from './facts.ts';

/** A permission that the app uses: how far, and what for. */
export interface Need {
  readonly access: 'read' | 'write';
  readonly for: string;
}

/** What app.yml asks for; test/github/app-manifest.test.ts holds the one to the other. */
export const neededPermissions: Readonly<Record<string, Need>> = {
  metadata: { access: 'read', for: 'the names of repositories' },
  contents: { access: 'read', for: 'the manifests that it compares' },
  checks: { access: 'write', for: 'the check with its verdict' },
  pull_requests: { access: 'write', for: 'the comment, the review and commands' },
  merge_queues: { access: 'read', for: 'the groups of a merge queue' },
};

/** What works better with it, and without it as well. */
export const optionalPermissions: Readonly<Record<string, Need>> = {
  members: { access: 'read', for: 'teams that may accept findings' },
};

/** The webhooks to subscribe to; what acts on them takes the list from here. */
export const neededEvents = [
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'merge_group',
  'check_run',
  'check_suite',
] as const;

/**
 * An app that may write checks gets these without asking.
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#check_run
 */
const unaskedEvents: readonly string[] = ['check_run', 'check_suite'];

/** True where webhooks of `event` come to whoever has these. */
export const getsEvent = (
  has: { readonly permissions: Permissions; readonly events: readonly string[] },
  event: string,
): boolean =>
  has.events.includes(event) || (unaskedEvents.includes(event) && includes(has.permissions.checks, 'write'));

const levels: readonly (string | undefined)[] = [undefined, 'read', 'write', 'admin'];

/** True where `access` allows all that `asked` does; who may write may read. */
export const includes = (access: string | undefined, asked: string): boolean =>
  levels.indexOf(access) >= levels.indexOf(asked);
