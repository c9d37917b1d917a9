import { describe, expect, test } from 'vitest';
import { examine } from '../../src/doctor/examine.ts';
import type { Facts, ProtectionFacts, Seen } from '../../src/doctor/facts.ts';
import type { Check, Result } from '../../src/doctor/result.ts';
import { app, delivery, facts, factsOf, installation, repository, seen, unseen } from './facts.ts';

const rules = { requiredChecks: [{ name: 'Portcullis', source: 4711 }], isStrict: true, hasMergeQueue: false } as const;
const classic = {
  state: 'shown',
  requiredChecks: [{ name: 'Portcullis', source: 4711 }],
  isStrict: undefined,
} as const;
/** As a branch shows it, and nothing else. */
const protection = (value: ProtectionFacts): Seen<ProtectionFacts> => seen(value);
const hidden = protection({ state: 'hidden' });
const nothing = { requiredChecks: [], isStrict: false, hasMergeQueue: false } as const;

/** `webhook problem`: what is said of everything that is not fine. */
const amiss = (of: Facts): readonly string[] =>
  examine(of)
    .filter(({ state }) => state !== 'fine')
    .map(({ check, state }) => `${check} ${state}`);

const resultOf = (of: Facts, check: Check, where = /./): Result | undefined =>
  examine(of).find((result) => result.check === check && where.test(result.where));

test('an app that is set up as the page says has nothing amiss', () => {
  expect(amiss(facts())).toEqual([]);
});

test('everything that is amiss says the way out', () => {
  const all = [
    facts({ webhook: seen({ url: '', hasSecret: false, contentType: 'form', verifiesCertificate: false }) }),
    facts({ app: seen(app({ permissions: { administration: 'write' }, events: ['push'] })) }),
    facts({ installations: seen([installation({ isSuspended: true }), installation({ permissions: {} })]) }),
    factsOf({ rules: seen(nothing) }),
    factsOf({ rules: seen({ ...rules, requiredChecks: [{ name: 'Portcullis', source: 'any' }] }) }),
  ].flatMap(examine);
  expect(all.filter(({ state }) => state !== 'fine').length).toBeGreaterThan(20);
  for (const { state, message, fix } of all)
    if (state !== 'fine') expect({ message, fix }).not.toHaveProperty('fix', undefined);
});

describe('the key', () => {
  test.each([401, 404])('that is answered %i is not accepted, and nothing else could be asked', (status) => {
    const refused = unseen('A JSON web token could not be decoded', status);
    const of = facts({ app: refused, webhook: refused, deliveries: refused, installations: refused });
    expect(amiss(of)).toEqual(['key problem', 'key unknown']);
    expect(resultOf(of, 'key')?.message).toContain('A JSON web token could not be decoded');
  });

  test('is unknown where GitHub did not answer, and the rest is judged', () => {
    const of = facts({ app: unseen('GitHub answered 502') });
    expect(amiss(of)).toEqual(['key unknown', 'permissions unknown']);
  });
});

test('settings that the service refuses are a problem, and the rest is judged', () => {
  const of = facts({ refusedSettings: 'WEBHOOK_SECRET has fewer than 32 characters' });
  expect(amiss(of)).toEqual(['settings problem']);
  expect(resultOf(of, 'settings')?.message).toContain('fewer than 32 characters');
});

describe('the webhook', () => {
  const hook = {
    url: 'https://portcullis.example.com/api/github/webhooks',
    hasSecret: true,
    contentType: 'json',
    verifiesCertificate: true,
  };
  test.each([
    { over: { hasSecret: false }, says: 'no secret' },
    { over: { contentType: 'form' }, says: 'come as form' },
    { over: { verifiesCertificate: false }, says: 'does not verify the certificate' },
    { over: { url: '' }, says: 'no webhook URL' },
    { over: { url: 'http://portcullis.example.com/api/github/webhooks' }, says: 'plain text' },
    { over: { url: 'https://portcullis.example.com/' }, says: 'listens on /api/github/webhooks' },
  ])('$over is a problem: $says', ({ over, says }) => {
    const of = facts({ webhook: seen({ ...hook, ...over }) });
    expect(amiss(of)).toEqual(['webhook problem']);
    expect(resultOf(of, 'webhook')?.message).toContain(says);
  });

  test('is shown without a password and without a query', () => {
    const url = 'https://me:hidden@portcullis.example.com/elsewhere?token=hidden';
    const message = resultOf(facts({ webhook: seen({ ...hook, url }) }), 'webhook')?.message;
    expect(message).toContain('https://portcullis.example.com/elsewhere');
    expect(message).not.toContain('hidden');
  });

  test('that could not be seen is unknown', () => {
    expect(amiss(facts({ webhook: unseen('GitHub answered 404') }))).toEqual(['webhook unknown']);
  });
});

