import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { canariesIn, canary } from '../support/canaries.ts';
import { canaryRepository } from '../support/canary-repository.ts';
import { environmentFor } from '../support/environment.ts';
import { startFakehub } from '../support/fakehub/hub.ts';
import type { FakeRepository } from '../support/fakehub/repository.ts';
import type { Call } from '../support/fakehub/state.ts';
import { type Disturbance, type FaultClass, faults } from '../support/faults.ts';
import { type Scenario, scenario } from '../support/scenario.ts';

/** More than a thousand objects with secrets, and every fault; `npm run faults`. Otherwise what stands for them. */
const isWhole = process.env.FAULTS === 'all';
const tried = isWhole ? faults : faults.filter(({ what }) => ['502 after it was done', '422'].includes(what));

const metricsToken = 'CANARY-metrics-token';
const password = 'CANARY-database-password';
const environment = {
  METRICS_TOKEN: metricsToken,
  DATABASE_URL: `postgres://portcullis:${password}@127.0.0.1:1/portcullis`,
};

/** An error that repeats whatever the app could have sent: some proxies do. */
function echoing({ hub }: Scenario, given: Disturbance): Disturbance {
  if (given.body === undefined) return given;
  const all = [...secretsOf(hub), ...hub.tokens().map((token) => `bearer ${token}`)];
  return { ...given, body: { ...given.body, message: `${String(given.body.message)} (${all.join(' ')})` } };
}

const secretsOf = (hub: Scenario['hub']): readonly string[] => [
  hub.privateKey,
  hub.webhookSecret,
  metricsToken,
  environment.DATABASE_URL,
];

/** What of `text` nobody may read: of the repository and of the app. */
function leaksIn({ hub }: Scenario, text: string): readonly string[] {
  const lines = hub.privateKey.split('\n').filter((line) => line.length > 40);
  const own = [...lines, hub.webhookSecret, ...hub.tokens()].filter((secret) => text.includes(secret));
  return [...canariesIn(text), ...own];
}

interface Played {
  readonly answers: readonly string[];
  readonly repositoryId: number;
}

async function played(running: Scenario, fault: FaultClass): Promise<Played> {
  const { hub, idle } = running;
  const answers: string[] = [];
  const say = async (delivered: Promise<{ readonly body: string }>): Promise<void> => {
    answers.push((await delivered).body);
    await idle();
  };
  const repository = hub.repository('acme/secrets');
  repository.push({ branch: 'main', files: filesOf('base'), from: null });
  repository.push({ branch: 'work', files: filesOf('head') });
  const number = repository.open({ branch: 'work' });
  const strikes = strikesOf(running, fault, repository);
  const push = async (files: Parameters<FakeRepository['push']>[0]['files']): Promise<void> => {
    repository.push({ branch: 'work', files });
    await say(repository.announce(number, 'synchronize'));
  };
  hub.disturb(strikes.once);
  await say(repository.announce(number, 'opened'));
  // A call that is refused ends the attempt; in the end all of them have been, and everything has been said.
  for (let before = 0, round = 0; before < strikes.struck.size; round++) {
    before = strikes.struck.size;
    await push({ 'note.txt': String(round) });
  }
  await push({ 'beside/web.yaml': null });
  hub.disturb(strikes.always);
  await push({ 'note.txt': 'the last' });
  answers.push((await hub.deliver({ event: 'pull_request', payload: {}, secret: 'CANARY-wrong' })).body);
  return { answers, repositoryId: repository.state.id };
}

/** Every call once, and the one without which there is no verdict for ever. */
function strikesOf(running: Scenario, fault: FaultClass, { state }: FakeRepository) {
  const struck = new Set<string>();
  const about = { origin: running.hub.url, repositoryId: state.id };
  const strike = (call: Call): Disturbance => echoing(running, fault.strike(call, about));
  const once = (call: Call): Disturbance | undefined => {
    if (struck.has(call.route) || call.route === 'GET /app') return undefined;
    struck.add(call.route);
    return strike(call);
  };
  return { struck, once, always: (call: Call) => (call.url.includes('/compare/') ? strike(call) : undefined) };
}

