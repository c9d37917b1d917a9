import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { analysisPool, type PoolOptions } from './app/analysis/pool.ts';
import { Dispatcher, type DispatcherOptions } from './app/dispatcher.ts';
import { workKey } from './app/events.ts';
import type { ReviewService } from './app/job.ts';
import { keptJudgements } from './app/kept-judgements.ts';
import { measuredAnalyse, measuredForge } from './app/measured.ts';
import { receiveInto } from './app/receive.ts';
import { startReconciling } from './app/reconcile.ts';
import { rememberingForge } from './app/remembering-forge.ts';
import { runReview } from './app/run-review.ts';
import { sealedCache } from './app/sealed-cache.ts';
import { watchAppAccess } from './github/app-access.ts';
import { gitHubEstate } from './github/estate.ts';
import { openGitHub } from './github/forge.ts';
import { openGitHubApp } from './github/octokit.ts';
import { closeServer, createWebhookServer } from './github/server.ts';
import type { Log } from './log.ts';
import { watchLoopLag } from './operation/loop-lag.ts';
import { operatorPages } from './operation/pages.ts';
import { prometheus } from './operation/prometheus.ts';
import { readiness } from './operation/readiness.ts';
import { createRedact } from './operation/redact.ts';
import { type Settings, secretsIn } from './settings.ts';
import { openStore } from './store/open.ts';
import type { Store } from './store/store.ts';

/** A running Portcullis. */
export interface Service {
  /** Where it listens: `http://localhost:3000`. */
  readonly url: string;
  /** Resolves when everything that was delivered is judged. */
  idle(): Promise<void>;
  /**
   * Says at once that it is not ready, takes nothing more after `drainMs`, ends what runs, and resolves when all is
   * written.
   */
  stop(options?: { readonly drainMs?: number }): Promise<void>;
}

/** Times, for tests that cannot wait. */
export interface Tuning
  extends Partial<Pick<ReviewService, 'announceAfterMs' | 'deadlineMs' | 'analyse' | 'now' | 'engine'>> {
  /** The unit of the waits between attempts of a GET. */
  readonly retryBaseMs?: number;
  /** How long one request to GitHub may take. */
  readonly requestTimeoutMs?: number;
  /** How much is worked on at once. */
  readonly concurrency?: number;
  readonly analysis?: Partial<PoolOptions>;
  /** How long what runs may go on once the service is to end. */
  readonly endMs?: number;
  /** How long GitHub may need to list what was just written. */
  readonly lagMs?: number;
  /** How long to wait after attempt 1, 2, … of a review. */
  readonly backoffMs?: (attempt: number) => number;
  /** Instead of the one that the settings name. */
  readonly store?: Store;
  /** How often to look for what was not delivered, instead of what the settings say. */
  readonly reconcileMs?: number;
  /** How long what other repositories say for this one is remembered, and by which clock. */
  readonly sharedMs?: number;
  readonly sharedNow?: () => number;
  /** How long a delivery may be under way before its pull request counts as forgotten. */
  readonly graceMs?: number;
}

/**
 * Kubernetes grants 30 s between SIGTERM and SIGKILL. Of these 2 go to whoever still sends webhooks here (main.ts), and
 * what is left after these is for writing what was not finished.
 */
const [closeMs, defaultEndMs] = [3_000, 20_000];

/** How long GitHub may not have accepted the key, and how long work may wait, before no more webhooks are wanted. */
const [unknownMs, tooOldMs] = [10 * 60_000, 5 * 60_000];

/** A webhook that waits longer than this for the event loop is to come first. */
const lateMs = 100;