describe('deliveries', () => {
  const lost = { status: 'Invalid HTTP Response: 401', statusCode: 401 };
  test('that did not arrive are counted by status, with the newest', () => {
    const of = facts({
      deliveries: seen([
        delivery({ guid: 'd', ...lost, event: 'check_run', at: '2026-01-31T11:59:00Z' }),
        delivery({ guid: 'c', ...lost }),
        delivery({ guid: 'b', status: 'timed out', statusCode: 0 }),
        delivery({ guid: 'a' }),
      ]),
    });
    expect(resultOf(of, 'deliveries')).toMatchObject({
      state: 'problem',
      message:
        '3 of the last 4 deliveries did not arrive: 2 × 401, 1 × timed out; the newest is check_run at 2026-01-31T11:59:00Z',
      fix: 'enter at GitHub the secret that WEBHOOK_SECRET holds',
    });
  });

  test('that arrived when they were repeated are fine', () => {
    expect(amiss(facts({ deliveries: seen([delivery(), delivery(lost)]) }))).toEqual([]);
  });

  test('that there are none of leave it unknown', () => {
    expect(amiss(facts({ deliveries: seen([]) }))).toEqual(['deliveries unknown']);
  });
});

describe('the registration', () => {
  const { permissions, events } = app();
  const without = (name: string) => Object.fromEntries(Object.entries(permissions).filter(([each]) => each !== name));
  const granted = { ...permissions, members: 'read', administration: 'read', contents: 'write' };
  const of = (over: Parameters<typeof app>[0]) => facts({ app: seen(app(over)) });

  test.each(Object.keys(permissions))('without %s asks for too little', (name) => {
    const found = resultOf(of({ permissions: without(name) }), 'permissions', /^app/);
    expect(found?.state).toBe('problem');
    expect(found?.message).toContain(`does not ask for ${name}: `);
  });

  test('with less access than is needed asks for too little', () => {
    expect(amiss(of({ permissions: { ...permissions, checks: 'read' } }))).toEqual(['permissions problem']);
  });

  test.each([
    { name: 'administration', access: 'read', says: 'administration: read and uses none of it' },
    { name: 'contents', access: 'write', says: 'contents: write and uses read' },
    { name: 'members', access: 'write', says: 'members: write and uses read' },
    { name: 'constructor', access: 'read', says: 'constructor: read and uses none of it' },
  ])('with $name: $access asks for too much', ({ name, access, says }) => {
    const installed = installation({ permissions: granted });
    const found = facts({
      app: seen(app({ permissions: { ...permissions, [name]: access } })),
      installations: seen([installed]),
    });
    expect(amiss(found)).toEqual(['permissions problem']);
    expect(resultOf(found, 'permissions')?.message).toContain(says);
  });

  test('says what works with and without members: read, and neither is a problem', () => {
    expect(resultOf(facts(), 'teams')).toMatchObject({
      state: 'fine',
      message: expect.stringContaining('teams cannot'),
    });
    const with_ = facts({
      app: seen(app({ permissions: granted })),
      installations: seen([installation({ permissions: granted })]),
    });
    expect(resultOf(with_, 'teams')).toMatchObject({
      state: 'fine',
      message: expect.stringContaining('teams can be named'),
    });
  });

  test.each(events.slice(0, 4))('without the event %s hears too little', (event) => {
    expect(amiss(of({ events: events.filter((each) => each !== event) }))).toEqual(['events problem']);
  });

  test('gets the events of checks without asking, as long as it may write checks', () => {
    const few = events.slice(0, 4);
    expect(amiss(of({ events: few }))).toEqual([]);
    expect(amiss(of({ events: few, permissions: { ...permissions, checks: 'read' } }))).toEqual([
      'permissions problem',
      'events problem',
      'events problem',
    ]);
  });

  test('with an event that it does not act on hears too much', () => {
    expect(amiss(of({ events: [...events, 'push'] }))).toEqual(['events problem']);
  });
});

