import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bomb, bombs } from '../manifest/bombs.ts';
import { type Fakehub, startFakehub } from '../support/fakehub/hub.ts';
import type { FakeRepository } from '../support/fakehub/repository.ts';
import type { Lag } from '../support/measured-service.ts';
import { web } from '../support/scenario.ts';

/** Every third one is of another kind; all of them take some minutes: `npm run bombs`. */
const chosen = process.env.BOMBS === 'all' ? bombs : bombs.filter((_, index) => index % 3 === 0);

let folder = '';
let hub: Fakehub;
let shop: FakeRepository;
let service: ChildProcess;
/** What the machine does to a process that has nothing to do. */
let idle: ChildProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bombs-'));
  hub = await startFakehub();
  shop = hub.repository('acme/shop');
  shop.push({ branch: 'main', files: { 'k8s/web.yaml': web('ClusterIP') }, from: null });
  const { appId, privateKey, webhookSecret } = hub;
  const address = { HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, FAKEHUB: hub.url };
  idle = measured({});
  service = measured({ APP_ID: String(appId), PRIVATE_KEY: privateKey, WEBHOOK_SECRET: webhookSecret, ...address });
  const [[url]] = await Promise.all([once(service, 'message'), once(idle, 'message')]);
  hub.connect(`${url}/api/github/webhooks`);
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});

const measured = (env: Readonly<Record<string, string>>): ChildProcess =>
  fork(new URL('../support/measured-service.ts', import.meta.url), { env, execArgv: [] });

async function lagOf(child: ChildProcess): Promise<Lag> {
  child.send('how long?');
  const [lag] = await once(child, 'message');
  return lag;
}

/** What GitHub shows in the end. */
async function verdictOn({ name, make }: Bomb): Promise<{ readonly conclusion: string; readonly blocking: string }> {
  const head = shop.push({ branch: name, from: 'main', files: { 'k8s/bomb.yaml': make() } });
  await shop.announce(shop.open({ branch: name }), 'opened');
  await expect.poll(() => shop.checks(head).at(-1)?.status, { timeout: 70_000, interval: 20 }).toBe('completed');
  const { conclusion, output } = shop.checks(head)[0] ?? {};
  const blocking = output?.summary?.split('\n').filter((line) => line.startsWith('- ⛔ [`k8s/bomb.yaml'));
  return { conclusion: conclusion ?? '', blocking: (blocking ?? []).join('\n') };
}

/** Without these words it cannot be a manifest, and what cannot be read of it holds nobody up. */
const mayBeManifest = ({ make }: Bomb): boolean => Buffer.from(make()).includes('kind');

test('whatever a pull request holds, the service goes on serving and the verdict is right', {
  timeout: 600_000,
}, async () => {
  for (const bomb of chosen) {
    const { conclusion, blocking } = await verdictOn(bomb);
    if (typeof bomb.ends === 'number' || !mayBeManifest(bomb)) expect(blocking, bomb.name).toBe('');
    else
      expect({ conclusion, blocking }, bomb.name).toMatchObject({
        conclusion: 'failure',
        blocking: expect.stringContaining(`(\`${bomb.ends}\`)`),
      });
  }
  const [lag, beside] = await Promise.all([lagOf(service), lagOf(idle)]);
  console.log(
    `${chosen.length} bombs; in ms, the service: ${told(lag)}; a process beside it that does nothing: ${told(beside)}`,
  );
  // What a machine with other work takes from a process shows in the idle one too, and says nothing of ours.
  expect(lag.computing).toBeLessThan(100);
});

const told = ({ max, p99, computing }: Lag): string =>
  `lag ${max.toFixed()} (p99 ${p99.toFixed()}), computing ${computing.toFixed()} in one go`;
