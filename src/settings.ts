import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** What the environment says, checked. */
export interface Settings {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  /** The webhook secret, and during a rotation the one before it. */
  readonly webhookSecrets: readonly string[];
  readonly webhookPath: string;
  readonly host: string;
  readonly port: number;
  /** Where people read repositories: `https://github.com`. */
  readonly server: string;
  /** Where the REST API answers. */
  readonly baseUrl: string;
  /** The folder of what is kept: of the database, unless `databaseUrl` names another. */
  readonly dataDir: string;
  /** PostgreSQL's, with its password. */
  readonly databaseUrl: string | undefined;
  /** How many webhooks may wait before GitHub is told to keep them. */
  readonly inboxLimit: number;
  /** 0: GitHub is never asked for what it did not deliver. */
  readonly reconcileMinutes: number;
  /** How many analyses run at once, each in a thread of its own. */
  readonly workers: number;
  /** What one of them may take before it is ended. */
  readonly workerMemoryMb: number;
  /** What `GET /metrics` asks for; undefined: nothing. */
  readonly metricsToken: string | undefined;
  /** What the organisation's page and its audit ask for; undefined: neither is there. */
  readonly adminToken: string | undefined;
  readonly logLevel: LogLevel;
}

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** The environment is not one to start with; the message is one line and holds no secret. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The names are Probot's, so that what people know of it holds.
 * @throws SettingsError
 * @see https://probot.github.io/docs/configuration/
 */
export function readSettings(environment: Environment): Settings {
  return {
    ...readAppPlace(environment),
    webhookSecrets: webhookSecrets(environment),
    host: environment.HOST || 'localhost',
    port: whole('PORT', environment, { usual: 3000, from: 0, to: 65_535 }),
    ...readStorePlace(environment),
    reconcileMinutes: whole('RECONCILE_MINUTES', environment, { usual: 5, from: 0, to: 1440 }),
    workers: whole('WORKERS', environment, { usual: usualWorkers(), from: 1, to: 256 }),
    workerMemoryMb: whole('WORKER_MEMORY_MB', environment, { usual: 512, from: 64, to: 65_536 }),
    metricsToken: metricsToken(secretText('METRICS_TOKEN', environment)),
    adminToken: adminToken(environment),
    logLevel: logLevel(environment.LOG_LEVEL || 'info'),
  };
}

/**
 * Who the app is and where GitHub is, which is all that somebody has to know who only asks.
 * @throws SettingsError
 */
export const readAppPlace = (environment: Environment): AppPlace => ({
  appId: appId(environment.APP_ID),
  privateKey: privateKey(environment),
  webhookPath: environment.WEBHOOK_PATH || '/api/github/webhooks',
  ...servers(environment),
});

export type AppPlace = Pick<Settings, 'appId' | 'privateKey' | 'webhookPath' | 'server' | 'baseUrl'>;

/**
 * Where everything is kept, which is all that an operator's command has to know.
 * @throws SettingsError
 */
export const readStorePlace = (environment: Environment): Pick<Settings, 'dataDir' | 'databaseUrl' | 'inboxLimit'> => ({
  dataDir: environment.DATA_DIR || './data',
  databaseUrl: databaseUrl(secretText('DATABASE_URL', environment)),
  inboxLimit: whole('INBOX_LIMIT', environment, { usual: 50_000, from: 1, to: 10_000_000 }),
});

/** One core is left to the service itself; with a single process everybody would wait for one bad input. */
const usualWorkers = (): number => Math.min(4, Math.max(2, availableParallelism() - 1));

/** Everything in the settings that must never be read by anybody, as it is. */
export function secretsIn(settings: Settings): readonly string[] {
  const { privateKey: key, webhookSecrets: hooks, databaseUrl: url, metricsToken, adminToken: admin } = settings;
  const tokens = [metricsToken, admin].filter((token) => token !== undefined);
  return [key, ...hooks, ...(url === undefined ? [] : passwordsIn(url)), ...tokens];
}

function appId(text: string | undefined): number {
  if (text === undefined || !/^[1-9]\d{0,15}$/.test(text))
    throw new SettingsError('APP_ID is not the number of a GitHub App');
  return Number(text);
}

/** As text, as base64 of the text, or in a file. */
function privateKey({ PRIVATE_KEY: text, PRIVATE_KEY_PATH: path }: Environment): string {
  const key = text
    ? text.includes('-----BEGIN')
      ? text
      : Buffer.from(text, 'base64').toString()
    : path && readSecretFile('PRIVATE_KEY_PATH', path);
  if (!key) throw new SettingsError('PRIVATE_KEY or PRIVATE_KEY_PATH has to give the key of the GitHub App');
  // Some environments keep line breaks as two characters.
  const pem = key.replaceAll('\\n', '\n');
  if (!/^-----BEGIN (RSA )?PRIVATE KEY-----/.test(pem.trim()))
    throw new SettingsError('the private key is not in PEM format');
  return pem;
}

/** A secret in a file need not be in the environment, which every child process and many a crash report has. */
function readSecretFile(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new SettingsError(`${name} names ${quoted(path, looksLikePath) ?? 'something'}, which cannot be read`);
  }
}