describe('an installation', () => {
  const of = (over: Parameters<typeof installation>[0]) => facts({ installations: seen([installation(over)]) });
  const { permissions } = app();
  const { merge_queues: _, ...fewer } = permissions as Record<string, string>;

  test('that is suspended is a problem, and its repositories are not judged', () => {
    const found = of({ isSuspended: true, repositories: unseen('suspended') });
    expect(amiss(found)).toEqual(['installation problem']);
    expect(resultOf(found, 'installation')?.fix).toContain(
      'https://github.com/organizations/acme/settings/installations/1',
    );
  });

  test('that lags behind the registration names who approves what, and where', () => {
    const found = of({ permissions: fewer });
    expect(amiss(found)).toEqual(['permissions problem']);
    expect(resultOf(found, 'permissions', /acme/)).toMatchObject({
      message: expect.stringContaining('merge_queues: read is not granted'),
      fix: 'an owner of acme approves it at https://github.com/organizations/acme/settings/installations/1',
    });
  });

  test('is not blamed for what the registration does not ask for', () => {
    const found = facts({
      app: seen(app({ permissions: fewer })),
      installations: seen([installation({ permissions: fewer })]),
    });
    expect(resultOf(found, 'permissions', /acme/)).toBeUndefined();
    expect(amiss(found)).toEqual(['permissions problem']);
  });

  test('lags where teams may be looked up and it has not agreed to that', () => {
    const found = facts({ app: seen(app({ permissions: { ...permissions, members: 'read' } })) });
    expect(resultOf(found, 'permissions', /acme/)?.message).toContain('members: read is not granted');
  });

  test('says how many repositories were left out', () => {
    const found = of({ repositories: seen({ looked: [repository()], leftOut: 15 }) });
    expect(amiss(found)).toEqual(['repositories unknown']);
    expect(resultOf(found, 'repositories')?.message).toBe('15 more of its repositories were not looked at');
  });

  test('with selected repositories says that a new one has to be added', () => {
    expect(resultOf(of({ selection: 'selected' }), 'installation')?.message).toContain('a new one');
  });

  test('whose repositories could not be listed leaves them unknown', () => {
    expect(amiss(of({ repositories: unseen('GitHub answered 502') }))).toEqual(['repositories unknown']);
  });

  test('that there is none of is a problem', () => {
    expect(amiss(facts({ installations: seen([]) }))).toEqual(['installation problem']);
  });

  test('that there is none of on the repository that was asked about is a problem; one that could not be seen is not', () => {
    const asked = { repository: 'acme/other' };
    expect(amiss(facts({ ...asked, installations: unseen('Not Found', 404) }))).toEqual(['installation problem']);
    expect(amiss(facts({ ...asked, installations: unseen('Server Error') }))).toEqual(['installation unknown']);
    expect(amiss(facts({ installations: unseen('Not Found', 404) }))).toEqual(['installation unknown']);
  });
});

describe('the required check', () => {
  test.each([
    { source: 4711, state: 'fine' },
    { source: 'any', state: 'problem', says: 'counts from anybody' },
    { source: 15_368, state: 'problem', says: 'from app 15368, not from this one (4711)' },
    { source: 'hidden', state: 'unknown' },
  ] as const)('from $source is $state', ({ source, state, ...of }) => {
    const found = factsOf({ rules: seen({ ...rules, requiredChecks: [{ name: 'Portcullis', source }] }) });
    expect(resultOf(found, 'required-check')?.state).toBe('fine');
    expect(resultOf(found, 'expected-source')?.state).toBe(state);
    if ('says' in of) expect(resultOf(found, 'expected-source')?.message).toContain(of.says);
  });

  test('that one rule leaves to anybody and another one pins counts only from this app', () => {
    const requiredChecks = [
      { name: 'Portcullis', source: 'any' },
      { name: 'Portcullis', source: 4711 },
    ] as const;
    expect(amiss(factsOf({ rules: seen({ ...rules, requiredChecks }) }))).toEqual([]);
  });

  test('has the name that the configuration gives it', () => {
    const configuration = seen({ checkName: 'ports', isObserving: false, teams: [], problem: undefined });
    const found = factsOf({ configuration });
    expect(resultOf(found, 'required-check')?.message).toContain('main does not require «ports»');
    const requiredChecks = [{ name: 'ports', source: 4711 }];
    expect(amiss(factsOf({ configuration, rules: seen({ ...rules, requiredChecks }) }))).toEqual([]);
  });

  test('is unknown without the configuration, which names it', () => {
    expect(amiss(factsOf({ configuration: unseen('GitHub answered 403') }))).toEqual([
      'configuration unknown',
      'required-check unknown',
    ]);
  });

  test('that classic branch protection shows is judged like one of a ruleset', () => {
    const shown = protection(classic);
    const found = factsOf({ rules: seen(nothing), protection: shown });
    expect(resultOf(found, 'expected-source')?.state).toBe('fine');
    expect(
      resultOf(factsOf({ rules: unseen('GitHub answered 404'), protection: shown }), 'expected-source')?.state,
    ).toBe('fine');
  });

  test.each([
    { what: 'nothing protects the branch', over: {}, state: 'problem' },
    {
      what: 'classic protection requires others',
      over: {
        protection: protection({ state: 'shown', requiredChecks: [{ name: 'ci', source: 'any' }], isStrict: true }),
      },
      state: 'problem',
    },
    { what: 'classic protection is hidden', over: { protection: hidden }, state: 'unknown' },
    { what: 'the branch was not shown', over: { protection: unseen('GitHub answered 403') }, state: 'unknown' },
    { what: 'the rules were not shown', over: { rules: unseen('GitHub answered 403') }, state: 'unknown' },
  ] as const)('that no rule asks for is a $state where $what', ({ over, state }) => {
    expect(resultOf(factsOf({ rules: seen(nothing), ...over }), 'required-check')?.state).toBe(state);
  });
});

