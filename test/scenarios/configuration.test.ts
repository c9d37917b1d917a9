import { describe, expect, test } from 'vitest';
import type { FakeRepository } from '../support/fakehub/repository.ts';
import { type Scenario, scenario, web } from '../support/scenario.ts';

const path = '.github/portcullis.yml';
const contents = 'GET …/contents/{path}';

/** Another repository of the same owner, on which the app is installed unless that is said otherwise. */
function neighbour({ hub }: Scenario, name: string, config: string | undefined, installationId = 1): FakeRepository {
  const made = hub.repository(`acme/${name}`, { installationId });
  made.push({
    branch: 'main',
    files: config === undefined ? { 'README.md': '# hello\n' } : { [path]: config },
    from: null,
  });
  return made;
}

/** What a pull request that opens a load balancer is told. */
async function judged({ shop, idle }: Scenario, files: Readonly<Record<string, string | null>> = {}) {
  const head = shop.push({ branch: 'work', from: 'main', files: { 'k8s/web.yaml': web('LoadBalancer'), ...files } });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  return { head, number, check: lastOf(shop, head), comments: shop.comments(number).map(({ body }) => body) };
}

function lastOf(shop: FakeRepository, head: string) {
  const run = shop.checks(head).at(-1);
  if (run === undefined) throw new Error('there is no check run');
  return { ...run, summary: run.output.summary ?? '' };
}

