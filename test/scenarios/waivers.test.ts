import { describe, expect, test } from 'vitest';
import { usualPermissions } from '../support/fakehub/permissions.ts';
import { configured, type Gate, loadBalancer, openGate } from '../support/gate.ts';
import { scenario, web } from '../support/scenario.ts';

describe('what a person accepts', () => {
  test('turns the check green, and the check and the comment say who, how and why', async () => {
    const { shop, number, idle, check, verdict, ids } = await openGate();
    expect(verdict()).toBe('failure');
    await shop.review(number, 'alice', `/portcullis accept ${ids()[0]} the shop is public`);
    await idle();
    expect(verdict()).toBe('success');
    expect(check().output.title).toBe('1 accepted · 1 new way in');
    const said = /was accepted by `alice` with a command, until `\d{4}-\d\d-\d\d`: `the shop is public`/;
    expect(check().output.summary).toMatch(said);
    expect(shop.comments(number).map(({ body }) => body)).toEqual([expect.stringMatching(said)]);
    expect(shop.reviews(number).at(-1)?.reactions).toEqual(['THUMBS_UP']);
  });

  test.each([
    {
      how: 'the button',
      act: ({ shop, check }: Gate) => shop.press(check(), 'alice', 'accept'),
      says: 'with the button',
    },
    {
      how: 'the label',
      act: ({ shop, number }: Gate) => shop.label(number, 'alice', 'exposure-accepted'),
      says: 'with the label',
    },
    {
      how: 'a line in a comment on a line',
      act: ({ shop, number }: Gate) =>
        shop.reviewComment(number, 'alice', 'fine\r\n/portcullis accept all planned\r\n'),
      says: 'with a command',
    },
    {
      how: 'a line below a code span of three back-ticks',
      act: ({ shop, number }: Gate) =>
        shop.review(number, 'alice', '```type: LoadBalancer``` is meant\n/portcullis accept all planned'),
      says: 'with a command',
    },
  ])('can be accepted with $how', async ({ act, says }) => {
    const on = await openGate();
    await act(on);
    await on.idle();
    expect(on.verdict()).toBe('success');
    expect(on.check().output.summary).toContain(`was accepted by \`alice\` ${says}`);
  });

  test('can be taken back with a line, with the button and by taking the label away', async () => {
    const { shop, number, idle, check, verdict } = await openGate();
    for (const [accept, revoke] of [
      [
        () => shop.review(number, 'alice', '/portcullis accept all planned'),
        () => shop.review(number, 'alice', '/portcullis revoke all not any more'),
      ],
      [() => shop.press(check(), 'alice', 'accept'), () => shop.press(check(), 'alice', 'revoke')],
      [
        () => shop.label(number, 'alice', 'exposure-accepted'),
        () => shop.label(number, 'dependabot[bot]', 'exposure-accepted', 'unlabeled'),
      ],
    ] as const) {
      await accept();
      await idle();
      expect(verdict()).toBe('success');
      await revoke();
      await idle();
      expect(verdict()).toBe('failure');
    }
  });

  test('is in the audit, with what it covers, and stays there', async () => {
    const { shop, number, idle, store } = await openGate();
    await shop.review(number, 'alice', '/portcullis accept all the shop is public');
    await idle();
    await shop.review(number, 'alice', '/portcullis revoke');
    await idle();
    const entries = await store().waivers.audit({ since: 0, limit: 10 });
    expect(entries).toMatchObject([
      {
        action: 'granted',
        by: { login: 'alice' },
        reason: 'the shop is public',
        waiver: {
          number,
          channel: 'command',
          baseRef: 'main',
          accepted: [{ what: expect.stringContaining('Service') }],
        },
      },
      { action: 'revoked', by: { login: 'alice' } },
    ]);
  });

  test('is offered with buttons only where pressing them makes sense', async () => {
    const { shop, idle, check, push } = await openGate();
    const buttons = (): readonly string[] => check().actions.map(({ identifier }) => identifier);
    expect(buttons()).toEqual(['accept']);
    await shop.press(check(), 'alice', 'accept');
    await idle();
    expect(buttons()).toEqual(['revoke']);
    await push({ 'k8s/web.yaml': web('ClusterIP') });
    expect(buttons()).toEqual([]);
  });
});

