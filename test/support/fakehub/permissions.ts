export type Permissions = Readonly<Record<string, 'read' | 'write'>>;

/** What a token was given out for. */
export interface GivenToken {
  readonly installationId: number;
  /** Undefined: every repository of the installation. */
  readonly repositoryIds: readonly number[] | undefined;
  readonly permissions: Permissions;
}

/** app.yml's. */
export const usualPermissions: Permissions = {
  metadata: 'read',
  contents: 'read',
  merge_queues: 'read',
  checks: 'write',
  pull_requests: 'write',
};

/** app.yml's. */
export const usualEvents: readonly string[] = [
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'merge_group',
  'check_run',
  'check_suite',
];

/** https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps, by the part of the route. */
const areas: readonly (readonly [RegExp, string])[] = [
  [/\/check-(runs|suites)/, 'checks'],
  // Comments of pull requests are reached by `issues` and allowed by `pull_requests`.
  [/\/(pulls|issues)\b/, 'pull_requests'],
  [/\/collaborators\//, 'metadata'],
  // The rules of a branch are metadata: whoever may read may know what is asked of them.
  [/\/rules\//, 'metadata'],
  [/\/(branches|git|contents|compare|tarball|commits)\//, 'contents'],
];

/** What a route asks of a token. */
export function neededFor(route: string): Permissions {
  const area = areas.find(([pattern]) => pattern.test(route))?.[1] ?? 'metadata';
  return { [area]: route.startsWith('GET ') ? 'read' : 'write' };
}

/** True where `has` allows all of `asked`; who may write may read. */
export const isGranted = (has: Permissions, asked: Permissions): boolean =>
  Object.entries(asked).every(([area, access]) => has[area] === 'write' || has[area] === access);
