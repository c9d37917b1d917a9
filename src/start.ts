import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Probot } from 'probot';
import { analyse } from './app/analyse.ts';
import { Dispatcher } from './app/dispatcher.ts';
import type { ReviewService } from './app/job.ts';
import { memoShelf } from './app/memo-shelf.ts';
import { runReview } from './app/run-review.ts';
import { openGitHub } from './github/forge.ts';
import { createProbotApp } from './github/octokit.ts';
import { createWebhookServer, type Delivery } from './github/server.ts';
import portcullis from './index.ts';
import type { Log } from './log.ts';
import type { Settings } from './settings.ts';
import { sqliteStore } from './store/sqlite.ts';
import type { Store } from './store/store.ts';

/** A running Portcullis. */
export interface Service {
  /** Where it listens: `http://localhost:3000`. */
  readonly url: string;
  /** Resolves when everything that was delivered is judged. */
  idle(): Promise<void>;
  /** Takes nothing more, ends what runs, and resolves when all is written. */
  stop(): Promise<void>;
}

/** Times, for tests that cannot wait. */
export interface Tuning extends Partial<Pick<ReviewService, 'announceAfterMs' | 'deadlineMs' | 'analyse'>> {
  /** The unit of the waits between attempts of a GET. */
  readonly retryBaseMs?: number;
  /** How long GitHub may need to list what was just written. */
  readonly lagMs?: number;
  /** How long to wait after attempt 1, 2, … of a review. */
  readonly backoffMs?: (attempt: number) => number;
  readonly store?: Store;
}

/** Kubernetes grants 30 s between SIGTERM and SIGKILL; the rest is for writing what was not finished. */
const graceMs = 20_000;

/** Builds the store, the inbox, the workers and the server, and listens. */
export async function start(settings: Settings, log: Log, tuning: Tuning = {}): Promise<Service> {
  const { retryBaseMs, lagMs = 2000, backoffMs, store = sqliteStore(':memory:'), ...times } = tuning;
  const probot = createProbotApp({ ...settings, ...(retryBaseMs === undefined ? {} : { retryBaseMs }) });
  await probot.ready();
  const inbox = new Dispatcher(store.inbox, { log: log.info, ...(backoffMs === undefined ? {} : { backoffMs }) });
  await probot.load(portcullis, { cwd: process.cwd(), addHandler: () => {}, inbox });
  const service: ReviewService = {
    openForge: openGitHub(probot, { ...settings, lagMs }),
    store,
    memos: memoShelf(),
    analyse,
    now: Date.now,
    log: log.error,
    engine: version(),
    server: settings.server,
    announceAfterMs: 3e3,
    deadlineMs: 6e4,
    lagMs,
    ...times,
  };
  const { webhookPath, webhookSecrets: secrets } = settings;
  const server = createWebhookServer({ webhookPath, secrets, receive: into(probot), log: log.info });
  await listen(server, settings);
  inbox.start((work, attempt) => runReview(service, work, attempt));
  return {
    url: urlOf(server, settings),
    idle: () => inbox.idle(),
    stop: async () => {
      await close(server);
      await inbox.stop({ graceMs });
      await store.close();
    },
  };
}

/** Verified already, so it goes to Probot's handlers and past its own middleware. */
const into =
  (probot: Probot) =>
  async ({ id, event, payload }: Delivery): Promise<void> => {
    // Signed by GitHub; what the handlers use of it they check field by field.
    await probot.receive({ id, name: event, payload } as Parameters<Probot['receive']>[0]);
  };

/** package.json stands one folder above, both in the sources and in the package. */
function version(): string {
  // npm's own file, which always has a version.
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}

const listen = (server: Server, { host, port }: Settings): Promise<void> =>
  new Promise((listening, failed) => {
    server.once('error', failed);
    server.listen(port, host, listening);
  });

function urlOf(server: Server, { host }: Settings): string {
  const { port } = server.address() as AddressInfo; // it listens on TCP, never on a pipe
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** GitHub keeps connections open; those that are idle must not hold the end back. */
const close = (server: Server): Promise<void> =>
  new Promise((closed) => {
    server.close(() => closed());
    server.closeIdleConnections();
  });