/** Builds the store, the inbox, the workers and the server, and listens. */
export async function start(settings: Settings, log: Log, tuning: Tuning = {}): Promise<Service> {
  const {
    retryBaseMs,
    requestTimeoutMs,
    concurrency,
    lagMs = 2000,
    backoffMs,
    analysis,
    graceMs: underWayMs,
    endMs = defaultEndMs,
    analyse,
    sharedMs = 60_000,
    sharedNow = Date.now,
    engine = version(),
    ...times
  } = tuning;
  const lag = watchLoopLag();
  const metrics = prometheus(lag);
  const redact = createRedact(secretsIn(settings));
  const app = await openGitHubApp(
    { ...settings, ...defined({ retryBaseMs, requestTimeoutMs }) },
    { log, metrics, redact },
  );
  const access = watchAppAccess(app.asItself, log);
  const store =
    tuning.store ?? (await openStore(settings, (error) => log.error('the store failed', { error: String(error) })));
  const inbox = new Dispatcher(store.inbox, {
    log: log.info,
    redact,
    buried: () => metrics.buried(),
    ...placesFor(settings),
    isLate: () => lag.recentMs() > lateMs,
    ...defined({ backoffMs, concurrency }),
  });
  metrics.watch(() => store.inbox.counts());
  const ready = readiness({
    github: () => Date.now() - (access.acceptedAt() ?? 0) < unknownMs,
    store: () => store.probe(),
    queue: async () => (await store.inbox.counts()).oldestMs < tooOldMs,
  });
  const botLogin = (): Promise<string> => access.login();
  const kept = sealedCache(store.cache, settings.privateKey);
  const forge = openGitHub(app, { ...settings, botLogin, kept, lagMs });
  const pool = analysisPool({ processes: settings.workers, heapMb: settings.workerMemoryMb, ...analysis });
  const service: ReviewService = {
    openForge: rememberingForge(measuredForge(forge, metrics), { ms: sharedMs, now: sharedNow }),
    store,
    analyse: keptJudgements(measuredAnalyse(analyse ?? pool.analyse, metrics), kept, engine),
    now: Date.now,
    log: log.error,
    engine,
    server: settings.server,
    announceAfterMs: 3e3,
    deadlineMs: 6e4,
    lagMs,
    ...times,
  };
  const { webhookPath, webhookSecrets: secrets, metricsToken, adminToken } = settings;
  const wrongToken = (): void => log.warn('a wrong admin token was refused');
  const shown = { adminToken, store, server: settings.server, now: Date.now, wrongToken };
  const server = createWebhookServer({
    webhookPath,
    secrets,
    receive: receiveInto({ inbox, store }, log.info),
    pages: operatorPages({ readiness: ready, lag, metrics, metricsToken, ...shown }),
    metrics,
    log,
  });
  try {
    await listen(server, settings);
  } catch (error) {
    // What it keeps open would keep the process from ending.
    await store.close();
    throw error;
  }
  inbox.start((work, attempt) => {
    metrics.began(Date.now() - attempt.since);
    return log.within({ work: workKey(work) }, () => runReview(service, work, attempt));
  });
  const reconciling = startReconciling(
    {
      estate: gitHubEstate(app, settings),
      store,
      inbox,
      now: service.now,
      log: log.info,
      redelivered: (count) => metrics.redelivered(count),
      graceMs: underWayMs ?? 60_000,
    },
    tuning.reconcileMs ?? settings.reconcileMinutes * 60_000,
  );
  access.start();
  return {
    url: urlOf(server, settings),
    idle: () => inbox.idle(),
    stop: async ({ drainMs = 0 } = {}) => {
      ready.end();
      await new Promise((done) => setTimeout(done, drainMs));
      await closeServer(server, closeMs);
      reconciling.stop();
      await inbox.stop({ graceMs: endMs });
      await pool.close();
      access.stop();
      lag.stop();
      await store.close();
    },
  };
}

/**
 * Most of a review's time is GitHub's, or its installation's next allowed write's: places cost little. With more than a
 * dozen an installation's reviews would wait for their writes until their deadline.
 */
function placesFor({ workers }: Settings): Pick<DispatcherOptions, 'concurrency' | 'share'> {
  const share = Math.min(12, workers + 3);
  return { concurrency: 3 * share, share };
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** What is left out rather than undefined has its usual value. */
const defined = <T extends object>(tuning: T): Defined<T> =>
  Object.fromEntries(Object.entries(tuning).filter(([, value]) => value !== undefined)) as Defined<T>; // its own entries

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