const filesOf = (side: 'base' | 'head') => {
  const files = Object.entries(canaryRepository(side));
  return Object.fromEntries(files.map(([path, file]) => [path, typeof file === 'string' ? file : null]));
};

async function pages(url: string): Promise<readonly string[]> {
  const asked = [
    fetch(`${url}/metrics`),
    fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } }),
    ...['/readyz', '/livez', '/', '/api/github/webhooks'].map((path) => fetch(url + path)),
  ];
  return Promise.all((await Promise.all(asked)).map((answer) => answer.text()));
}

test.each(tried)(
  'of a thousand objects with secrets, and of the app’s own, nothing is told to anybody with $what',
  async (fault) => {
    const running = await scenario({ requestTimeoutMs: 1_000 }, environment);
    const { answers, repositoryId } = await played(running, fault);
    const { hub, logged, store, url } = running;
    const letters = await store().inbox.dead();
    const told: Readonly<Record<string, readonly string[]>> = {
      logged,
      sent: hub.calls.map(({ url: to, body }) => `${to} ${body}`),
      pages: await pages(url()),
      answers,
      letters: letters.map(({ reason }) => reason),
      remembered: (await store().records.open(repositoryId)).map((each) => JSON.stringify(each)),
    };
    expect(told.sent?.some((line) => line.includes('"conclusion"'))).toBe(true);
    expect(told.sent?.join().length).toBeGreaterThan(20_000);
    if (fault.what !== 'moved') expect(letters).toHaveLength(1);
    const leaks = Object.entries(told).flatMap(([where, texts]) =>
      texts.flatMap((text) => leaksIn(running, text).map((leak) => `${where}: ${leak}: ${text.slice(0, 200)}`)),
    );
    expect(leaks).toEqual([]);
  },
  120_000,
);

const hidden = canary('setting');
const pem = (body: string): string => `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`;

/** Each is refused at the start, and holds what somebody would rather not read in the log of a cluster. */
const refused: readonly Readonly<Record<string, string>>[] = [
  { APP_ID: hidden },
  { PRIVATE_KEY: hidden },
  { PRIVATE_KEY: '', PRIVATE_KEY_PATH: pem(hidden) },
  { WEBHOOK_SECRET: hidden },
  { WEBHOOK_SECRET: '', WEBHOOK_SECRET_PATH: hidden.repeat(3) },
  { WEBHOOK_SECRET_PREVIOUS: hidden },
  { METRICS_TOKEN: hidden.slice(0, 15) },
  { DATABASE_URL: `mysql://portcullis:${hidden}@db/x` },
  { DATABASE_URL: `postgres://portcullis:${hidden}%@[db/x` },
  { DATABASE_URL: `postgres://portcullis:${hidden}@127.0.0.1:1/x` },
  { DATABASE_URL: `postgres://portcullis:p%40${hidden}@127.0.0.1:1/x?sslmode=${hidden}` },
  { HTTPS_PROXY: `nonsense://portcullis:${hidden}@[proxy` },
  { GHE_HOST: `https://portcullis:${hidden}@git.example.com` },
  { PORT: hidden },
  { INBOX_LIMIT: hidden },
  { LOG_LEVEL: hidden },
];

test('a setting that is refused is not repeated, neither by its error nor by the process that does not start', async () => {
  const hub = await startFakehub();
  const usual = environmentFor(hub);
  const said = await Promise.all(refused.map((one) => failingStart({ ...usual, ...one })));
  await hub.close();
  expect(said.map(({ code }) => code)).toEqual(refused.map(() => 2));
  const leaks = said.flatMap(({ text }, index) =>
    [...canariesIn(text), ...(text.includes(hidden.slice(0, 15)) ? [hidden] : [])].map(() => ({
      ...refused[index],
      text,
    })),
  );
  expect(leaks).toEqual([]);
  expect(said.filter(({ text }) => !/^portcullis: [^\n]+\n$/.test(text))).toEqual([]);
}, 60_000);

/** What it says, and with which code it ends. */
async function failingStart(environment: Readonly<Record<string, string>>) {
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const parts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => parts.push(bytes.toString()));
  const code = await new Promise<number | null>((ended) => child.once('close', ended));
  return { code, text: parts.join('') };
}
