import { generateKeyPairSync } from 'node:crypto';
import { type AppCredentials, type GitHubApp, type Observers, openGitHubApp } from '../../src/github/octokit.ts';
import { createLog } from '../../src/log.ts';
import { type PrometheusMetrics, prometheus } from '../../src/operation/prometheus.ts';
import { createRedact } from '../../src/operation/redact.ts';

/** A log that is kept, metrics that can be read, and nothing secret. */
export function observers(secrets: readonly string[] = []): Observers & {
  readonly logged: string[];
  readonly metrics: PrometheusMetrics;
} {
  const logged: string[] = [];
  const redact = createRedact(secrets);
  const log = createLog('debug', (line) => void logged.push(line), redact);
  return { logged, log, redact, metrics: prometheus({ recentMs: () => 0, worstMs: () => 0, stop: () => {} }) };
}

/** An app that talks to `baseUrl`, and does not wait long between attempts. */
export const appAt = (of: Partial<AppCredentials> & Pick<AppCredentials, 'baseUrl'>): Promise<GitHubApp> =>
  openGitHubApp({ appId: 1, privateKey: appKey, retryBaseMs: 1, ...of }, observers());

/** PEM. */
export const { privateKey: appKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
