import type {
  AppFacts,
  DeliveryFacts,
  Facts,
  InstallationFacts,
  RepositoryFacts,
  Seen,
  Unseen,
} from '../../src/doctor/facts.ts';

/** An app that is set up as docs/required-check.md says. */
export const facts = (over: Partial<Facts> = {}): Facts => ({
  appId: 4711,
  webhookPath: '/api/github/webhooks',
  refusedSettings: undefined,
  app: seen(app()),
  webhook: seen({
    url: 'https://portcullis.example.com/api/github/webhooks',
    hasSecret: true,
    contentType: 'json',
    verifiesCertificate: true,
  }),
  deliveries: seen([delivery()]),
  installations: seen([installation()]),
  repository: undefined,
  now: Date.parse('2026-01-31T12:00:00Z'),
  ...over,
});

const permissions = {
  metadata: 'read',
  contents: 'read',
  checks: 'write',
  pull_requests: 'write',
  merge_queues: 'read',
} as const;

const events = [
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'merge_group',
  'check_run',
  'check_suite',
];

export const app = (over: Partial<AppFacts> = {}): AppFacts => ({
  name: 'Portcullis',
  slug: 'portcullis',
  settingsUrl: 'https://github.com/organizations/acme/settings/apps/portcullis',
  permissions,
  events,
  ...over,
});

export const delivery = (over: Partial<DeliveryFacts> = {}): DeliveryFacts => ({
  guid: 'a',
  event: 'pull_request',
  status: 'OK',
  statusCode: 202,
  at: '2026-01-31T11:00:00Z',
  ...over,
});

export const installation = (over: Partial<InstallationFacts> = {}): InstallationFacts => ({
  id: 1,
  account: 'acme',
  settingsUrl: 'https://github.com/organizations/acme/settings/installations/1',
  isSuspended: false,
  selection: 'all',
  permissions,
  events,
  repositories: seen({ looked: [repository()], leftOut: 0 }),
  ...over,
});

export const repository = (over: Partial<RepositoryFacts> = {}): RepositoryFacts => ({
  name: 'acme/shop',
  url: 'https://github.com/acme/shop',
  defaultBranch: 'main',
  configuration: seen({ checkName: 'Portcullis', isObserving: false, teams: [], problem: undefined }),
  rules: seen({ requiredChecks: [{ name: 'Portcullis', source: 4711 }], isStrict: true, hasMergeQueue: false }),
  protection: seen({ state: 'off' }),
  newest: seen({ number: 7, changedAt: Date.parse('2026-01-30T12:00:00Z'), hasRun: true }),
  ...over,
});

/** `facts` with this repository alone. */
export const factsOf = (over: Partial<RepositoryFacts>): Facts =>
  facts({ installations: seen([installation({ repositories: seen({ looked: [repository(over)], leftOut: 0 }) })]) });

export const seen = <T>(value: T): Seen<T> => ({ state: 'seen', value });
export const unseen = (because: string, status?: number): Unseen => ({ state: 'unseen', because, status });
