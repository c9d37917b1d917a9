import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pace } from '../../src/github/pace.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const minute = 60_000;

test('writes of an installation go out one at a time, in the order of asking', async () => {
  const own = pace();
  const events: string[] = [];
  const write = (name: string) =>
    own('write', async () => {
      events.push(`${name} begins`);
      await new Promise((done) => setTimeout(done, 100));
      events.push(`${name} ends`);
    });
  const all = Promise.all([write('a'), write('b')]);
  await vi.advanceTimersByTimeAsync(200);
  await all;
  expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

test('at most ten requests are under way at once', async () => {
  const own = pace();
  let [open, most] = [0, 0];
  const reads = Array.from({ length: 35 }, () =>
    own('read', async () => {
      most = Math.max(most, ++open);
      await new Promise((done) => setTimeout(done, 10));
      open--;
    }),
  );
  await vi.advanceTimersByTimeAsync(1000);
  await Promise.all(reads);
  expect(most).toBe(10);
});

test('forty writes go out at once and the others at intervals, so that no minute sees more than eighty', async () => {
  const own = pace();
  const began = Date.now();
  const sent: number[] = [];
  const writes = Array.from({ length: 300 }, () => own('write', () => void sent.push(Date.now() - began)));
  await vi.advanceTimersByTimeAsync(20 * minute);
  await Promise.all(writes);
  expect(sent.filter((at) => at === 0)).toHaveLength(40);
  const busiest = Math.max(...sent.map((start) => sent.filter((at) => at >= start && at < start + minute).length));
  expect(sent).toHaveLength(300);
  expect(busiest).toBeLessThanOrEqual(80);
});

test('a request that fails makes way for the next', async () => {
  const own = pace();
  await expect(own('write', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await own('write', () => 'yes')).toBe('yes');
});

test('one installation does not wait for another', async () => {
  const [noisy, quiet] = [pace(), pace()];
  const stuck = noisy('write', () => new Promise(() => {}));
  expect(await quiet('write', () => 'sent')).toBe('sent');
  void stuck;
});