describe('who may accept', () => {
  const teams = 'waivers: { role: admin, teams: [platform-security] }\n';

  test.each([
    { who: 'bob', why: 'their role is `write`, and it takes `maintain`' },
    { who: 'stranger', why: 'their role is `read`, and it takes `maintain`' },
    { who: 'octocat', why: 'the author of a pull request may not accept what it opens' },
  ])('not $who, and the check says why', async ({ who, why }) => {
    const { shop, number, idle, verdict, check, store } = await openGate();
    await shop.review(number, who, '/portcullis accept all planned');
    await idle();
    expect(verdict()).toBe('failure');
    expect(check().output.summary).toContain(`\`${who}\` asked for \`accept all\`, and nothing was done: ${why}`);
    expect(shop.reviews(number).at(-1)?.reactions).toEqual(['CONFUSED']);
    expect(await store().waivers.audit({ since: 0, limit: 10 })).toEqual([]);
  });

  test.each([
    { role: 'maintain', conclusion: 'success' },
    { role: 'admin', conclusion: 'success' },
    { role: 'release-manager:admin', conclusion: 'success' },
    { role: 'release-manager:write', conclusion: 'failure' },
    { role: 'triage', conclusion: 'failure' },
    { role: 'gone', conclusion: 'failure' },
    { role: 'other', conclusion: 'failure' },
  ])('with the role $role: $conclusion', async ({ role, conclusion }) => {
    const { shop, number, idle, verdict } = await openGate();
    shop.role('dora', role);
    await shop.review(number, 'dora', '/portcullis accept all planned');
    await idle();
    expect(verdict()).toBe(conclusion);
  });

  test('the author where base says so', async () => {
    const { shop, number, idle, verdict } = await openGate('waivers: { author: true }\n');
    await shop.review(number, 'octocat', '/portcullis accept all planned');
    await idle();
    expect(verdict()).toBe('success');
  });

  test.each([
    { granted: usualPermissions, conclusion: 'failure', says: 'the app lacks the permission `members: read`' },
    {
      granted: { ...usualPermissions, members: 'read' as const },
      conclusion: 'success',
      says: 'was accepted by `carol`',
    },
  ])('members of a team where the app may ask who they are: $conclusion', async ({ granted, conclusion, says }) => {
    const { hub, shop, number, idle, verdict, check } = await openGate(teams);
    hub.team('acme/platform-security', ['carol']);
    hub.grant(granted);
    await shop.review(number, 'carol', '/portcullis accept all planned');
    await idle();
    expect(verdict()).toBe(conclusion);
    expect(check().output.summary).toContain(says);
  });

  test('nobody of a team that does not exist', async () => {
    const { hub, shop, number, idle, verdict } = await openGate(teams);
    hub.grant({
      metadata: 'read',
      contents: 'read',
      merge_queues: 'read',
      checks: 'write',
      pull_requests: 'write',
      members: 'read',
    });
    await shop.review(number, 'alice', '/portcullis accept all planned');
    await idle();
    expect(verdict()).toBe('failure');
  });

  test('no machine, whatever its role', async () => {
    const { shop, number, idle, verdict } = await openGate();
    shop.role('helper[bot]', 'admin');
    await shop.review(number, 'helper[bot]', '/portcullis accept all planned');
    await shop.label(number, 'helper[bot]', 'exposure-accepted');
    await idle();
    expect(verdict()).toBe('failure');
  });
});

