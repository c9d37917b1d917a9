import { type LogLevel, logLevels } from './settings.ts';

type Facts = Readonly<Record<string, string | number>>;

/** Writes one line of JSON for each event; control characters are escaped, credentials are not written. */
export interface Log {
  readonly info: (message: string, facts?: Facts) => void;
  readonly error: (message: string, facts?: Facts) => void;
}

export function createLog(level: LogLevel, write: (line: string) => void): Log {
  const from = logLevels.indexOf(level);
  const writer =
    (own: LogLevel) =>
    (message: string, facts: Facts = {}): void => {
      if (logLevels.indexOf(own) < from) return;
      write(`${redacted(JSON.stringify({ time: new Date().toISOString(), level: own, message, ...facts }))}\n`);
    };
  return { info: writer('info'), error: writer('error') };
}

/** GitHub's tokens, JSON Web Tokens and private keys, wherever an error's text may have picked them up. */
const redacted = (line: string): string =>
  line
    .replace(/(gh[pousr]_|github_pat_)[\w.-]+/g, '$1…')
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'eyJ…')
    .replace(/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|$)/gs, '[private key]');
