import { request as send } from 'node:http';
import { describe, expect, test } from 'vitest';
import { aWaiver } from '../support/organisation.ts';
import { type Scenario, scenario, web } from '../support/scenario.ts';

const token = 'an-admin-token-of-32-characters-';
const bearer = { authorization: `Bearer ${token}` };
const asAdmin = (): Promise<Scenario> => scenario({}, { ADMIN_TOKEN: token });

const get = (app: Scenario, path: string, headers: Readonly<Record<string, string>> = bearer) =>
  fetch(`${app.url()}${path}`, { headers, redirect: 'manual' });

/** What the page says, without its markup. */
async function words(app: Scenario, path = '/'): Promise<string> {
  const page = await (await get(app, path)).text();
  return page.replace(/<style>.*<\/style>|<[^>]+>/gs, ' ').replace(/\s+/g, ' ');
}

/** A pull request of `acme/shop` that is blocked. */
async function withOne(app: Scenario): Promise<number> {
  app.shop.push({ branch: 'public', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = app.shop.open({ branch: 'public' });
  await app.shop.announce(number, 'opened');
  await app.idle();
  return number;
}

test('a stranger sees that it runs and where to sign in; somebody with a wrong token sees nothing', async () => {
  const app = await asAdmin();
  await withOne(app);
  const page = await get(app, '/', {});
  expect(page.status).toBe(200);
  const text = await page.text();
  expect(text).toContain('Portcullis is running.');
  expect(text).not.toMatch(/acme|shop|0\.1\.0|blocking/);
  const wrong = { authorization: `Basic ${Buffer.from(`x:${token}x`).toString('base64')}` };
  for (const path of ['/', '/sign-in', '/audit']) {
    const refused = await get(app, path, wrong);
    expect([refused.status, await refused.text()]).toEqual([401, expect.not.stringContaining('acme')]);
  }
  expect(app.logged.filter((line) => line.includes('a wrong admin token was refused'))).toHaveLength(3);
  expect(app.logged.join('\n')).not.toContain(token);
  expect((await get(app, '/audit', {})).status).toBe(401);
});

test('signing in is the browser’s own way, and leads back to the page', async () => {
  const app = await asAdmin();
  const asked = await get(app, '/sign-in', {});
  expect([asked.status, asked.headers.get('www-authenticate')]).toEqual([
    401,
    'Basic realm="Portcullis", charset="UTF-8"',
  ]);
  const done = await get(app, '/sign-in', { authorization: `Basic ${Buffer.from(`me:${token}`).toString('base64')}` });
  expect([done.status, done.headers.get('location')]).toEqual([303, '/']);
});

test('where no token is configured there is nothing to sign in to', async () => {
  const app = await scenario();
  expect(await (await get(app, '/')).text()).not.toContain('/sign-in');
  expect([(await get(app, '/audit')).status, (await get(app, '/sign-in')).status]).toEqual([404, 404]);
});

test('whoever has the token sees what every open pull request was told, until it is closed', async () => {
  const app = await asAdmin();
  const number = await withOne(app);
  expect(await words(app)).toContain(`shop #${number} ✗ Blocked 1 blocking · 1 new way in Check`);
  const page = await (await get(app, '/')).text();
  expect(page).toContain(`href="https://github.com/acme/shop/pull/${number}"`);
  const [check] = app.shop.checks(app.shop.state.branches.get('public') ?? '');
  expect(page).toContain(`href="https://github.com/acme/shop/runs/${check?.id}"`);
  app.shop.pull(number).state = 'closed';
  await app.shop.announce(number, 'closed');
  await app.idle();
  expect(await words(app)).toContain('No open pull request is known.');
});

test('what could not be analyzed is told with its reason', async () => {
  const app = await asAdmin();
  app.shop.push({ branch: 'broken', files: { 'k8s/web.yaml': 'kind: Service\nspec: [' } });
  const number = app.shop.open({ branch: 'broken' });
  await app.shop.announce(number, 'opened');
  await app.idle();
  expect(await words(app)).toContain('not analyzed: yaml-invalid');
  expect(await words(app)).toMatch(/Reason Pull requests yaml-invalid 1 /);
});

describe('every answer', () => {
  test.each(['/', '/sign-in', '/audit'])('of %s is kept by nobody, and is what it says it is', async (path) => {
    const app = await asAdmin();
    for (const headers of [{}, bearer]) {
      const answer = await get(app, path, headers);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
    }
  });

  test('that is a page runs no script, loads nothing, and is framed by nobody', async () => {
    const app = await asAdmin();
    for (const headers of [{}, bearer]) {
      const policy = (await get(app, '/', headers)).headers.get('content-security-policy')?.split('; ');
      expect(policy).toEqual([
        "default-src 'none'",
        expect.stringMatching(/^style-src 'sha256-[\w+/]{43}='$/),
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]);
    }
  });

  test('to HEAD is the same without a body, and to anything else that it is not allowed', async () => {
    const app = await asAdmin();
    for (const path of ['/', '/audit']) {
      const head = await fetch(`${app.url()}${path}`, { method: 'HEAD', headers: bearer });
      expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([
        200,
        (await get(app, path)).headers.get('content-type'),
        '',
      ]);
      for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
        const other = await fetch(`${app.url()}${path}`, { method, headers: bearer });
        expect([other.status, other.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
      }
    }
  });
});

test('webhooks may come to a path that has a page', async () => {
  const app = await scenario({}, { WEBHOOK_PATH: '/' });
  app.hub.connect(`${app.url()}/`);
  const number = await withOne(app);
  expect(app.shop.comments(number)).toHaveLength(1);
  expect((await get(app, '/', {})).status).toBe(200);
});

describe('the audit', () => {
  async function granted(app: Scenario, count: number): Promise<void> {
    for (let index = 0; index < count; index++)
      // Three to a moment, so that pieces end in the midst of one.
      await app.store().waivers.grant(aWaiver(`w${index}`, { grantedAt: 1000 * Math.floor(index / 3) }));
  }

  const linesOf = async (answer: Response): Promise<readonly { sequence: number; waiver: { id: string } }[]> =>
    (await answer.text())
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));

  test('has every grant and revocation once, oldest first, however many there are', async () => {
    const app = await asAdmin();
    await granted(app, 1234);
    const lines = await linesOf(await get(app, '/audit'));
    expect(lines.map(({ waiver }) => waiver.id)).toEqual(Array.from({ length: 1234 }, (_, index) => `w${index}`));
    expect(new Set(lines.map(({ sequence }) => sequence)).size).toBe(1234);
    const late = await linesOf(await get(app, '/audit?since=1970-01-01T00:05:00Z'));
    expect(late.map(({ waiver }) => waiver.id)).toEqual(lines.slice(900).map(({ waiver }) => waiver.id));
  });

  test('says who, when, why and what, on one line whatever the reason is', async () => {
    const app = await asAdmin();
    const reason = 'because\n{"action":"granted"}\u2028"';
    await app.store().waivers.grant(aWaiver('w', { reason, grantedAt: 0, expiresAt: 60_000 }));
    const by = { id: 8, login: 'grace' };
    await app.store().waivers.revoke({ waiverId: 'w', by, reason: 'over', at: 30_000 });
    const answer = await get(app, '/audit');
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    expect(await linesOf(answer)).toEqual([
      expect.objectContaining({
        sequence: 1,
        at: '1970-01-01T00:00:00.000Z',
        action: 'granted',
        by: { id: 7, login: 'ada' },
        reason,
        waiver: expect.objectContaining({ id: 'w', number: 12, expiresAt: '1970-01-01T00:01:00.000Z' }),
      }),
      expect.objectContaining({ sequence: 2, at: '1970-01-01T00:00:30.000Z', action: 'revoked', by, reason: 'over' }),
    ]);
  });

  test('breaks off where the store does, so that nobody takes a part for the whole', async () => {
    const app = await asAdmin();
    await granted(app, 1000);
    const { waivers } = app.store();
    const whole = waivers.audit.bind(waivers);
    let asked = 0;
    Object.assign(waivers, {
      audit: (of: Parameters<typeof whole>[0]) =>
        ++asked < 2 ? whole(of) : Promise.reject(new Error('the disk is gone')),
    });
    await expect(get(app, '/audit').then((answer) => answer.text())).rejects.toThrow();
    expect(await (await get(app, '/', {})).text()).toContain('running');
  });

  test('is read no faster than it is taken', async () => {
    const app = await asAdmin();
    await granted(app, 40_000);
    const { waivers } = app.store();
    const whole = waivers.audit.bind(waivers);
    let asked = 0;
    Object.assign(waivers, {
      audit: (of: Parameters<typeof whole>[0]) => {
        asked++;
        return whole(of);
      },
    });
    const { hostname, port } = new URL(app.url());
    const taken = await new Promise<number>((done, failed) => {
      send({ hostname, port, path: '/audit', headers: bearer }, (response) => {
        response.once('readable', () =>
          setTimeout(() => {
            done(asked);
            response.destroy();
          }, 300),
        );
      })
        .once('error', failed)
        .end();
    });
    expect(taken).toBeLessThan(60);
    // Who hangs up is no failure of ours.
    await expect.poll(() => get(app, '/livez').then(({ status }) => status)).toBe(200);
    expect(app.logged.filter((line) => line.includes('not answered as it should'))).toEqual([]);
  });
});

test('a repository that is renamed is shown by its new name: by its next verdict, and all of it by the reconciler', async () => {
  const app = await asAdmin();
  const number = await withOne(app);
  const { state } = app.shop;
  const subject = { installationId: 1, repositoryId: state.id };
  await app.store().records.save({ ...subject, subject: '#99' }, { place: { owner: 'acme', repo: 'shop' } });
  await app.store().records.moved(state.id, { owner: 'acme', repo: 'formerly' });
  expect(await words(app)).toMatch(/acme .*formerly #/);
  app.shop.push({ branch: 'public', files: { 'README.md': 'more' } });
  await app.shop.announce(number, 'synchronize');
  await app.idle();
  expect(await app.store().records.find({ ...subject, subject: `#${number}` })).toMatchObject({
    place: { owner: 'acme', repo: 'shop' },
  });
  expect(await words(app)).toContain('formerly #99');
  await app.restart({ keepStore: true, reconcile: true });
  await expect.poll(() => words(app), { timeout: 10_000 }).not.toContain('formerly');
});

test('an installation that is suspended is gone from the page until it is back; one that is removed is gone for good', async () => {
  const app = await asAdmin();
  const number = await withOne(app);
  await app
    .store()
    .waivers.grant(aWaiver('w', { repositoryId: app.shop.state.id, number, expiresAt: Date.now() + 3_600_000 }));
  const tell = (action: string) =>
    app.hub.deliver({ event: 'installation', payload: { action, installation: { id: 1 } } });
  expect(await words(app)).toMatch(/acme\/shop#\d+ ada/);
  await tell('suspend');
  expect(await words(app)).not.toContain('acme');
  await tell('unsuspend');
  expect(await words(app)).toMatch(/acme\/shop#\d+ ada/);
  await tell('deleted');
  expect(await words(app)).not.toContain('acme');
  expect(await (await get(app, '/audit')).text()).toBe('');
});

test('a webhook of a suspension that comes late hides nobody for long: the reconciler knows who is there', async () => {
  const app = await asAdmin();
  await withOne(app);
  await app.store().suspensions.begin(1);
  expect(await words(app)).not.toContain('acme');
  await app.restart({ keepStore: true, reconcile: true });
  await expect.poll(() => words(app), { timeout: 10_000 }).toContain('acme');
});
