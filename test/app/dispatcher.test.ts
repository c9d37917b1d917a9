import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Work } from '../../src/app/events.ts';
import { type Attempt, type Handler, ShuttingDown, Superseded } from '../../src/app/inbox.ts';
import { MemoryInbox } from '../../src/app/memory-inbox.ts';
import { RetryLater } from '../../src/app/retry-later.ts';

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
      runs.push({ work, attempt, finish: (next = []) => resolve(next), fail: reject });
    });
  return { runs, handler };
}

const heads = (runs: readonly Run[]): readonly unknown[] => runs.map(({ work }) => work.headSha);
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the inbox', () => {
  test('does one work about a pull request at a time and keeps only the newest of those that wait', async () => {
    const { runs, handler } = byHand();
    const inbox = new MemoryInbox();
    inbox.start(handler);
    for (const head of ['a', 'a', 'a']) await inbox.add(push(1, head));
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
    const inbox = new MemoryInbox();
    inbox.start(handler);
    await inbox.add(push(1, 'old'));
    await inbox.add(push(1, 'new'));
    expect(runs[0]?.attempt.signal.reason).toBeInstanceOf(Superseded);
    expect(heads(runs)).toEqual(['old']);
    runs[0]?.finish();
    await settle();
    expect(heads(runs)).toEqual(['old', 'new']);
  });

  test('remembers, of works that coalesce, that a person asked for a new run', async () => {
    const { runs, handler } = byHand();
    const inbox = new MemoryInbox();
    await inbox.add(push(1, 'a', { rerun: true }));
    await inbox.add(push(1, 'a', { retargeted: true }));
    inbox.start(handler);
    expect(runs.map(({ work }) => [work.rerun, work.retargeted])).toEqual([[true, true]]);
  });

  test('takes installations in turn, so that a noisy one delays nobody', async () => {
    const { runs, handler } = byHand();
    const inbox = new MemoryInbox({ concurrency: 1 });
    for (let number = 1; number <= 5; number++) await inbox.add(push(number, `noisy-${number}`));
    await inbox.add(push(1, 'quiet', { installationId: 2, repositoryId: 8 }));
    inbox.start(handler);
    for (let index = 0; index < 6; index++) {
      runs[index]?.finish();
      await settle();
    }
    expect(heads(runs).slice(0, 3)).toEqual(['noisy-1', 'quiet', 'noisy-2']);
  });

  test('tries again after the time that GitHub asked for', async () => {
    const { runs, handler } = byHand();
    const inbox = new MemoryInbox();
    inbox.start(handler);
    await inbox.add(push(1, 'a'));
    runs[0]?.fail(new RetryLater('slow down', 90_000));
    await vi.advanceTimersByTimeAsync(89_000);
    expect(runs).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(runs).toHaveLength(2);
  });

  test('waits longer after each attempt, and says which one is the last', async () => {
    const inbox = new MemoryInbox({ attempts: 3 });
    const seen: { readonly at: number; readonly last: boolean }[] = [];
    const began = Date.now();
    inbox.start(async (_work, { last }) => {
      seen.push({ at: Date.now() - began, last });
      throw new RetryLater('GitHub is down');
    });
    await inbox.add(push(1, 'a'));
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
    const inbox = new MemoryInbox();
    inbox.start(handler);
    await inbox.add(push(1, 'a'));
    runs[0]?.fail(new TypeError('our bug'));
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(runs).toHaveLength(1);
  });

  test('works next on what a work finds to be dirty', async () => {
    const { runs, handler } = byHand();
    const inbox = new MemoryInbox();
    inbox.start(handler);
    await inbox.add(push(1, 'a'));
    runs[0]?.finish([push(2, 'b'), push(3, 'c')]);
    await settle();
    expect(heads(runs)).toEqual(['a', 'b', 'c']);
  });

  test('lets what runs finish when the process ends, aborts it after the grace, and takes nothing more', async () => {
    const { runs, handler } = byHand();
    const inbox = new MemoryInbox();
    inbox.start(handler);
    await inbox.add(push(1, 'a'));
    const stopped = inbox.stop({ graceMs: 25_000 });
    await expect(inbox.add(push(2, 'b'))).rejects.toThrow(ShuttingDown);
    await vi.advanceTimersByTimeAsync(24_000);
    expect(runs[0]?.attempt.signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(runs[0]?.attempt.signal.reason).toBeInstanceOf(ShuttingDown);
    runs[0]?.finish();
    await stopped;
  });
});
