import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { doctor, type Surroundings } from '../../src/cli/doctor.ts';
import { environmentFor } from '../support/environment.ts';
import { usualHook } from '../support/fakehub/doctor-routes.ts';
import { appKeys, type Fakehub, startFakehub } from '../support/fakehub/hub.ts';
import { usualEvents, usualPermissions } from '../support/fakehub/permissions.ts';
import type { FakeRepository } from '../support/fakehub/repository.ts';
import type { Disturb } from '../support/fakehub/state.ts';
import { appAt } from '../support/observers.ts';

const example = 'https://portcullis.example.com/api/github/webhooks';
const open: Fakehub[] = [];
const services: Server[] = [];
afterEach(async () => {
  for (const service of services.splice(0)) service.close();
  for (const hub of open.splice(0)) {
    await hub.close();
    expect(hub.violations, 'fakehub answered as GitHub would not').toEqual([]);
  }
});

/** `acme/shop`, set up as docs/required-check.md says, with one pull request that was judged. */
async function setUp() {
  const hub = await startFakehub({ checkAnswers: true });
  open.push(hub);
  hub.register({ hook: { ...usualHook, url: example } });
  await answering(hub, 202);
  await hub.deliver({ event: 'pull_request', payload: {} });
  const shop = repository(hub, 'acme/shop');
  await judgedPull(shop, hub);
  hub.forgetCalls();
  return { hub, shop };
}

/** From now on webhooks go to a service that answers them so. */
async function answering(hub: Fakehub, status: number): Promise<void> {
  const service = createServer((_, response) => response.writeHead(status).end());
  services.push(service);
  await new Promise<void>((listening) => service.listen(0, '127.0.0.1', listening));
  hub.connect(`http://127.0.0.1:${(service.address() as AddressInfo).port}`); // it listens on TCP, never on a pipe
}

function repository(hub: Fakehub, name: string): FakeRepository {
  const made = hub.repository(name);
  made.push({ branch: 'main', files: { 'README.md': 'shop' }, from: null });
  made.setRules('main', [requires({ integration_id: hub.appId }, true)]);
  return made;
}

const requires = (check: object, isStrict = false, context = 'Portcullis') => ({
  type: 'required_status_checks',
  ruleset_source_type: 'Repository',
  ruleset_source: 'acme/shop',
  ruleset_id: 1,
  parameters: {
    required_status_checks: [{ context, ...check }],
    strict_required_status_checks_policy: isStrict,
  },
});

const mergeQueue = {
  type: 'merge_queue',
  ruleset_source_type: 'Repository',
  ruleset_source: 'acme/shop',
  ruleset_id: 1,
};

async function judgedPull(shop: FakeRepository, { appId, privateKey, url }: Fakehub): Promise<void> {
  const head_sha = shop.push({ branch: 'work', files: { 'README.md': 'more' } });
  const app = await appAt({ appId, privateKey, baseUrl: url });
  const { id: repositoryId, installationId, owner, name: repo } = shop.state;
  const octokit = app.inRepository({ repositoryId, installationId, access: 'write' });
  await octokit.rest.checks.create({ owner, repo, name: 'Portcullis', head_sha, conclusion: 'success' });
  shop.open({ branch: 'work' });
}

/** Runs the command in the environment of the service; `amiss` is what is not fine, as `check state where`. */
async function examined(hub: Fakehub, args: readonly string[] = [], surroundings: Surroundings = {}) {
  const environment = { ...environmentFor(hub), ...surroundings.environment };
  const { output, exitCode } = await doctor([...args, '--format', 'json'], {
    retryBaseMs: 1,
    requestTimeoutMs: 10_000,
    ...surroundings,
    environment,
  });
  const { results } = JSON.parse(output) as { results: readonly Told[] }; // as docs/required-check.md says
  const others = results.filter(({ state }) => state !== 'fine');
  return { exitCode, output, results, amiss: others.map(({ check, state, where }) => `${check} ${state} ${where}`) };
}

interface Told {
  readonly check: string;
  readonly state: string;
  readonly where: string;
  readonly message: string;
  readonly fix: string | null;
}

const theApp = 'app Portcullis (4711)';
const acme = 'acme (installation 1)';