describe('being up to date', () => {
  const loose = seen({ ...rules, isStrict: false });
  test.each([
    { what: 'a ruleset asks for it', over: { rules: seen(rules) }, state: 'fine' },
    {
      what: 'there is a merge queue',
      over: { rules: seen({ ...rules, isStrict: false, hasMergeQueue: true }) },
      state: 'fine',
    },
    { what: 'nothing asks for it', over: { rules: loose }, state: 'problem' },
    {
      what: 'classic protection asks for it',
      over: { rules: loose, protection: protection({ ...classic, isStrict: true }) },
      state: 'fine',
    },
    {
      what: 'classic protection says that it does not',
      over: { rules: loose, protection: protection({ ...classic, isStrict: false }) },
      state: 'problem',
    },
    {
      what: 'classic protection does not say',
      over: { rules: loose, protection: protection(classic) },
      state: 'unknown',
    },
    {
      what: 'classic protection is hidden',
      over: { rules: loose, protection: hidden },
      state: 'unknown',
    },
    { what: 'the branch was not shown', over: { rules: loose, protection: unseen('403') }, state: 'unknown' },
    { what: 'the rules were not shown', over: { rules: unseen('403') }, state: 'unknown' },
  ] as const)('is $state where $what', ({ over, state }) => {
    expect(resultOf(factsOf(over), 'up-to-date')?.state).toBe(state);
  });
});

describe('a merge queue', () => {
  const repositories = seen({
    looked: [repository({ rules: seen({ ...rules, isStrict: false, hasMergeQueue: true }) })],
    leftOut: 0,
  });
  const of = (over: Parameters<typeof installation>[0]) =>
    facts({ installations: seen([installation({ repositories, ...over })]) });
  const { permissions, events } = installation();

  test('whose groups the app hears of is fine', () => {
    expect(resultOf(of({}), 'merge-queue')?.state).toBe('fine');
  });

  test.each([
    { over: { events: events.filter((event) => event !== 'merge_group') }, says: 'the event merge_group' },
    { over: { permissions: { ...permissions, merge_queues: '' } }, says: 'the permission merge_queues: read' },
  ])('is a problem without $says', ({ over, says }) => {
    const found = resultOf(of(over), 'merge-queue');
    expect(found?.state).toBe('problem');
    expect(found?.message).toContain(says);
  });

  test('that there is none of is nothing to speak of', () => {
    expect(resultOf(facts(), 'merge-queue')).toBeUndefined();
  });
});

describe('what the app has reported', () => {
  const { now } = facts();
  const newest = { number: 7, changedAt: now - 60 * 60_000, hasRun: false };
  test('nothing on a pull request that has waited for long is a problem', () => {
    expect(amiss(factsOf({ newest: seen(newest) }))).toEqual(['reports problem']);
  });

  test.each([
    { what: 'nothing is open', value: undefined },
    { what: 'it was opened a minute ago', value: { ...newest, changedAt: now - 60_000 } },
  ])('says nothing where $what', ({ value }) => {
    expect(resultOf(factsOf({ newest: seen(value) }), 'reports')).toBeUndefined();
  });

  test('is unknown where pull requests could not be seen', () => {
    expect(amiss(factsOf({ newest: unseen('GitHub answered 403') }))).toEqual(['reports unknown']);
  });
});

test('a configuration that is invalid on the default branch is a problem', () => {
  const configuration = seen({
    checkName: 'Portcullis',
    isObserving: false,
    teams: [],
    problem: 'line 2: mode is no key',
  });
  expect(amiss(factsOf({ configuration }))).toEqual(['configuration problem']);
});

test('a configuration that only observes is told, and is no problem', () => {
  const found = factsOf({
    configuration: seen({ checkName: 'Portcullis', isObserving: true, teams: [], problem: undefined }),
  });
  expect(amiss(found)).toEqual([]);
  expect(resultOf(found, 'configuration')?.message).toContain('never fails');
});

test.each([
  { granted: {}, amissThen: ['teams problem'] },
  { granted: { members: 'read' }, amissThen: [] },
])('teams that may decide are a problem where nobody can tell who is in them: $granted', ({ granted, amissThen }) => {
  const configuration = seen({ checkName: 'Portcullis', isObserving: false, teams: ['security'], problem: undefined });
  const { permissions } = installation();
  const repositories = seen({ looked: [repository({ configuration })], leftOut: 0 });
  const installed = installation({ repositories, permissions: { ...permissions, ...granted } });
  const found = facts({ installations: seen([installed]) });
  expect(amiss(found)).toEqual(amissThen);
});
