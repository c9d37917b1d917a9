/** Runs a request when its installation may send one. */
export type Pace = <T>(kind: 'read' | 'write', send: () => T | Promise<T>) => Promise<T>;

/**
 * What GitHub asks of an integration, for one installation: few requests at once, writes one after the other, and no
 * more than 80 new contents in any minute: 40 saved up and 40 earned.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const limits = { requests: 10, burst: 40, writesPerMinute: 40 } as const;

/**
 * A fixed distance between all writes, as Octokit's plugin keeps, would make the three of a usual pull request take
 * four seconds; an allowance lets them go at once.
 */
export function pace(): Pace {
  const slots = queue(limits.requests);
  const writing = queue(1);
  const allowed = allowance();
  return (kind, send) => (kind === 'read' ? slots(send) : writing(() => allowed().then(() => slots(send))));
}

/** A bucket of writes that fills with time; each call takes one out, and waits for it where there is none. */
function allowance(): () => Promise<void> {
  const msPerWrite = 60_000 / limits.writesPerMinute;
  let saved: number = limits.burst;
  let filledAt = Date.now();
  return async () => {
    const now = Date.now();
    saved = Math.min(limits.burst, saved + (now - filledAt) / msPerWrite) - 1;
    filledAt = now;
    if (saved < 0) await new Promise((done) => setTimeout(done, -saved * msPerWrite));
  };
}

/** Runs at most `width` at once, in the order of asking. */
function queue(width: number): <T>(run: () => T | Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = width;
  return async (run) => {
    if (free === 0) await new Promise<void>((turn) => waiting.push(turn));
    else free--;
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