test('an app that is set up as the page says has no problem, and doctor ends with 0', async () => {
  const { hub } = await setUp();
  const { output, exitCode } = await doctor([], { environment: environmentFor(hub) });
  expect(output.split('\n')).toEqual([
    'environment',
    '  ✓ the settings are complete',
    '',
    theApp,
    '  ✓ GitHub accepts the key of Portcullis (portcullis)',
    '  ✓ webhooks go to https://portcullis.example.com/api/github/webhooks, signed and as JSON',
    '  ✓ the last delivery arrived',
    '  ✓ it asks for the permissions that it needs, and no more',
    '  ✓ it does not ask for members: read (optional): roles decide who may accept findings, teams cannot',
    '  ✓ it subscribes to the events that it acts on, and no more',
    '',
    acme,
    '  ✓ everything that the app needs is granted',
    '  ✓ it has all repositories of the account',
    '',
    'acme/shop',
    '  ✓ main requires «Portcullis»',
    '  ✓ «Portcullis» counts only from this app',
    '  ✓ main requires pull requests to be up to date',
    '  ✓ the app has reported on pull request 1',
    '',
    '0 problems, 0 unknown, 13 fine',
    '',
  ]);
  expect(exitCode).toBe(0);
});

test('doctor writes nothing on GitHub', async () => {
  const { hub } = await setUp();
  await examined(hub);
  const writes = hub.calls.filter(({ method, route }) => method !== 'GET' && !route.endsWith('/access_tokens'));
  expect(writes).toEqual([]);
});

describe('a problem ends with 1 and is told', () => {
  interface Case {
    readonly what: string;
    readonly change: (at: Awaited<ReturnType<typeof setUp>>) => unknown;
    readonly environment?: Readonly<Record<string, string>>;
    readonly amiss: readonly string[];
    readonly says: string;
  }

  const cases: readonly Case[] = [
    {
      what: 'the webhook secret here is missing',
      change: () => {},
      environment: { WEBHOOK_SECRET: '' },
      amiss: ['settings problem environment'],
      says: 'WEBHOOK_SECRET_PATH is missing',
    },
    {
      what: 'the webhook secret here is weak',
      change: () => {},
      environment: { WEBHOOK_SECRET: 'development' },
      amiss: ['settings problem environment'],
      says: "Probot's default",
    },
    {
      what: 'GitHub has no webhook secret, sends a form and trusts any certificate',
      change: ({ hub }) => hub.register({ hook: { url: example, content_type: 'form', insecure_ssl: '1' } }),
      amiss: Array(3).fill(`webhook problem ${theApp}`),
      says: 'signs webhooks with no secret',
    },
    {
      what: 'webhooks go to another path',
      change: () => {},
      environment: { WEBHOOK_PATH: '/hooks' },
      amiss: [`webhook problem ${theApp}`],
      says: 'the service listens on /hooks',
    },
    {
      what: 'the app asks for less than it needs',
      change: ({ hub }) => {
        const { merge_queues: _, ...fewer } = usualPermissions;
        hub.register({ permissions: fewer });
      },
      amiss: [`permissions problem ${theApp}`],
      says: 'does not ask for merge_queues: read',
    },
    {
      what: 'the app asks for more than it needs',
      change: ({ hub }) => hub.register({ permissions: { ...usualPermissions, administration: 'read' } }),
      amiss: [`permissions problem ${theApp}`],
      says: 'administration: read and uses none of it',
    },
    {
      what: 'the app does not subscribe to an event',
      change: ({ hub }) => hub.register({ events: usualEvents.slice(1) }),
      amiss: [`events problem ${theApp}`],
      says: 'does not subscribe to pull_request',
    },
    {
      what: 'the installation is suspended',
      change: ({ hub }) => hub.suspend(1),
      amiss: [`installation problem ${acme}`],
      says: 'it is suspended',
    },
    {
      what: 'the installation has not approved a permission',
      change: ({ hub }) => hub.grant({ ...usualPermissions, pull_requests: 'read' }),
      amiss: [`permissions problem ${acme}`],
      says: 'an owner of acme approves it at',
    },
    {
      what: 'the check is not required',
      change: ({ shop }) => shop.setRules('main', [requires({}, true, 'ci')]),
      amiss: ['required-check problem acme/shop'],
      says: 'main does not require «Portcullis»',
    },
    {
      what: 'nothing at all protects the branch',
      change: ({ shop }) => shop.setRules('main', []),
      amiss: ['required-check problem acme/shop', 'up-to-date problem acme/shop'],
      says: 'two green pull requests can be red together',
    },
    {
      what: 'the check counts from anybody',
      change: ({ shop }) => shop.setRules('main', [requires({}, true)]),
      amiss: ['expected-source problem acme/shop'],
      says: 'whoever may write can set a status of that name',
    },
    {
      what: 'the check is expected from another app',
      change: ({ shop }) => shop.setRules('main', [requires({ integration_id: 15_368 }, true)]),
      amiss: ['expected-source problem acme/shop'],
      says: 'expected from app 15368',
    },
    {
      what: 'classic protection lets the check count from anybody and says that branches may be behind',
      change: ({ shop }) => {
        shop.setRules('main', []);
        const shown = { contexts: ['Portcullis'], checks: [{ context: 'Portcullis', app_id: null }], strict: false };
        shop.protect('main', { enabled: true, required_status_checks: shown });
      },
      amiss: ['expected-source problem acme/shop', 'up-to-date problem acme/shop'],
      says: 'whoever may write can set a status of that name',
    },
    {
      what: 'branches may be behind',
      change: ({ hub, shop }) => shop.setRules('main', [requires({ integration_id: hub.appId })]),
      amiss: ['up-to-date problem acme/shop'],
      says: 'neither has a merge queue nor',
    },
    {
      what: 'there is a merge queue that the app does not hear of',
      change: ({ hub, shop }) => {
        hub.register({ events: usualEvents.filter((event) => event !== 'merge_group') });
        shop.setRules('main', [requires({ integration_id: hub.appId }), mergeQueue]);
      },
      amiss: [`events problem ${theApp}`, 'merge-queue problem acme/shop'],
      says: 'the installation lacks the event merge_group',
    },
    {
      what: 'the configuration is invalid',
      change: ({ shop }) =>
        shop.push({ branch: 'main', files: { '.github/portcullis.yml': 'version: 1\nmood: calm\n' } }),
      amiss: ['configuration problem acme/shop'],
      says: 'line 2: ',
    },
    {
      what: 'the configuration gives the check a name that nobody requires',
      change: ({ shop }) =>
        shop.push({ branch: 'main', files: { '.github/portcullis.yml': 'version: 1\ncheck_name: ports\n' } }),
      amiss: ['required-check problem acme/shop'],
      says: 'main does not require «ports»',
    },
    {
      what: 'webhooks are refused',
      change: async ({ hub }) => {
        await answering(hub, 401);
        await hub.deliver({ event: 'pull_request', payload: {} });
        await hub.deliver({ event: 'check_run', payload: {} });
      },
      amiss: [`deliveries problem ${theApp}`],
      says: '2 of the last 3 deliveries did not arrive: 2 × 401; the newest is check_run',
    },
    {
      what: 'an open pull request has no verdict',
      change: ({ shop }) => shop.state.checkRuns.clear(),
      amiss: ['reports problem acme/shop'],
      says: 'has not reported on pull request 1',
    },
  ];

  test.each(cases)('$what', async ({ change, environment = {}, amiss, says }) => {
    const at = await setUp();
    await change(at);
    const found = await examined(at.hub, [], { environment });
    expect(found.amiss).toEqual(amiss);
    expect(found.output).toContain(JSON.stringify(says).slice(1, -1));
    expect(found.exitCode).toBe(1);
  });
});

