import { afterEach, expect } from 'vitest';
import { analyseHere } from '../../src/app/analyse.ts';
import { createLog } from '../../src/log.ts';
import { createRedact } from '../../src/operation/redact.ts';
import { readSettings, secretsIn } from '../../src/settings.ts';
import { type Service, start, type Tuning } from '../../src/start.ts';
import { sqliteStore } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import { type Fakehub, startFakehub } from './fakehub/hub.ts';
import type { FakeRepository } from './fakehub/repository.ts';
import { web } from './web.ts';

export { web } from './web.ts';

/** The real app, talking over HTTP with a fake GitHub that is held to GitHub's own description. */
export interface Scenario {
  readonly hub: Fakehub;
  /** `acme/shop` with a plain, quiet `main`. */
  readonly shop: FakeRepository;
  /** Resolves when everything that was delivered is judged. */
  readonly idle: () => Promise<void>;
  /** Ends the app and starts it anew, with an empty store unless that is kept. */
  readonly restart: (how?: Restart) => Promise<void>;
  /** Where the app listens. */
  readonly url: () => string;
  /** What the app remembers. */
  readonly store: () => Store;
  /** What the app has logged. */
  readonly logged: readonly string[];
  /** The requests since the last call of this, as `POST …/check-runs`, without those that the app makes as itself. */
  readonly requests: () => readonly string[];
}

export interface Restart extends Pick<Tuning, 'analyse' | 'now' | 'engine'> {
  readonly keepStore?: boolean;
  /** The app looks for what was not delivered, now and every so often; it does not otherwise. */
  readonly reconcile?: boolean;
}

type Environment = Readonly<Record<string, string>>;

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

/** `environment`: what an operator has set besides what the app needs. */
export async function scenario(tuning: Tuning = {}, environment: Environment = {}): Promise<Scenario> {
  const hub = await startFakehub({ checkAnswers: true });
  const logged: string[] = [];
  let store = lasting();
  let app = await boot(hub, logged, { store, ...tuning }, environment);
  running.push(async () => {
    await app.stop();
    await hub.close();
    expect(hub.violations, 'fakehub answered as GitHub would not').toEqual([]);
  });
  const shop = hub.repository('acme/shop');
  shop.push({ branch: 'main', files: { 'k8s/web.yaml': web('ClusterIP') }, from: null });
  const restart = async ({ keepStore = false, reconcile = false, ...other }: Restart = {}): Promise<void> => {
    await app.stop();
    if (!keepStore) store = lasting();
    const minutes = { RECONCILE_MINUTES: reconcile ? '5' : '0' };
    app = await boot(hub, logged, { store, graceMs: 0, ...tuning, ...other }, { ...environment, ...minutes });
  };
  return {
    hub,
    shop,
    logged,
    restart,
    url: () => app.url,
    idle: () => app.idle(),
    store: () => store,
    requests: () => requests(hub),
  };
}

/** A store that outlives the service. */
const lasting = (): Store => ({ ...sqliteStore(':memory:'), close: async () => {} });

async function boot(hub: Fakehub, logged: string[], tuning: Tuning, environment: Environment): Promise<Service> {
  const settings = readSettings({
    APP_ID: String(hub.appId),
    PRIVATE_KEY: hub.privateKey,
    WEBHOOK_SECRET: hub.webhookSecret,
    HOST: '127.0.0.1',
    PORT: '0',
    RECONCILE_MINUTES: '0',
    ...environment,
  });
  const log = createLog('debug', (line) => void logged.push(line), createRedact(secretsIn(settings)));
  // Starting a process for each of some hundred scenarios takes its time; scenarios of the pool say how it is to be.
  const inside = tuning.analysis === undefined ? { analyse: analyseHere() } : {};
  const quick = { retryBaseMs: 5, lagMs: 20, backoffMs: () => 20, ...inside, ...tuning };
  const app = await start({ ...settings, baseUrl: hub.url }, log, quick);
  hub.connect(`${app.url}/api/github/webhooks`);
  return app;
}

function requests(hub: Fakehub): readonly string[] {
  const made = hub.calls.filter(({ route }) => !/ \/app\b|\/archives\//.test(route));
  const lines = made.map(({ route }) => route.replace('/repos/{owner}/{repo}', '…'));
  hub.forgetCalls();
  return lines;
}
