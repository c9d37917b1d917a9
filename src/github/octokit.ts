import { Probot, ProbotOctokit } from 'probot';
import type { Metrics } from '../app/metrics.ts';
import type { Log } from '../log.ts';
import type { Redact } from '../operation/redact.ts';
import { type OutgoingOptions, outgoing } from './outgoing.ts';
import { type Pace, pace } from './pace.ts';
import { patient } from './patience.ts';
import { repositoryAuth } from './repository-auth.ts';
import { type Scope, type TokenRequest, tokenCache } from './tokens.ts';

export interface AppCredentials {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  /** `https://api.github.com`, or `https://HOST/api/v3` of GitHub Enterprise; GraphQL's address follows from it. */
  readonly baseUrl: string;
  /** The unit of the waits between attempts of a GET: 1 s, 4 s. */
  readonly retryBaseMs?: number;
  /** How long a request may take until its answer is there. */
  readonly requestTimeoutMs?: number;
}

export interface Observers {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly redact: Redact;
}

export type Octokit = InstanceType<typeof ProbotOctokit>;

/** GitHub gives up after 10 s; archives and large trees take longer to arrive. */
const usualTimeoutMs = 60_000;

/** How Portcullis talks to GitHub: as itself, and in the name of one repository. */
export interface GitHubApp {
  readonly asItself: Octokit;
  /** With a token that opens this repository and nothing else, and does what `access` says and nothing else. */
  readonly inRepository: (scope: Scope & { readonly repositoryId: number }) => Octokit;
  /** With one that opens the files of this repository, to be read, if the installation has it. */
  readonly forFilesOf: (installationId: number, repositoryName: string) => Octokit;
  /** With one that shows what the installation has, and opens no file of it. */
  readonly inInstallation: (installationId: number) => Octokit;
}

/**
 * Probot with our way of talking to GitHub.
 *
 * Probot's own shares one throttle bucket between all installations and re-sends a POST whose answer was lost, which
 * makes a comment appear twice. Here writes are paced per installation (pace.ts), a request other than GET is sent
 * once, and what GitHub will do only later is thrown as RetryLater (patience.ts). Probot's token opens everything that
 * the installation has; ours are made for a job (tokens.ts).
 */
export async function openGitHubApp(credentials: AppCredentials, observers: Observers): Promise<GitHubApp> {
  const { appId, privateKey, baseUrl } = credentials;
  const { metrics, redact } = observers;
  const Octokit = paced(credentials);
  const log = octokitLog(observers.log);
  const requestOf = (installationId: OutgoingOptions['installationId']) => ({
    fetch: outgoing({ redact, metrics, installationId }),
    log,
  });
  const probot = new Probot({
    appId,
    privateKey,
    baseUrl,
    Octokit,
    log: probotLog(log),
    request: requestOf(undefined),
  });
  const asItself = await probot.auth();
  const tokens = tokenCache({
    mint: async (request) => (await asItself.rest.apps.createInstallationAccessToken(mutable(request))).data,
    onUngranted: (installation) =>
      observers.log.warn('the installation has not granted what app.yml asks for', { installation }),
  });
  const withToken = (scope: Scope): Octokit =>
    new Octokit({
      authStrategy: repositoryAuth,
      auth: { tokens, scope, installationId: scope.installationId },
      baseUrl,
      log,
      request: requestOf(scope.installationId),
    });
  const inInstallation = (installationId: number): Octokit =>
    withToken({ installationId, repositoryId: undefined, access: 'list' });
  const forFilesOf = (installationId: number, repositoryName: string): Octokit =>
    withToken({ installationId, repositoryId: undefined, repositoryName, access: 'files' });
  return { asItself, inRepository: withToken, forFilesOf, inInstallation };
}

/** Octokit's types want lists and objects that may be written to; ours are made for this one call. */
const mutable = ({ permissions, ...request }: TokenRequest) =>
  permissions === undefined ? request : { ...request, permissions: { ...permissions } };

// 429 is added to the plugin's own list: a rate limit is not cured by asking again in a second.
const doNotRetry = [400, 401, 403, 404, 409, 410, 413, 422, 429, 451];

function paced({ retryBaseMs = 1000, requestTimeoutMs = usualTimeoutMs }: AppCredentials): typeof ProbotOctokit {
  const paces = new Map<number, Pace>();
  const paceOf = (installationId: number): Pace => {
    const known = paces.get(installationId) ?? pace();
    paces.set(installationId, known);
    return known;
  };
  const plugin: Parameters<typeof ProbotOctokit.plugin>[0] = (octokit, { auth }) => {
    const how = { pace: paceOf(auth?.installationId ?? 0), timeoutMs: requestTimeoutMs };
    octokit.hook.wrap('request', (request, options) => patient(how, request, options));
  };
  // As a function: Probot overwrites the object form of `throttle` with its own.
  return ProbotOctokit.plugin(plugin).defaults((options: object) => ({
    ...options,
    throttle: { enabled: false },
    retry: { doNotRetry, retries: 2, retryAfterBaseValue: retryBaseMs },
  })) as typeof ProbotOctokit; // the same constructor with more done in it; `plugin` adds an empty type
}

/** What Octokit and Probot have to say, in our log: theirs prints what it is given, with the bodies of requests. */
function octokitLog({ warn, error }: Log) {
  const textOf = (given: readonly unknown[]): string => String(given.find((each) => typeof each === 'string') ?? '');
  return {
    trace: () => {},
    debug: () => {},
    info: () => {},
    warn: (...given: readonly unknown[]) => warn('octokit warns', { text: textOf(given) }),
    error: (...given: readonly unknown[]) => error('octokit failed', { text: textOf(given) }),
  };
}

type ProbotLog = NonNullable<NonNullable<ConstructorParameters<typeof Probot>[0]>['log']>;

function probotLog(log: ReturnType<typeof octokitLog>): ProbotLog {
  const own = { ...log, fatal: log.error, child: () => own };
  return own as unknown as ProbotLog; // of pino's logger Probot uses these methods only
}