describe('the configuration that judges', () => {
  test('is the own file where that extends nothing, whatever the organisation says', async () => {
    const started = await scenario();
    neighbour(started, '.github', 'mode: observe\n');
    started.shop.push({ branch: 'main', files: { [path]: 'version: 1\n' } });
    const { check } = await judged(started);
    expect(check).toMatchObject({ conclusion: 'failure' });
    expect(check.summary).toContain(`${path}#L1) of the base commit.`);
    expect(started.requests()).not.toContain(contents);
  });

  test("is the organisation's where the repository has none, and the check says so", async () => {
    const started = await scenario();
    neighbour(started, '.github', 'mode: observe\n');
    const { check } = await judged(started);
    expect(check.conclusion).toBe('neutral');
    expect(check.summary).toContain(
      'Configuration: the configuration of `acme/.github`, because base has no configuration file.',
    );
  });

  test('is the own file over the one that it extends', async () => {
    const started = await scenario();
    neighbour(started, 'rules', 'check_name: Ports\nmode: enforce\n');
    started.shop.push({ branch: 'main', files: { [path]: 'extends: rules\nmode: observe\n' } });
    const { check } = await judged(started);
    expect(check).toMatchObject({ name: 'Ports', conclusion: 'neutral' });
    expect(check.summary).toContain('of the base commit, over the configuration of `acme/rules`.');
  });

  test.each([
    { why: 'there is no such repository', make: () => undefined },
    {
      why: 'the app is not installed on it',
      make: (started: Scenario) => neighbour(started, '.github', 'mode: observe\n', 2),
    },
    { why: 'it has no such file', make: (started: Scenario) => neighbour(started, '.github', undefined) },
  ])('is the defaults where the organisation has none because $why', async ({ make }) => {
    const started = await scenario();
    make(started);
    const { check } = await judged(started);
    expect(check).toMatchObject({ conclusion: 'failure' });
    expect(check.summary).toContain('Configuration: defaults');
    expect(check.summary).not.toContain('Not analyzed');
  });

  test.each([
    {
      why: 'the app is not installed on it',
      make: (started: Scenario) => neighbour(started, 'rules', 'mode: observe\n', 2),
      says: 'is extended and cannot be read; install the app on it, or remove this line',
    },
    {
      why: 'it has no such file',
      make: (started: Scenario) => neighbour(started, 'rules', undefined),
      says: 'on its default branch to extend; add it there, or remove this line',
    },
    {
      why: 'it is invalid',
      make: (started: Scenario) => neighbour(started, 'rules', 'modus: observe\n'),
      says: '`acme/rules:.github/portcullis.yml:1:1`: unknown key `modus`',
    },
    {
      why: 'GitHub forbids it',
      make: (started: Scenario) => {
        neighbour(started, 'rules', 'mode: observe\n');
        started.hub.fail({ path: '/acme/rules/contents/', status: 403, times: 99, body: { message: 'Forbidden' } });
      },
      says: 'is extended and cannot be read',
    },
  ])('blocks where what it extends is not to be had because $why', async ({ make, says }) => {
    const started = await scenario();
    make(started);
    started.shop.push({
      branch: 'main',
      files: { [path]: 'mode: observe\nextends: rules\n', 'k8s/web.yaml': web('LoadBalancer') },
    });
    const { check } = await judged(started, { 'note.txt': 'nothing else\n' });
    expect(check).toMatchObject({ conclusion: 'failure' });
    expect(check.output.title).toContain('Incomplete');
    expect(check.summary).toContain(`${path}:2`);
    expect(check.summary).toContain(says);
  });

  test('waits for a GitHub that is down, and is not guessed', async () => {
    const started = await scenario();
    neighbour(started, '.github', 'mode: observe\n');
    // One request, with all the attempts that it is given.
    started.hub.fail({ path: '/acme/.github/contents/', status: 502, times: 3 });
    const { check } = await judged(started);
    expect(check).toMatchObject({ conclusion: 'neutral' });
    expect(started.hub.calls.filter(({ url, status }) => url.includes('/contents/') && status === 502)).toHaveLength(3);
  });

  test('is not guessed either where GitHub stays down: there is no verdict', async () => {
    const started = await scenario();
    neighbour(started, '.github', 'mode: observe\n');
    started.hub.fail({ path: '/acme/.github/contents/', status: 503, times: 999 });
    const { check } = await judged(started);
    expect(check).toMatchObject({ conclusion: 'timed_out' });
  });

  test('is read with a token that opens that repository and its files, to be read', async () => {
    const started = await scenario();
    neighbour(started, '.github', 'mode: observe\n');
    await judged(started);
    const asked = started.hub.calls.flatMap(({ route, body }) =>
      route.includes('access_tokens') ? [JSON.parse(body)] : [],
    );
    expect(asked).toContainEqual({ repositories: ['.github'], permissions: { metadata: 'read', contents: 'read' } });
    expect(asked.filter(({ repositories }) => repositories !== undefined)).toHaveLength(1);
  });

  test("is the organisation's for a minute, and then as it is then", async () => {
    let now = 0;
    const started = await scenario({ sharedNow: () => now });
    const { shop, idle, requests } = started;
    const organisation = neighbour(started, '.github', 'mode: observe\n');
    const { number, check } = await judged(started);
    expect(requests().filter((line) => line === contents)).toHaveLength(1);
    organisation.push({ branch: 'main', files: { [path]: 'mode: enforce\n' } });
    const again = async (note: string) => {
      const head = shop.push({ branch: 'work', files: { 'note.txt': note } });
      await shop.announce(number, 'synchronize');
      await idle();
      return lastOf(shop, head);
    };
    now += 59_000;
    expect(await again('soon')).toMatchObject({ conclusion: 'neutral', externalId: check.externalId });
    const warm = requests();
    expect(warm).not.toContain(contents);
    expect(warm.filter((line) => line.startsWith('GET')).length).toBeLessThanOrEqual(4);
    now += 2_000;
    const later = await again('later');
    expect(later.conclusion).toBe('failure');
    expect(later.externalId).not.toBe(check.externalId);
    expect(requests().filter((line) => line === contents)).toHaveLength(1);
  });

  test('costs a token that is refused and nothing else, once a minute, where there is nothing to be seen', async () => {
    let now = 0;
    const started = await scenario({ sharedNow: () => now });
    const { shop, idle, hub, requests } = started;
    const { number } = await judged(started);
    const refused = () => hub.calls.filter(({ status, body }) => status === 422 && body.includes('.github')).length;
    expect(refused()).toBe(1);
    await shop.announce(number, 'synchronize');
    await idle();
    expect(refused()).toBe(1);
    now += 61_000;
    await shop.announce(number, 'synchronize');
    await idle();
    expect(refused()).toBe(2);
    expect(requests()).not.toContain(contents);
  });

  test('has an id of both of its files', async () => {
    const started = await scenario();
    const { shop, idle } = started;
    neighbour(started, 'rules', 'fail_on: error\n');
    shop.push({ branch: 'main', files: { [path]: 'extends: rules\n' } });
    const own = shop.state.git.files(shop.state.branches.get('main') ?? '').get(path)?.sha ?? '';
    const { check } = await judged(started);
    const [, , , configuration] = check.externalId.split(':');
    expect(configuration).toMatch(/^[0-9a-f]{40}$/);
    expect(configuration).not.toBe(own);
    await idle();
  });

  test('of the repository that the others build on is its own file, without a detour', async () => {
    const started = await scenario();
    const { hub, idle, requests } = started;
    const organisation = hub.repository('acme/.github');
    organisation.push({ branch: 'main', files: { 'k8s/web.yaml': web('ClusterIP') }, from: null });
    const head = organisation.push({ branch: 'work', files: { 'k8s/web.yaml': web('LoadBalancer') } });
    await organisation.announce(organisation.open({ branch: 'work' }), 'opened');
    await idle();
    expect(lastOf(organisation, head)).toMatchObject({ conclusion: 'failure' });
    expect(requests()).not.toContain(contents);
  });
});