describe('a key that GitHub does not accept', () => {
  test('is a problem, and nothing else is asked', async () => {
    const { hub } = await setUp();
    const environment = { PRIVATE_KEY: appKeys().privateKey };
    const found = await examined(hub, [], { environment });
    expect(found.amiss).toEqual([`key problem app 4711`, 'key unknown app 4711']);
    expect(found.exitCode).toBe(1);
    expect(new Set(hub.calls.map(({ route }) => route))).toEqual(new Set(['GET /app']));
  });

  test.each([
    { what: 'is missing', environment: { PRIVATE_KEY: '' } },
    { what: 'is none', environment: { PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----' } },
    { what: 'has no app', environment: { APP_ID: '' } },
  ])('ends with 2 where it $what, before anything is asked', async ({ environment }) => {
    const { hub } = await setUp();
    await expect(examined(hub, [], { environment })).rejects.toThrow('doctor runs in the environment of the service');
    expect(hub.calls).toEqual([]);
  });
});

describe('with --repo', () => {
  test('that repository alone is looked at', async () => {
    const { hub } = await setUp();
    repository(hub, 'acme/web').setRules('main', []);
    expect((await examined(hub, ['--repo', 'acme/shop'])).exitCode).toBe(0);
    const found = await examined(hub, ['--repo', 'acme/web']);
    expect(found.amiss).toEqual(['required-check problem acme/web', 'up-to-date problem acme/web']);
    expect(found.output).not.toContain('acme/shop');
  });

  test('a repository that the app is not installed on is a problem', async () => {
    const { hub } = await setUp();
    const found = await examined(hub, ['--repo', 'acme/none']);
    expect(found.amiss).toEqual([`installation problem ${theApp}`]);
    expect(found.output).toContain('it is not installed on acme/none');
  });

  test.each([
    [['--repo', 'shop'], 'write OWNER/NAME'],
    [['--format', 'yaml'], 'choose text, json'],
    [['--fast'], "Unknown option '--fast'"],
    [['shop'], "Unexpected argument 'shop'"],
  ])('%j is refused', async (args, says) => {
    await expect(doctor(args, { environment: {} })).rejects.toThrow(says);
  });
});

test('of many repositories twenty are looked at, and how many were not is said', async () => {
  const { hub } = await setUp();
  for (let index = 0; index < 24; index++) repository(hub, `acme/more-${index}`);
  const found = await examined(hub);
  expect(found.amiss).toEqual([`repositories unknown ${acme}`]);
  expect(found.output).toContain('5 more of its repositories were not looked at');
  expect(found.exitCode).toBe(0);
});

describe('what cannot be seen is unknown', () => {
  const asked = ['--repo', 'acme/shop'];
  const routes: readonly {
    readonly route: string;
    readonly args?: readonly string[];
    readonly amiss: readonly string[];
  }[] = [
    { route: 'GET /app', amiss: ['key unknown app 4711', 'permissions unknown app 4711'] },
    { route: 'GET /app/hook/config', amiss: [`webhook unknown ${theApp}`] },
    { route: 'GET /app/hook/deliveries', amiss: [`deliveries unknown ${theApp}`] },
    { route: 'GET /app/installations', amiss: [`installation unknown ${theApp}`] },
    { route: 'POST /app/installations/{installation_id}/access_tokens', amiss: [`repositories unknown ${acme}`] },
    { route: 'GET /installation/repositories', amiss: [`repositories unknown ${acme}`] },
    {
      route: 'GET /repos/{owner}/{repo}/contents/{path}',
      amiss: ['configuration unknown acme/shop', 'required-check unknown acme/shop'],
    },
    {
      route: 'GET /repos/{owner}/{repo}/rules/branches/{branch}',
      amiss: ['required-check unknown acme/shop', 'up-to-date unknown acme/shop'],
    },
    { route: 'GET /repos/{owner}/{repo}/branches/{branch}', amiss: [] },
    { route: 'GET /repos/{owner}/{repo}/installation', args: asked, amiss: [`installation unknown ${theApp}`] },
    { route: 'GET /repos/{owner}/{repo}', args: asked, amiss: [`repositories unknown ${acme}`] },
    { route: 'GET /repos/{owner}/{repo}/pulls', amiss: ['reports unknown acme/shop'] },
    { route: 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs', amiss: ['reports unknown acme/shop'] },
  ];
  const failures: readonly { readonly how: string; readonly fault: ReturnType<Disturb> }[] = [
    { how: 'answered 403', fault: { status: 403, body: { message: 'Resource not accessible by integration' } } },
    { how: 'answered 502', fault: { status: 502 } },
    { how: 'limited', fault: { status: 429, headers: { 'retry-after': '600' } } },
    { how: 'cut off', fault: { status: 0 } },
    { how: 'answered by half', fault: { arrives: 'half' } },
    { how: 'never answered', fault: { delayMs: 10_000 } },
  ];
  const cases = routes.flatMap((route) => failures.map((failure) => ({ ...route, ...failure })));

  test.each(cases)('$route $how, and the rest is judged', async ({ route, args = [], fault, amiss }) => {
    const { hub, shop } = await setUp();
    shop.push({ branch: 'main', files: { '.github/portcullis.yml': 'version: 1\n' } });
    hub.disturb((call) => (call.route === route ? fault : undefined));
    const found = await examined(hub, args, { requestTimeoutMs: fault?.delayMs === undefined ? 10_000 : 1000 });
    expect(found.amiss).toEqual(amiss);
    expect(found.exitCode).toBe(0);
    expect(found.results.filter(({ state }) => state === 'fine').length).toBeGreaterThan(4);
  });

  test.each([404, 410])('a %i of the rules, which a server may not have, is not «not required»', async (status) => {
    const { hub } = await setUp();
    hub.disturb(({ route }) => (route.includes('/rules/') ? { status, body: { message: 'Not Found' } } : undefined));
    expect((await examined(hub)).amiss).toEqual(['required-check unknown acme/shop', 'up-to-date unknown acme/shop']);
  });

  test.each([
    { what: 'protection that shows nothing', protection: { enabled: true } },
    { what: 'a branch of which nothing was shown', protection: undefined },
  ])('of $what', async ({ protection }) => {
    const { hub, shop } = await setUp();
    shop.setRules('main', []);
    if (protection !== undefined) shop.protect('main', protection);
    else
      hub.disturb(({ route }) =>
        route.endsWith('/branches/{branch}') && !route.includes('/rules/') ? { status: 403 } : undefined,
      );
    const found = await examined(hub);
    expect(found.amiss).toEqual(['required-check unknown acme/shop', 'up-to-date unknown acme/shop']);
    expect(found.output).toContain('/acme/shop/settings/branches');
    expect(found.exitCode).toBe(0);
  });

  test('whether classic protection asks for being up to date, where it names its checks alone', async () => {
    const { hub, shop } = await setUp();
    shop.setRules('main', []);
    const shown = { contexts: ['Portcullis'], checks: [{ context: 'Portcullis', app_id: hub.appId }] };
    shop.protect('main', { enabled: true, required_status_checks: shown });
    const found = await examined(hub);
    expect(found.amiss).toEqual(['up-to-date unknown acme/shop']);
  });

  test('nothing of all this where GitHub is away, and the last line counts it', async () => {
    const { hub } = await setUp();
    hub.disturb(() => ({ status: 503 }));
    const { output, exitCode } = await doctor([], { environment: environmentFor(hub), retryBaseMs: 1 });
    expect(output).toMatch(/\n0 problems, 5 unknown, 1 fine\n$/);
    expect(exitCode).toBe(0);
  });
});

describe('nothing secret is printed', () => {
  const secrets = {
    WEBHOOK_SECRET: 'CANARY-webhook-secret-of-32-letters',
    WEBHOOK_SECRET_PREVIOUS: 'CANARY-previous-secret-of-32-letters',
    METRICS_TOKEN: 'CANARY-metrics-token',
    DATABASE_URL: 'postgres://me:CANARY-password@localhost/db',
  };
  const weak = { ...secrets, WEBHOOK_SECRET: 'CANARY-weak' };

  test.each([
    { what: 'valid settings', environment: secrets },
    { what: 'settings that are refused', environment: weak },
  ])('with $what, whatever GitHub repeats of it', async ({ environment }) => {
    const { hub } = await setUp();
    const leak = [...Object.values(environment), 'https://me:CANARY-url@example.com/'].join(' ');
    hub.register({
      hook: {
        url: 'https://me:CANARY-hook@example.com/x?CANARY',
        secret: leak,
        content_type: 'form',
        insecure_ssl: '1',
      },
    });
    const routes = ['GET /app/hook/deliveries', 'GET /repos/{owner}/{repo}/rules/branches/{branch}'];
    hub.disturb(({ route }) => {
      const token = hub.tokens().at(-1) ?? '';
      return routes.includes(route) ? { status: 403, body: { message: `${leak} ${token}` } } : undefined;
    });
    for (const format of ['text', 'json']) {
      const { output } = await doctor(['--format', format], {
        environment: { ...environmentFor(hub), ...environment },
        retryBaseMs: 1,
      });
      expect(output).toContain('could not be seen');
      expect(output).not.toContain('CANARY');
      for (const token of hub.tokens()) expect(output).not.toContain(token);
      for (const line of hub.privateKey.split('\n').slice(1, -2)) expect(output).not.toContain(line);
    }
  });
});

describe('as people run it', () => {
  const cli = join(import.meta.dirname, '../../src/cli.ts');
  const run = (args: readonly string[], env: Readonly<Record<string, string>>) =>
    new Promise<{ readonly code: unknown; readonly out: string; readonly err: string }>((ended) => {
      execFile(process.execPath, [cli, ...args], { env }, (error, out, err) =>
        ended({ code: error?.code ?? 0, out, err }),
      );
    });

  test('it ends with 0 without problems, with 1 with one, and the key may lie in a file', async () => {
    const { hub, shop } = await setUp();
    const { PRIVATE_KEY: key = '', ...others } = environmentFor(hub);
    const file = join(mkdtempSync(join(tmpdir(), 'portcullis-key-')), 'key.pem');
    writeFileSync(file, key);
    const environment = { ...others, PRIVATE_KEY_PATH: file };
    expect(await run(['doctor'], environment)).toMatchObject({ code: 0, err: '' });
    shop.setRules('main', []);
    const { code, out } = await run(['doctor', '--repo', 'acme/shop'], environment);
    expect(code).toBe(1);
    expect(out).toContain('✗ main does not require «Portcullis»');
  });

  test('it ends with 2 and one line where the environment is not that of the service', async () => {
    expect(await run(['doctor'], {})).toEqual({
      code: 2,
      out: '',
      err: 'portcullis: APP_ID is not the number of a GitHub App; doctor runs in the environment of the service\n',
    });
  });
});
