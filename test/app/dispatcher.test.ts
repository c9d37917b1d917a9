import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Dispatcher, type DispatcherOptions } from '../../src/app/dispatcher.ts';
import type { Work } from '../../src/app/events.ts';
import { type Attempt, type Handler, ShuttingDown, Superseded } from '../../src/app/inbox.ts';
import { RetryLater } from '../../src/app/retry-later.ts';
import { sqliteStore } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';

const push = (number: number, headSha: string, change: Partial<Work> = {}): Work =>
  ({
    subject: 'pull-request',
    installationId: 1,
    repositoryId: 7,
    owner: 'acme',
    repo: 'shop',
    rerun: false,
    retargeted: false,
    number,
    headSha,
    ...change,
  }) as Work; // a pull request's work, whatever field of it the test changes

interface Run {
  readonly work: Work;
  readonly attempt: Attempt;
  finish(next?: readonly Work[]): void;
  fail(error: Error): void;
}

/** A handler that ends a run when the test says so. */
function byHand(): { readonly runs: Run[]; readonly handler: Handler } {
  const runs: Run[] = [];
  const handler: Handler = (work, attempt) =>
    new Promise((resolve, reject) => {
      runs.push({ work, attempt, finish: (next = []) => resolve({ next }), fail: reject });
    });
  return { runs, handler };
}

const heads = (runs: readonly Run[]): readonly unknown[] => runs.map(({ work }) => work.headSha);
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise((done) => setImmediate(done));
};

const store = (): Store => sqliteStore(':memory:');
const dispatcher = (options: DispatcherOptions = {}, { inbox } = store()): Dispatcher => new Dispatcher(inbox, options);
const add = async (inbox: Dispatcher, ...works: readonly Work[]): Promise<void> => {
  await inbox.append({ works });
  await settle();
};

// The store gathers what one turn of the event loop brings, so its turns have to be real.
const faked = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] as const;
beforeEach(() => void vi.useFakeTimers({ toFake: [...faked] }));
afterEach(() => void vi.useRealTimers());

