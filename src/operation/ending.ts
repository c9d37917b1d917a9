import type { Log } from '../log.ts';

/** What ends, and how the process is left. */
export interface EndingOptions {
  /** Resolves when all is written; `drainMs` is how long to take webhooks yet. */
  readonly stop: (options: { readonly drainMs: number }) => Promise<void>;
  readonly log: Log;
  /** `process`, but for tests. */
  readonly host: { on(signal: NodeJS.Signals, heard: () => void): unknown; exit(code: number): void };
  readonly lastResortMs?: number;
}

/**
 * For so long webhooks are still taken after readiness is gone: a load balancer needs a moment to notice.
 * With what start.ts grants to open requests and to running reviews it is 25 s, of the 30 that Kubernetes gives.
 */
const drainMs = 2_000;
const usualLastResortMs = 28_000;

/** The first signal ends the process in good order, or in the end without; the second one at once. */
export function endOnSignal({ stop, log, host, lastResortMs = usualLastResortMs }: EndingOptions): void {
  let isEnding = false;
  const heard = (signal: NodeJS.Signals): void => {
    if (isEnding) {
      host.exit(1);
      return;
    }
    isEnding = true;
    log.info('ending', { signal });
    setTimeout(() => host.exit(1), lastResortMs);
    // Whoever presses ^C waits for nobody's load balancer.
    stop({ drainMs: signal === 'SIGTERM' ? drainMs : 0 }).then(
      () => host.exit(0),
      (error: unknown) => {
        log.error('it did not end well', { error: String(error) });
        host.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) host.on(signal, () => heard(signal));
}
