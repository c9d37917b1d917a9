import { AsyncLocalStorage } from 'node:async_hooks';
import { createRedact } from './operation/redact.ts';
import { type LogLevel, logLevels } from './settings.ts';

export type Facts = Readonly<Record<string, string | number>>;

/** Writes one line of JSON for each event; control characters are escaped, credentials are not written. */
export interface Log {
  readonly info: (message: string, facts?: Facts) => void;
  readonly warn: (message: string, facts?: Facts) => void;
  readonly error: (message: string, facts?: Facts) => void;
  /**
   * Every line written by `run`, and by what it starts, carries these facts: `delivery` and `work` lead through the
   * whole life of a webhook without being handed on from function to function.
   */
  readonly within: <T>(facts: Facts, run: () => T) => T;
}

export function createLog(level: LogLevel, write: (line: string) => void, redact = createRedact()): Log {
  const from = logLevels.indexOf(level);
  const context = new AsyncLocalStorage<Facts>();
  const writer =
    (own: LogLevel) =>
    (message: string, facts: Facts = {}): void => {
      if (logLevels.indexOf(own) < from) return;
      const line = { time: new Date().toISOString(), level: own, message, ...context.getStore(), ...facts };
      // Value by value: in the text of the whole line a key cut short would take the closing quotes with it.
      write(`${JSON.stringify(line, (_, value: unknown) => (typeof value === 'string' ? redact(value) : value))}\n`);
    };
  return {
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
    within: (facts, run) => context.run({ ...context.getStore(), ...facts }, run),
  };
}
