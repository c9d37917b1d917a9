import http from 'node:http';
import { SettingsError } from '../settings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'] as const;

/**
 * Sends what leaves for GitHub through the proxy that the environment names. Node's `fetch` looks for one only where
 * NODE_USE_ENV_PROXY was set before it started.
 * @throws SettingsError
 * @see https://nodejs.org/api/http.html#httpsetglobalproxyfromenvproxyenv
 */
export function useProxy(environment: Environment): void {
  const named = names.find((name) => environment[name]);
  // Node has seen to it, or will say itself that it cannot.
  if (named === undefined || environment.NODE_USE_ENV_PROXY === '1') return;
  // Node 22 knows the variable alone; as a named import the missing function would be a crash with a stack trace.
  if (!('setGlobalProxyFromEnv' in http))
    throw new SettingsError(`${named} is set, which this Node heeds only with NODE_USE_ENV_PROXY=1`);
  try {
    http.setGlobalProxyFromEnv({ ...environment });
  } catch {
    throw new SettingsError(`${named} names no proxy`); // not quoted: it may hold a password
  }
}
