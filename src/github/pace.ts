/** Runs a request when its installation may send one. */
export type Pace = <T>(kind: 'read' | 'write', send: () => T | Promise<T>) => Promise<T>;

/**
 * What GitHub asks of an integration, for one installation: writes one after the other, few requests at once, and no
 * more than 80 new contents a minute. https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
const limits = { requests: 10, writesPerMinute: 60 } as const;
const minuteMs = 60_000;

/**
 * Writes go out one at a time, and a second apart once there were 60 in a minute; a fixed distance between all of them
 * (as Octokit's plugin keeps) would make the three writes of a usual pull request take four seconds.
 */
export function pace(): Pace {
  const slots = queue(limits.requests);
  const writing = queue(1);
  const sent: number[] = [];
  return (kind, send) => (kind === 'read' ? slots(send) : writing(() => spaced(sent, () => slots(send))));
}

async function spaced<T>(sent: number[], send: () => Promise<T>): Promise<T> {
  const now = Date.now();
  while (sent[0] !== undefined && sent[0] <= now - minuteMs) sent.shift();
  const wait = sent.length < limits.writesPerMinute ? 0 : (sent.at(-1) ?? 0) + 1000 - now;
  if (wait > 0) await new Promise((done) => setTimeout(done, wait));
  sent.push(Date.now());
  return send();
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