describe('a command', () => {
  test.each([
    { what: 'without a reason', body: '/portcullis accept all', why: 'a reason is missing' },
    { what: 'without an id', body: '/portcullis accept because I can', why: 'what to accept is missing' },
    { what: 'with an id that nothing has', body: '/portcullis accept 0123456 planned', why: 'has the id `0123456`' },
    { what: 'that nobody knows', body: '/portcullis approve all', why: 'there is no command `approve`' },
    { what: 'to take back nothing', body: '/portcullis revoke all', why: 'nothing is accepted' },
  ])('$what does nothing, and the check says so', async ({ body, why }) => {
    const { shop, number, idle, verdict, check } = await openGate();
    await shop.review(number, 'alice', body);
    await idle();
    expect(verdict()).toBe('failure');
    expect(check().output.summary).toContain(why);
  });

  test.each([
    { where: 'in a quotation', body: '> /portcullis accept all planned' },
    { where: 'in a block of code', body: '```\n/portcullis accept all planned\n```' },
    { where: 'in the middle of a line', body: 'try /portcullis accept all planned' },
    { where: 'in a longer word', body: '/portcullis-accept all planned' },
  ])('$where is none', async ({ body }) => {
    const { shop, number, idle, requests } = await openGate();
    requests();
    await shop.review(number, 'alice', body);
    await idle();
    expect(requests()).toEqual([]);
  });

  test('that was edited before anybody looked does nothing', async () => {
    const { shop, number, idle, verdict, check } = await openGate();
    await shop.review(number, 'alice', '/portcullis accept all planned', { lastEditedAt: '2026-01-05T10:00:00Z' });
    await idle();
    expect(verdict()).toBe('failure');
    expect(check().output.summary).toContain('the comment was edited');
  });

  test('that an edit brings in is none', async () => {
    const { shop, number, idle, requests } = await openGate();
    await shop.review(number, 'alice', 'looks good');
    await idle();
    requests();
    const [made] = shop.reviews(number).slice(-1);
    if (made === undefined) throw new Error('there is no review');
    await shop.announceReview(number, 'edited', { ...made, body: '/portcullis accept all planned' });
    await idle();
    expect(requests()).toEqual([]);
  });

  test('whose author is gone does nothing', async () => {
    const { shop, number, idle, verdict } = await openGate();
    shop.role('ghost', 'admin');
    await shop.review(number, 'ghost', '/portcullis accept all planned');
    await idle();
    expect(verdict()).toBe('failure');
  });

  test('about a commit that is no longer the head does nothing', async () => {
    const { shop, number, idle, verdict, push, check } = await openGate();
    const seen = shop.pull(number).headSha;
    await push({ 'k8s/db.yaml': loadBalancer.replaceAll('web', 'db') });
    await shop.review(number, 'alice', '/portcullis accept all planned', { commitId: seen });
    await idle();
    expect(verdict()).toBe('failure');
    expect(check().output.summary).toContain('the head has changed since');
  });

  test('by the button of a check that says something else by now does nothing', async () => {
    const { shop, idle, verdict, check } = await openGate();
    const stale = check();
    shop.push({ branch: 'main', files: { 'k8s/db.yaml': web('ClusterIP').replaceAll('web', 'db') } });
    await shop.rerequest(stale);
    await idle();
    expect(check().id).not.toBe(stale.id);
    await shop.press(stale, 'alice', 'accept');
    await idle();
    expect(verdict()).toBe('failure');
    expect(check().output.summary).toContain('the check has changed since');
    await shop.press(check(), 'alice', 'accept');
    await idle();
    expect(verdict()).toBe('success');
  });

  test('before there is a verdict does nothing: nobody can have seen what it is about', async () => {
    const { shop, idle } = await scenario();
    shop.role('alice', 'admin');
    const head = shop.push({ branch: 'work', files: { 'k8s/web.yaml': loadBalancer } });
    const number = shop.open({ branch: 'work' });
    await shop.label(number, 'alice', 'exposure-accepted');
    await idle();
    expect(shop.checks(head).at(-1)).toMatchObject({ conclusion: 'failure' });
    expect(shop.checks(head).at(-1)?.output.summary).toContain('there was no verdict on this commit yet');
  });

  test('and another one at the same time are both carried out, in their order', async () => {
    const { shop, number, idle, verdict, push, ids } = await openGate();
    await push({ 'k8s/db.yaml': loadBalancer.replaceAll('web', 'db') });
    const [first, second] = ids();
    await Promise.all([
      shop.review(number, 'alice', `/portcullis accept ${first} one`),
      shop.review(number, 'alice', `/portcullis accept ${second} two`),
    ]);
    await idle();
    expect(verdict()).toBe('success');
    await shop.review(number, 'alice', `/portcullis revoke ${first}\n/portcullis accept ${first} again`);
    await idle();
    // What was taken back in the same breath had not been shown as open.
    expect(verdict()).toBe('failure');
  });

  test('with a label that means nothing here costs nothing', async () => {
    const { shop, number, idle, requests } = await openGate();
    requests();
    await shop.label(number, 'alice', 'bug');
    await idle();
    expect(requests()).toEqual([]);
  });
});

