import { createPrivateKey } from 'node:crypto';
import { parseArgs } from 'node:util';
import { configPath } from '../config/defaults.ts';
import { loadConfig } from '../config/load.ts';
import { examine } from '../doctor/examine.ts';
import type { ConfigurationFacts } from '../doctor/facts.ts';
import type { Result } from '../doctor/result.ts';
import { doctorJson, doctorText } from '../doctor/write.ts';
import { gatherFacts, type Looking } from '../github/doctor-facts.ts';
import { openGitHubApp } from '../github/octokit.ts';
import { createLog } from '../log.ts';
import { plain } from '../model/message.ts';
import { useProxy } from '../operation/proxy.ts';
import { createRedact, type Redact } from '../operation/redact.ts';
import { unmeasured } from '../operation/unmeasured.ts';
import { type AppPlace, readAppPlace, readSettings, SettingsError, secretsIn } from '../settings.ts';
import type { Outcome } from './outcome.ts';
import { UsageError } from './usage.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where it runs, and times for tests that cannot wait. */
export interface Surroundings {
  readonly environment?: Environment;
  readonly retryBaseMs?: number;
  readonly requestTimeoutMs?: number;
  readonly now?: number;
}

/** Somebody waits in front of a terminal. */
const patienceMs = 20_000;

/** `portcullis doctor`: what is amiss with an installed app, and the way out. */
export async function doctor(args: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  const { environment = process.env, now = Date.now(), ...times } = surroundings;
  const { repository, format } = options(args);
  const app = appIn(environment);
  const { refusedSettings, secrets } = service(environment);
  const redact = createRedact([app.privateKey, ...secrets]);
  // What fails becomes a result, with its reason; a log beside it would say it twice.
  const log = createLog('error', () => {}, redact);
  const observers = { log, redact, metrics: unmeasured };
  const gitHub = await openGitHubApp({ requestTimeoutMs: patienceMs, ...app, ...times }, observers);
  const looking = { ...app, repository, readConfiguration };
  const results = examine({
    ...(await gatherFacts(gitHub, looking)),
    appId: app.appId,
    webhookPath: app.webhookPath,
    refusedSettings,
    repository: repository && `${repository.owner}/${repository.repo}`,
    now,
  }).map((result) => redacted(result, redact));
  return {
    output: format === 'json' ? `${JSON.stringify(doctorJson(results), undefined, 2)}\n` : doctorText(results),
    exitCode: results.some(({ state }) => state === 'problem') ? 1 : 0,
  };
}

function options(args: readonly string[]): { readonly repository: Looking['repository']; readonly format: string } {
  const { repo, format } = parsed(args);
  if (format !== 'text' && format !== 'json')
    throw new UsageError(`--format ${format} is not known here; choose text, json`);
  if (repo === undefined) return { repository: undefined, format };
  const [, owner, name] = /^([\w.-]+)\/([\w.-]+)$/.exec(repo) ?? [];
  if (owner === undefined || name === undefined)
    throw new UsageError(`--repo ${repo} is not a repository of GitHub; write OWNER/NAME`);
  return { repository: { owner, repo: name }, format };
}

function parsed(args: readonly string[]): { readonly repo?: string; readonly format: string } {
  try {
    const spec = { repo: { type: 'string' }, format: { type: 'string', default: 'text' } } as const;
    return parseArgs({ args: [...args], options: spec }).values;
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message.split('. ')[0] ?? error.message);
    throw error;
  }
}

/** Without the app's key nothing can be asked. */
function appIn(environment: Environment): AppPlace {
  try {
    useProxy(environment);
    const app = readAppPlace(environment);
    if (!isKey(app.privateKey)) throw new SettingsError('the private key is in PEM format, and yet none of GitHub’s');
    return app;
  } catch (error) {
    if (error instanceof SettingsError)
      throw new UsageError(`${error.message}; doctor runs in the environment of the service`);
    throw error;
  }
}

/** GitHub gives out keys of RSA alone. */
function isKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false; // the words of OpenSSL help nobody
  }
}

/** Why the service would not start, if it would not, and what of its environment nobody may read. */
function service(environment: Environment): {
  readonly refusedSettings: string | undefined;
  readonly secrets: readonly string[];
} {
  try {
    return { refusedSettings: undefined, secrets: secretsIn(readSettings(environment)) };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    // A weak secret is one all the same.
    const names = ['WEBHOOK_SECRET', 'WEBHOOK_SECRET_PREVIOUS', 'DATABASE_URL', 'METRICS_TOKEN', 'ADMIN_TOKEN'];
    return { refusedSettings: error.message, secrets: names.flatMap((name) => environment[name] ?? []) };
  }
}

const redacted = (result: Result, redact: Redact): Result => ({
  ...result,
  where: redact(result.where),
  message: redact(result.message),
  fix: result.fix && redact(result.fix),
});

function readConfiguration(bytes: Uint8Array | undefined): ConfigurationFacts {
  const { config, problems } = loadConfig({ path: configPath, bytes });
  const [first] = problems;
  const problem = first && `line ${first.at.line}: ${plain(first.message)}`;
  return { checkName: config.checkName, isObserving: config.mode === 'observe', teams: config.waivers.teams, problem };
}
