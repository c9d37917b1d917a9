/** Nothing is wrong with the work; it can be done after `retryAfterMs`. Undefined leaves the time to the inbox. */
export class RetryLater extends Error {
  override readonly name: string = 'RetryLater';
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retryAfterMs?: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}