describe('an acceptance', () => {
  const accept = async ({ shop, number, idle }: Gate): Promise<void> => {
    await shop.review(number, 'alice', '/portcullis accept all planned');
    await idle();
  };

  test('lasts over twenty pushes: it covers what was there, under another name and narrower, and no more', async () => {
    const ranged = (range: string): string => web('LoadBalancer', `  loadBalancerSourceRanges: ['${range}']\n`);
    const on = await openGate();
    expect(await on.push({ 'k8s/web.yaml': ranged('203.0.113.0/24') })).toBe('failure');
    await accept(on);
    expect(on.verdict()).toBe('success');
    const steps: readonly (readonly [what: string, files: Parameters<typeof on.push>[0], conclusion: string])[] = [
      ...Array.from({ length: 8 }, (_, at) => ['another file', { 'README.md': `change ${at}\n` }, 'success'] as const),
      ['a rename', { 'k8s/web.yaml': null, 'k8s/frontend.yaml': ranged('203.0.113.0/24') }, 'success'],
      ['a narrowing', { 'k8s/frontend.yaml': ranged('203.0.113.0/28') }, 'success'],
      ['back', { 'k8s/frontend.yaml': ranged('203.0.113.0/24') }, 'success'],
      ['a widening', { 'k8s/frontend.yaml': ranged('203.0.112.0/23') }, 'failure'],
      ['a wider one', { 'k8s/frontend.yaml': loadBalancer }, 'failure'],
      ['its revert', { 'k8s/frontend.yaml': ranged('203.0.113.0/24') }, 'success'],
      ['another way', { 'k8s/db.yaml': loadBalancer.replaceAll('web', 'db') }, 'failure'],
      ['that one closed', { 'k8s/db.yaml': null }, 'success'],
      ['everything closed', { 'k8s/frontend.yaml': web('ClusterIP') }, 'success'],
      ['opened again', { 'k8s/frontend.yaml': ranged('203.0.113.0/24') }, 'success'],
      ['another label', { 'k8s/frontend.yaml': ranged('203.0.113.0/24').replaceAll('app: web', 'app: db') }, 'success'],
      ['another workload', { 'k8s/frontend.yaml': elsewhere(ranged('203.0.113.0/24')) }, 'failure'],
    ];
    expect(steps).toHaveLength(20);
    for (const [what, files, conclusion] of steps)
      expect({ what, conclusion: await on.push(files) }).toEqual({ what, conclusion });
  });

  /** The Deployment has another name, which is another place for the way to lead to. */
  const elsewhere = (text: string): string =>
    text.replace('metadata: {name: web, namespace: shop}', 'metadata: {name: admin, namespace: shop}');

  test('does not follow the pull request to another base, and counts again when it is back', async () => {
    const on = await openGate();
    await accept(on);
    on.shop.push({ branch: 'release', from: 'main', files: { 'NOTES.md': 'release\n' } });
    for (const [base, conclusion] of [
      ['release', 'failure'],
      ['main', 'success'],
    ] as const) {
      on.shop.pull(on.number).baseBranch = base;
      await on.shop.announce(on.number, 'edited', { changes: { base: { ref: { from: 'x' }, sha: { from: 'y' } } } });
      await on.idle();
      expect({ base, conclusion: on.verdict() }).toEqual({ base, conclusion });
    }
  });

  test('survives a restart of the service', async () => {
    const on = await openGate();
    await accept(on);
    await on.restart({ keepStore: true });
    expect(await on.push({ 'README.md': 'more\n' })).toBe('success');
  });

  test('of another pull request is none of this one', async () => {
    const on = await openGate();
    await accept(on);
    const head = on.shop.push({ branch: 'other', from: 'main', files: { 'k8s/web.yaml': `${loadBalancer}# other\n` } });
    const other = on.shop.open({ branch: 'other' });
    await on.shop.announce(other, 'opened');
    await on.idle();
    expect(on.shop.checks(head).at(-1)?.conclusion).toBe('failure');
  });

  test('of what could not be analyzed covers that content, and no other', async () => {
    const on = await openGate();
    await on.push({ 'k8s/web.yaml': web('ClusterIP') });
    expect(await on.push({ 'k8s/broken.yaml': 'apiVersion: v1\nkind: Service\n  x: [\n' })).toBe('failure');
    await accept(on);
    expect(on.verdict()).toBe('success');
    expect(await on.push({ 'README.md': 'more\n' })).toBe('success');
    expect(await on.push({ 'k8s/broken.yaml': 'apiVersion: v1\nkind: Service\n  x: [[\n' })).toBe('failure');
  });
});

