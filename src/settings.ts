import { readFileSync } from 'node:fs';

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
  const { WEBHOOK_SECRET, WEBHOOK_SECRET_PREVIOUS: previous } = environment;
  return {
    appId: appId(environment.APP_ID),
    privateKey: privateKey(environment),
    webhookSecrets: [
      secret('WEBHOOK_SECRET', WEBHOOK_SECRET),
      ...(previous ? [secret('WEBHOOK_SECRET_PREVIOUS', previous)] : []),
    ],
    webhookPath: environment.WEBHOOK_PATH || '/api/github/webhooks',
    host: environment.HOST || 'localhost',
    port: port(environment.PORT || '3000'),
    ...servers(environment),
    logLevel: logLevel(environment.LOG_LEVEL || 'info'),
  };
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
    : path && readKey(path);
  if (!key) throw new SettingsError('PRIVATE_KEY or PRIVATE_KEY_PATH has to give the key of the GitHub App');
  // Some environments keep line breaks as two characters.
  const pem = key.replaceAll('\\n', '\n');
  if (!/^-----BEGIN (RSA )?PRIVATE KEY-----/.test(pem.trim()))
    throw new SettingsError('the private key is not in PEM format');
  return pem;
}

function readKey(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new SettingsError(`PRIVATE_KEY_PATH names ${JSON.stringify(path)}, which cannot be read`);
  }
}

/** Whoever knows the secret can have any pull request judged, so a guessable one is none. */
const shortestSecret = 32;

function secret(name: string, text: string | undefined): string {
  if (!text) throw new SettingsError(`${name} is missing; \`openssl rand -hex 32\` makes one`);
  // Probot's own default, also in production.
  if (text === 'development') throw new SettingsError(`${name} is Probot's default, which everybody knows`);
  if (text.length < shortestSecret) throw new SettingsError(`${name} has fewer than ${shortestSecret} characters`);
  return text;
}

function port(text: string): number {
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number > 65_535) throw new SettingsError(`PORT is no port: ${JSON.stringify(text)}`);
  return number;
}

/** github.com, or a GitHub Enterprise Server, whose API lies below /api/v3 of the same host. */
function servers({ GHE_HOST: host, GHE_PROTOCOL: protocol }: Environment): Pick<Settings, 'server' | 'baseUrl'> {
  if (!host) return { server: 'https://github.com', baseUrl: 'https://api.github.com' };
  if (!/^[A-Za-z0-9.-]+(:\d{1,5})?$/.test(host))
    throw new SettingsError(`GHE_HOST is no host: ${JSON.stringify(host)}`);
  const server = `${protocol === 'http' ? 'http' : 'https'}://${host}`;
  return { server, baseUrl: `${server}/api/v3` };
}

function logLevel(text: string): LogLevel {
  const level = logLevels.find((each) => each === text);
  if (level === undefined) throw new SettingsError(`LOG_LEVEL is one of ${logLevels.join(', ')}`);
  return level;
}
