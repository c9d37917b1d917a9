import { Budget } from './budget.ts';

/** The evaluation took longer than it may. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}

/** How long one evaluation may take. `signal` ends it: when its time is over, or when whoever asked for it aborts. */
export class Deadline {
  readonly signal: AbortSignal;
  readonly time: Budget;

  constructor(signal: AbortSignal, ms: number) {
    const own = new AbortController();
    this.signal = AbortSignal.any([signal, own.signal]);
    this.time = new Budget(ms);
    this.time.spend(() => own.abort(new DeadlineExceeded(`no verdict within ${ms} ms`)));
  }

  clear(): void {
    this.time.hold();
  }
}