const takesEffect = 'The configuration that is proposed here takes effect after the merge;';

describe('the configuration that a pull request proposes', () => {
  test('judges nothing, and the check and the comment say what it would', async () => {
    const started = await scenario();
    const { check, comments } = await judged(started, { [path]: 'rules: { new-public-load-balancer: off }\n' });
    expect(check).toMatchObject({ conclusion: 'failure' });
    const says = `${takesEffect}** with it this pull request would be: neutral — 1 warning · 1 new way in. It silences 1 finding (\`new-public-load-balancer\`).`;
    expect(check.summary).toContain(says);
    expect(comments).toEqual([expect.stringContaining(says)]);
  });

  test.each([
    { what: 'one that observes', config: 'mode: observe\n', would: 'neutral — 1 would block · 1 new way in.' },
    {
      what: 'a milder severity',
      config: 'rules: { new-public-load-balancer: warning }\n',
      would: 'neutral — 1 warning · 1 new way in. It changes the severity of 1 finding (`new-public-load-balancer`).',
    },
    {
      what: 'ignored paths',
      config: 'ignore_paths: ["k8s/**"]\n',
      would: 'success — No exposure change. It silences 1',
    },
  ])('cannot weaken the verdict: $what', async ({ config, would }) => {
    const started = await scenario();
    const { check } = await judged(started, { [path]: config });
    expect(check).toMatchObject({ conclusion: 'failure' });
    expect(check.summary).toContain(`would be: ${would}`);
  });

  test('is compared with the one at base: changed', async () => {
    const started = await scenario();
    started.shop.push({ branch: 'main', files: { [path]: 'mode: observe\n' } });
    const { check } = await judged(started, { [path]: 'mode: enforce\n' });
    expect(check).toMatchObject({ conclusion: 'neutral' });
    expect(check.summary).toContain('would be: failure — 1 blocking · 1 new way in.');
  });

  test("is the organisation's where the own file is deleted", async () => {
    const started = await scenario();
    neighbour(started, '.github', 'mode: observe\n');
    started.shop.push({ branch: 'main', files: { [path]: 'mode: enforce\n' } });
    const { check } = await judged(started, { [path]: null });
    expect(check).toMatchObject({ conclusion: 'failure' });
    expect(check.summary).toContain('would be: neutral — 1 would block');
  });

  test('is told to be the same where it is', async () => {
    const started = await scenario();
    const { check, comments } = await judged(started, { [path]: 'comment: changes\ndrafts: full\n' });
    expect(check.summary).toContain(`${takesEffect}** with it this pull request would be the same.`);
    expect(comments).toHaveLength(1);
  });

  test('makes a comment only where it changes something', async () => {
    const started = await scenario();
    const quiet = { 'k8s/web.yaml': web('ClusterIP') };
    expect((await judged(started, { ...quiet, [path]: 'drafts: full\n' })).comments).toEqual([]);
    started.shop.push({ branch: 'main', files: { [path]: 'ignore_paths: ["k8s/**"]\n' } });
    const { comments, check } = await judged(started, { [path]: 'ignore_paths: []\n' });
    expect(check).toMatchObject({ conclusion: 'success' });
    expect(comments).toEqual([
      expect.stringContaining(
        'would be: failure — 1 blocking · 1 new way in. It adds 1 finding (`new-public-load-balancer`).',
      ),
    ]);
  });

  test('is not one where a branch is behind', async () => {
    const started = await scenario();
    const { shop, idle } = started;
    const head = shop.push({ branch: 'work', from: 'main', files: { 'k8s/web.yaml': web('LoadBalancer') } });
    shop.push({ branch: 'main', files: { [path]: 'mode: observe\n' } });
    await shop.announce(shop.open({ branch: 'work' }), 'opened');
    await idle();
    expect(lastOf(shop, head)).toMatchObject({ conclusion: 'neutral' });
    expect(lastOf(shop, head).summary).not.toContain(takesEffect);
  });

  test('is annotated and not asked about where it extends what is not to be had', async () => {
    const started = await scenario();
    const { check } = await judged(started, { [path]: 'mode: observe\nextends: rules\n' });
    expect(check).toMatchObject({ conclusion: 'failure' });
    expect(check.annotations).toContainEqual(
      expect.objectContaining({ path, start_line: 2, message: expect.stringContaining('acme/rules is extended') }),
    );
    expect(check.summary).not.toContain(takesEffect);
  });

  test('is resolved with what it extends', async () => {
    const started = await scenario();
    neighbour(started, 'rules', 'mode: observe\n');
    const { check } = await judged(started, { [path]: 'extends: rules\n' });
    expect(check).toMatchObject({ conclusion: 'failure' });
    expect(check.summary).toContain('would be: neutral — 1 would block');
  });

  test('does not tell a fork what is in a repository that base does not read', async () => {
    const started = await scenario();
    const { hub, shop, idle, requests } = started;
    neighbour(started, 'secret', 'mode: observe\n');
    const fork = hub.repository('mallory/shop', { forkOf: shop, installationId: 9 });
    const files = { 'k8s/web.yaml': web('LoadBalancer'), [path]: 'extends: secret\n' };
    const head = fork.push({ branch: 'work', from: shop.state.branches.get('main') ?? '', files });
    await shop.announce(shop.open({ branch: 'work', fork }), 'opened');
    await idle();
    const { conclusion, summary } = lastOf(shop, head);
    expect(conclusion).toBe('failure');
    expect(summary).toContain('`secret` is read after the merge only');
    expect(summary).not.toContain(takesEffect);
    expect(requests()).not.toContain(contents);
  });

  test.each([
    { config: 'mode: observe\n', would: 'neutral — 1 would block' },
    { config: 'ignore_paths: ["k8s/**"]\n', would: 'success — No exposure change.' },
  ])('is tried where the analyses are processes of their own: $config', async ({ config, would }) => {
    const { check } = await judged(await scenario({ analysis: {} }), { [path]: config });
    expect(check).toMatchObject({ conclusion: 'failure' });
    expect(check.summary).toContain(`would be: ${would}`);
  });

  test('is told about in a merge group as well', async () => {
    const { shop, idle } = await scenario();
    const files = { 'k8s/web.yaml': web('LoadBalancer'), [path]: 'mode: observe\n' };
    shop.push({ branch: 'work', files });
    const number = shop.open({ branch: 'work' });
    const head = shop.push({ branch: 'queue', from: 'main', files });
    await shop.announceMergeGroup(number, head);
    await idle();
    expect(lastOf(shop, head)).toMatchObject({ conclusion: 'failure' });
    expect(lastOf(shop, head).summary).toContain('would be: neutral — 1 would block');
  });

  test('that repairs the one at base lets the pull request pass', async () => {
    const started = await scenario();
    started.shop.push({ branch: 'main', files: { [path]: 'extends: rules\n' } });
    const { check } = await judged(started, { 'k8s/web.yaml': web('ClusterIP'), [path]: 'version: 1\n' });
    expect(check).toMatchObject({ conclusion: 'success' });
  });
});