describe('the dispatcher', () => {
  test('does one work about a pull request at a time and keeps only the newest of those that wait', async () => {
    const { runs, handler } = byHand();
    const inbox = dispatcher();
    inbox.start(handler);
    for (const head of ['a', 'a', 'a']) await add(inbox, push(1, head));
    expect(heads(runs)).toEqual(['a']);
    runs[0]?.finish();
    await settle();
    expect(heads(runs)).toEqual(['a', 'a']);
    runs[1]?.finish();
    await inbox.idle();
    expect(runs).toHaveLength(2);
  });

  test('ends the run of an old head when a newer one arrives, and then works on the newer one', async () => {
    const { runs, handler } = byHand();
    const inbox = dispatcher();
    inbox.start(handler);
    await add(inbox, push(1, 'old'));
    await add(inbox, push(1, 'new'));
    expect(runs[0]?.attempt.signal.reason).toBeInstanceOf(Superseded);
    expect(heads(runs)).toEqual(['old']);
    runs[0]?.finish();
    await settle();
    expect(heads(runs)).toEqual(['old', 'new']);
  });

  test('remembers, of works that coalesce, that a person asked for a new run', async () => {
    const { runs, handler } = byHand();
    const inbox = dispatcher();
    await add(inbox, push(1, 'a', { rerun: true }));
    await add(inbox, push(1, 'a', { retargeted: true }));
    inbox.start(handler);
    await settle();
    expect(runs.map(({ work }) => [work.rerun, work.retargeted])).toEqual([[true, true]]);
  });

  test('takes installations in turn, so that a noisy one delays nobody', async () => {
    const { runs, handler } = byHand();
    const inbox = dispatcher({ concurrency: 1 });
    for (let number = 1; number <= 5; number++) await add(inbox, push(number, `noisy-${number}`));
    await add(inbox, push(1, 'quiet', { installationId: 2, repositoryId: 8 }));
    inbox.start(handler);
    await settle();
    for (let index = 0; index < 6; index++) {
      runs[index]?.finish();
      await settle();
    }
    expect(heads(runs).slice(0, 3)).toEqual(['noisy-1', 'quiet', 'noisy-2']);
  });

  test('gives an installation its share of the places, and the others to others', async () => {
    const { runs, handler } = byHand();
    const inbox = dispatcher({ concurrency: 3, share: 2 });
    inbox.start(handler);
    for (let number = 1; number <= 5; number++) await add(inbox, push(number, `noisy-${number}`));
    expect(heads(runs)).toEqual(['noisy-1', 'noisy-2']);
    await add(inbox, push(1, 'quiet', { installationId: 2, repositoryId: 8 }));
    expect(heads(runs)).toEqual(['noisy-1', 'noisy-2', 'quiet']);
    runs[1]?.finish();
    await settle();
    expect(heads(runs)).toEqual(['noisy-1', 'noisy-2', 'quiet', 'noisy-3']);
  });

  test('begins little while webhooks have to wait', async () => {
    const { runs, handler } = byHand();
    let late = true;
    const inbox = dispatcher({ isLate: () => late });
    inbox.start(handler);
    for (let number = 1; number <= 4; number++) await add(inbox, push(number, `head-${number}`));
    expect(heads(runs)).toEqual(['head-1', 'head-2']);
    late = false;
    await vi.advanceTimersByTimeAsync(1_000);
    await settle();
    expect(runs).toHaveLength(4);
  });

  test('tries again after the time that GitHub asked for', async () => {
    const { runs, handler } = byHand();
    const inbox = dispatcher();
    inbox.start(handler);
    await add(inbox, push(1, 'a'));
    runs[0]?.fail(new RetryLater('slow down', 90_000));
    await vi.advanceTimersByTimeAsync(89_000);
    expect(runs).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(runs).toHaveLength(2);
  });

  test('waits longer after each attempt, and says which one is the last', async () => {
    const inbox = dispatcher({ attempts: 3 });
    const seen: { readonly at: number; readonly last: boolean }[] = [];
    const began = Date.now();
    inbox.start(async (_work, { last }) => {
      seen.push({ at: Date.now() - began, last });
      throw new RetryLater('GitHub is down');
    });
    await add(inbox, push(1, 'a'));
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(seen).toEqual([
      { at: 0, last: false },
      { at: 5_000, last: false },
      { at: 35_000, last: true },
    ]);
    await inbox.idle();
  });

  test('does not repeat what failed for another reason', async () => {
    const { runs, handler } = byHand();
    const inbox = dispatcher();
    inbox.start(handler);
    await add(inbox, push(1, 'a'));
    runs[0]?.fail(new TypeError('our bug'));
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(runs).toHaveLength(1);
  });

  test('works next on what a work finds to be dirty', async () => {
    const { runs, handler } = byHand();
    const inbox = dispatcher();
    inbox.start(handler);
    await add(inbox, push(1, 'a'));
    runs[0]?.finish([push(2, 'b'), push(3, 'c')]);
    await settle();
    expect(heads(runs)).toEqual(['a', 'b', 'c']);
  });

  test('lets what runs finish when the process ends, aborts it after the grace, and takes nothing more', async () => {
    const { runs, handler } = byHand();
    const inbox = dispatcher();
    inbox.start(handler);
    await add(inbox, push(1, 'a'));
    const stopped = inbox.stop({ graceMs: 25_000 });
    await expect(add(inbox, push(2, 'b'))).rejects.toThrow(ShuttingDown);
    await vi.advanceTimersByTimeAsync(24_000);
    expect(runs[0]?.attempt.signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(runs[0]?.attempt.signal.reason).toBeInstanceOf(ShuttingDown);
    runs[0]?.finish();
    await stopped;
  });
});
