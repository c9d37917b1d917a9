import type { Log } from '../log.ts';
import type { Octokit } from './octokit.ts';

/** Whether GitHub knows the app by its key, and by which name. */
export interface AppAccess {
  /** When GitHub accepted the app's key last, in milliseconds since 1970; undefined before the first time. */
  acceptedAt(): number | undefined;
  /** The login that GitHub gives to what the app writes: `<slug>[bot]`. */
  login(): Promise<string>;
  /** From now on GitHub is asked. */
  start(): void;
  stop(): void;
}

/** More often than readiness forgets (ten minutes), and next to nothing for GitHub. */
const everyMs = 4 * 60_000;

/** Asks GitHub who we are, at the start and every few minutes: a key that was revoked, or a GitHub that cannot be reached, shows. */
export function watchAppAccess(asItself: Octokit, log: Log): AppAccess {
  let acceptedAt: number | undefined;
  let slug: string | undefined;
  const ask = async (): Promise<string> => {
    const { data } = await asItself.rest.apps.getAuthenticated();
    acceptedAt = Date.now();
    slug = data?.slug ?? '';
    return slug;
  };
  const look = (): void => {
    // An outage shows in /readyz; that it has one is no reason to end.
    ask().catch((error: unknown) => log.warn('GitHub does not accept the app’s key', { error: String(error) }));
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    acceptedAt: () => acceptedAt,
    login: async () => `${slug ?? (await ask())}[bot]`,
    start: () => {
      look();
      timer = setInterval(look, everyMs).unref();
    },
    stop: () => clearInterval(timer),
  };
}
