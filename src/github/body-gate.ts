/** How many bodies are read at once, and how much of them: senders without the secret get no more of the memory. */
const max = { bodies: 64, bytes: 128 * 1024 * 1024, waiting: 512 } as const;

/** Lets a body in; `leave` when it has been read. Undefined where it would have to wait too long. */
export interface BodyGate {
  enter(bytes: number): Promise<Leave | undefined>;
}

type Leave = () => void;

interface Waiter {
  readonly bytes: number;
  readonly enter: (leave: Leave | undefined) => void;
}

/**
 * Those who find no room wait before their body is read, so that a burst is taken a little later and not refused:
 * GitHub waits for ten seconds, and its connection keeps what it has sent.
 */
export function bodyGate(waitMs: number): BodyGate {
  const waiting = new Set<Waiter>();
  const open = { bodies: 0, bytes: 0 };
  const fits = (bytes: number): boolean => open.bodies < max.bodies && open.bytes + bytes <= max.bytes;
  const take = (bytes: number): Leave => {
    open.bodies++;
    open.bytes += bytes;
    return () => {
      open.bodies--;
      open.bytes -= bytes;
      admit();
    };
  };
  /** In the order of arrival, but a large one does not keep the small ones behind it waiting. */
  const admit = (): void => {
    for (const waiter of waiting) {
      if (open.bodies >= max.bodies) return;
      if (fits(waiter.bytes) && waiting.delete(waiter)) waiter.enter(take(waiter.bytes));
    }
  };
  return {
    enter: async (bytes) => {
      if (fits(bytes)) return take(bytes);
      if (waiting.size >= max.waiting) return undefined;
      return new Promise((resolve) => {
        const late = setTimeout(() => waiting.delete(waiter) && resolve(undefined), waitMs);
        const enter: Waiter['enter'] = (leave) => {
          clearTimeout(late);
          resolve(leave);
        };
        const waiter = { bytes, enter };
        waiting.add(waiter);
      });
    },
  };
}
