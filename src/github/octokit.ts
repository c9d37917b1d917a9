import { Probot, ProbotOctokit } from 'probot';
import { type Pace, pace } from './pace.ts';
import { patient } from './patience.ts';

export interface AppCredentials {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  /** `https://api.github.com`, or `https://HOST/api/v3` of GitHub Enterprise. */
  readonly baseUrl: string;
  /** The unit of the waits between attempts of a GET: 1 s, 4 s. */
  readonly retryBaseMs?: number;
}

export type Octokit = InstanceType<typeof ProbotOctokit>;

/**
 * Probot with our way of talking to GitHub.
 *
 * Probot's own shares one throttle bucket between all installations and re-sends a POST whose answer was lost, which
 * makes a comment appear twice. Here writes are paced per installation (pace.ts), a request other than GET is sent
 * once, and what GitHub will do only later is thrown as RetryLater (patience.ts).
 */
export function createProbotApp(credentials: AppCredentials): Probot {
  const { appId, privateKey, baseUrl } = credentials;
  // Warnings only: below that Probot logs the bodies of webhooks and requests.
  return new Probot({ appId, privateKey, baseUrl, logLevel: 'warn', logFormat: 'json', Octokit: paced(credentials) });
}

// 429 is added to the plugin's own list: a rate limit is not cured by asking again in a second.
const doNotRetry = [400, 401, 403, 404, 409, 410, 413, 422, 429, 451];

function paced({ retryBaseMs = 1000 }: AppCredentials): typeof ProbotOctokit {
  const paces = new Map<number, Pace>();
  const paceOf = (installationId: number): Pace => {
    const known = paces.get(installationId) ?? pace();
    paces.set(installationId, known);
    return known;
  };
  const plugin: Parameters<typeof ProbotOctokit.plugin>[0] = (octokit, { auth }) => {
    const own = paceOf(auth?.installationId ?? 0);
    // Octokit gets a new token where its cache has none.
    const forgetToken = (): void => auth?.cache?.clear();
    octokit.hook.wrap('request', (request, options) => patient(own, request, options, forgetToken));
  };
  // As a function: Probot overwrites the object form of `throttle` with its own.
  return ProbotOctokit.plugin(plugin).defaults((options: object) => ({
    ...options,
    throttle: { enabled: false },
    retry: { doNotRetry, retries: 2, retryAfterBaseValue: retryBaseMs },
  })) as typeof ProbotOctokit; // the same constructor with more done in it; `plugin` adds an empty type
}
