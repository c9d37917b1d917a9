/**
 * Waits until what was created at `at` (milliseconds since 1970) is listed: GitHub's replicas show a new object after a
 * moment only.
 */
export const lagSince = (
  at: number,
  { now, lagMs }: { readonly now: () => number; readonly lagMs: number },
): Promise<void> => new Promise((done) => setTimeout(done, Math.max(0, Math.min(lagMs, at + lagMs - now()))));