/**
 * What was given, where it has the form of what was asked for: whoever pastes a secret under the wrong name must not
 * find it in a log.
 */
const quoted = (text: string, form: RegExp): string | undefined => (form.test(text) ? JSON.stringify(text) : undefined);

const looksLikePath = /^\.{0,2}\/[\w ./-]{1,250}$/;
const looksLikeNumber = /^[+-]?[\d.,]{1,12}[A-Za-z%]{0,3}$/;
const looksLikeHost = /^(https?:\/\/)?[\w-]{1,63}(\.[\w-]{1,63}){1,9}(:\d{0,9})?\/?[\w/]{0,20}$/;

function webhookSecrets(environment: Environment): readonly string[] {
  const now = strongSecret('WEBHOOK_SECRET', environment);
  if (now === undefined)
    throw new SettingsError('WEBHOOK_SECRET or WEBHOOK_SECRET_PATH is missing; `openssl rand -hex 32` makes a secret');
  const before = strongSecret('WEBHOOK_SECRET_PREVIOUS', environment);
  return before === undefined ? [now] : [now, before];
}

/** What a browser or a program sends it in has no place for anything but printable ASCII. */
function adminToken(environment: Environment): string | undefined {
  const token = strongSecret('ADMIN_TOKEN', environment);
  if (token !== undefined && !/^[!-~]+$/.test(token))
    throw new SettingsError(
      'ADMIN_TOKEN has characters that no header can carry; `openssl rand -hex 32` makes a token',
    );
  return token;
}

function strongSecret(name: string, environment: Environment): string | undefined {
  const text = secretText(name, environment);
  return text === undefined ? undefined : strong(environment[name] ? name : `${name}_PATH`, text);
}

/** What `name` says, or the file that `name`_PATH names. */
function secretText(name: string, environment: Environment): string | undefined {
  const { [name]: text, [`${name}_PATH`]: path } = environment;
  if (text) return text;
  // Editors end a file with a line break, which is no part of the secret.
  return path ? readSecretFile(`${name}_PATH`, path).trimEnd() : undefined;
}

/** Whoever knows it can have any pull request judged, or read what all are told: a guessable one is none. */
const shortestSecret = 32;

function strong(name: string, text: string): string {
  // Probot's own default, also in production.
  if (text === 'development') throw new SettingsError(`${name} is Probot's default, which everybody knows`);
  if (text.length < shortestSecret) throw new SettingsError(`${name} has fewer than ${shortestSecret} characters`);
  return text;
}

/** What it gives away is small, but a token of a few letters is found by trying. */
const shortestToken = 16;

function metricsToken(text: string | undefined): string | undefined {
  // An empty file is refused: nobody who named one wants everybody to read them.
  if (text === undefined) return undefined;
  if (text.length < shortestToken) throw new SettingsError(`METRICS_TOKEN has fewer than ${shortestToken} characters`);
  return text;
}

function whole(
  name: string,
  { [name]: text }: Environment,
  { usual, from, to }: { readonly usual: number; readonly from: number; readonly to: number },
): number {
  if (!text) return usual;
  const number = Number(text);
  if (!/^\d{1,9}$/.test(text) || number < from || number > to)
    throw new SettingsError(
      `${name} is not an integer from ${from} to ${to}: ${quoted(text, looksLikeNumber) ?? 'no number at all'}`,
    );
  return number;
}

/** What is wrong with it is not quoted: it holds a password. */
function databaseUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^postgres(ql)?:\/\//.test(text)) throw new SettingsError('DATABASE_URL does not begin with postgres://');
  if (!URL.canParse(text)) throw new SettingsError('DATABASE_URL is not a URL; a password has to be percent-encoded');
  return text;
}

/** As it stands in the URL, and as the server and its errors know it. */
function passwordsIn(url: string): readonly string[] {
  const { password } = new URL(url);
  return [password, decoded(password)].filter((each) => each !== '');
}

function decoded(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password; // a bare «%», which PostgreSQL's own clients take as it is
  }
}

/** github.com, or a GitHub Enterprise Server, whose API lies below /api/v3 of the same host. */
function servers({ GHE_HOST: host, GHE_PROTOCOL: protocol }: Environment): Pick<Settings, 'server' | 'baseUrl'> {
  if (!host) return { server: 'https://github.com', baseUrl: 'https://api.github.com' };
  if (!/^[A-Za-z0-9.-]+(:\d{1,5})?$/.test(host))
    throw new SettingsError(
      `GHE_HOST is not a host: ${quoted(host, looksLikeHost) ?? 'nothing of the form name:port'}`,
    );
  const server = `${protocol === 'http' ? 'http' : 'https'}://${host}`;
  return { server, baseUrl: `${server}/api/v3` };
}

function logLevel(text: string): LogLevel {
  const level = logLevels.find((each) => each === text);
  if (level === undefined) throw new SettingsError(`LOG_LEVEL is one of ${logLevels.join(', ')}`);
  return level;
}
