/**
 * Waits until what may have been created since `at` (milliseconds since 1970) is listed: the request had to arrive, and
 * GitHub's replicas show a new object after a moment only.
 */
export function lagSince(
  at: number,
  { now, lagMs }: { readonly now: () => number; readonly lagMs: number },
): Promise<void> {
  const wholeMs = 2 * lagMs;
  // Another process may have another clock.
  const leftMs = Math.max(0, Math.min(wholeMs, at + wholeMs - now()));
  return new Promise((done) => setTimeout(done, leftMs));
}
