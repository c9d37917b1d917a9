import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How late the event loop was, in milliseconds. While it is blocked nothing else is answered. */
export interface LoopLag {
  /** The most of the last full second: whether it is stuck now. */
  recentMs(): number;
  /** The most since this was asked last. */
  worstMs(): number;
  stop(): void;
}

const resolutionMs = 10;
const windowMs = 1000;

export function watchLoopLag(): LoopLag {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  let [recent, worst] = [0, 0];
  // The histogram holds the whole distance between two ticks, in nanoseconds.
  const look = (): number => (delay.count === 0 ? 0 : Math.max(0, delay.max / 1e6 - resolutionMs));
  const timer = setInterval(() => {
    recent = look();
    worst = Math.max(worst, recent);
    delay.reset();
  }, windowMs);
  timer.unref();
  return {
    recentMs: () => recent,
    worstMs: () => {
      const most = Math.max(worst, look());
      worst = 0;
      delay.reset();
      return most;
    },
    stop: () => {
      clearInterval(timer);
      delay.disable();
    },
  };
}