describe('what base allows', () => {
  test('by its configuration passes, until it ends', async () => {
    const rules = ['new-public-load-balancer', 'service-type-widened', 'implicit-node-port'];
    const entry = (expires: string): string => {
      const entries = rules.map(
        (rule) => `  - { rule: ${rule}, object: Service/*/web, reason: public, expires: ${expires} }\n`,
      );
      return `allow:\n${entries.join('')}`;
    };
    expect((await openGate(entry('2999-12-31'))).verdict()).toBe('success');
    const ended = await openGate(entry('2020-12-31'));
    expect(ended.verdict()).toBe('failure');
    expect(ended.check().output.summary).toContain('no longer:');
  });

  test('cannot be added by the pull request itself', async () => {
    const on = await openGate();
    const files = configured('allow: [{ rule: new-public-load-balancer, object: Service/*/web, reason: mine }]\n');
    expect(await on.push(files)).toBe('failure');
  });

  test('by an annotation counts where it stands at base, and is only shown where the pull request adds it', async () => {
    const allowed = ['new-public-load-balancer', 'service-type-widened', 'implicit-node-port'].map(
      (rule) => `      ${rule}: public\n`,
    );
    const annotated = (text: string): string =>
      text.replace(
        'kind: Service\nmetadata: {name: web, namespace: shop}\n',
        `kind: Service\nmetadata:\n  name: web\n  namespace: shop\n  annotations:\n    portcullis/allow: |\n${allowed.join('')}`,
      );
    const own = await openGate();
    expect(await own.push({ 'k8s/web.yaml': annotated(loadBalancer) })).toBe('failure');
    expect(own.check().output.summary).toContain('only once it stands on the base branch');
    own.shop.push({ branch: 'main', files: { 'k8s/web.yaml': annotated(web('ClusterIP')) } });
    own.shop.push({ branch: 'next', from: 'main', files: { 'k8s/web.yaml': annotated(loadBalancer) } });
    const number = own.shop.open({ branch: 'next' });
    await own.shop.announce(number, 'opened');
    await own.idle();
    expect(own.shop.checks(own.shop.pull(number).headSha).at(-1)?.conclusion).toBe('success');
  });
});
