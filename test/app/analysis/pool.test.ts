import { afterEach, describe, expect, test } from 'vitest';
import { analyseHere, type Question } from '../../../src/app/analyse.ts';
import { type AnalysisPool, analysisPool, type PoolOptions } from '../../../src/app/analysis/pool.ts';
import { AnalysisTooLarge, AnalysisTooLong } from '../../../src/app/analysis/too-much.ts';
import { ShuttingDown, Superseded } from '../../../src/app/inbox.ts';
import type { RepositoryAt } from '../../../src/app/repository-at.ts';
import { RetryLater } from '../../../src/app/retry-later.ts';
import { TreeTruncated } from '../../../src/app/tree-truncated.ts';
import { commit } from '../../support/commit.ts';
import { question } from '../../support/question.ts';
import { web } from '../../support/scenario.ts';

const pools: AnalysisPool[] = [];
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});

function pool(options: Partial<PoolOptions> = {}): AnalysisPool {
  const started = analysisPool({ processes: 1, heapMb: 768, ...options });
  pools.push(started);
  return started;
}

/** Its processes do what a question's `does` says. */
const unruly = (options: Partial<PoolOptions> = {}): AnalysisPool =>
  pool({ module: new URL('../../support/unruly-worker.ts', import.meta.url), ...options });

const said = async ({ analyse }: AnalysisPool, about: Parameters<typeof question>[0]): Promise<string> =>
  (await analyse(question(about))).output.title;

/** Which process answers, and how much it has answered before. */
async function told(pool: AnalysisPool, repositoryId = 1): Promise<{ readonly pid: string; readonly before: number }> {
  const [pid = '', before] = (await said(pool, { does: 'tell', repositoryId })).split(' ');
  return { pid, before: Number(before) };
}

const never = (name: string): RepositoryAt => ({ ...commit(name, {}), tree: () => new Promise(() => {}) });

const refusing = (error: unknown): RepositoryAt => ({ ...commit('tip', {}), tree: () => Promise.reject(error) });

describe('an analysis in a process of its own', () => {
  const merge = (): Question =>
    question({
      tip: commit('t', { 'k8s/web.yaml': web('ClusterIP'), 'note.txt': 'x' }),
      head: commit('h', { 'k8s/web.yaml': web('LoadBalancer'), 'link.yaml': { link: 'k8s/web.yaml' } }),
      from: commit('o', { 'k8s/web.yaml': web('ClusterIP') }),
    });

  test('says the same as one here, to the last byte', async () => {
    const { analyse } = pool();
    const there = await analyse(merge());
    expect(there).toEqual(await analyseHere()(merge()));
    expect(there).toMatchObject({ conclusion: 'failure', incomplete: [] });
  });

  test('asks for what it does not remember, and for nothing twice', async () => {
    const { analyse } = pool();
    await analyse(merge());
    const again = merge();
    const trees: string[] = [];
    const counting = (at: RepositoryAt): RepositoryAt => ({
      ...at,
      tree: () => {
        trees.push(at.commit);
        return at.tree();
      },
    });
    const next = commit('n', { 'k8s/web.yaml': web('NodePort'), 'k8s/db.yaml': web('ClusterIP') });
    await analyse({ ...again, tip: counting(again.tip), head: counting(next) });
    expect(trees).toEqual(['n']);
    // Whose content was there before, under another name.
    expect(next.asked).toEqual(['k8s/web.yaml']);
  });

  test('has no secret of ours, writes no file and starts no program', async () => {
    expect(JSON.parse(await said(unruly(), { does: 'environment' }))).toEqual([{}, false, false]);
  });
});

describe('who answers', () => {
  test('is one process for one repository, started for its first question and kept', async () => {
    const many = unruly({ processes: 3 });
    const first = [await told(many, 1), await told(many, 2), await told(many, 3)];
    const second = [await told(many, 1), await told(many, 2), await told(many, 3)];
    expect(new Set(first.map(({ pid }) => pid)).size).toBe(3);
    expect(second).toEqual(first.map(({ pid }) => ({ pid, before: 1 })));
  });

  test('takes a new repository where there is least to do', async () => {
    const two = unruly({ processes: 2 });
    const pids = [await told(two, 1), await told(two, 2)].map(({ pid }) => pid);
    const abort = new AbortController();
    const busy = two.analyse(question({ does: 'ask', repositoryId: 1, tip: never('t'), signal: abort.signal }));
    expect((await told(two, 3)).pid).toBe(pids[1]);
    expect((await told(two, 4)).pid).toBe(pids[1]);
    abort.abort(new Superseded('enough'));
    await expect(busy).rejects.toThrow('enough');
  });

  test('does not make a repository wait for another one’s long analysis', async () => {
    const two = unruly({ processes: 2 });
    const pids = [await told(two, 1), await told(two, 2)].map(({ pid }) => pid);
    const abort = new AbortController();
    const busy = two.analyse(question({ does: 'ask', repositoryId: 1, tip: never('t'), signal: abort.signal }));
    const began = performance.now();
    expect((await told(two, 1)).pid).toBe(pids[1]);
    expect(performance.now() - began).toBeGreaterThan(1_500);
    // And it stays there.
    expect((await told(two, 1)).pid).toBe(pids[1]);
    abort.abort(new Superseded('enough'));
    await expect(busy).rejects.toThrow('enough');
  });

  test('answers all that wait, and none twice', async () => {
    const one = unruly();
    const asked = Array.from({ length: 12 }, (_, index) => told(one, index));
    const answers = await Promise.all(asked);
    expect(answers.map(({ before }) => before).sort((a, b) => a - b)).toEqual(asked.map((_, index) => index));
  });

  test('lets no repository with many questions keep the others waiting for all of them', async () => {
    const one = unruly();
    const order: number[] = [];
    const ask = async (repositoryId: number): Promise<void> => {
      await said(one, { does: 'rest', repositoryId });
      order.push(repositoryId);
    };
    await Promise.all([1, 1, 1, 1, 2].map(ask));
    expect(order).toEqual([1, 2, 1, 1, 1]);
  });
});

describe('what was thrown', () => {
  test.each([
    { error: new RetryLater('GitHub is down', 7) },
    { error: new TreeTruncated('acme/shop', 'abcdefghi') },
    { error: 'not even an error' },
  ])('here while something was fetched comes out as it is: $error', async ({ error }) => {
    const one = unruly();
    await expect(one.analyse(question({ does: 'askTwice', tip: refusing(error) }))).rejects.toBe(error);
    expect((await told(one)).before).toBe(0);
  });

  test('there comes with its name, its words and its place', async () => {
    const error = await unruly()
      .analyse(question({ does: 'throw' }))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'RangeError', message: 'over there' });
    expect((error as Error).stack).toContain('unruly-worker.ts');
  });

  test.each(['exit', 'kill'])(
    'there without a word (%s) is an error, and the next question is answered',
    async (does) => {
      const one = unruly();
      const next = Promise.all([said(one, { does: 'rest', repositoryId: 2 }), said(one, { does: 'rest' })]);
      await expect(one.analyse(question({ does }))).rejects.toThrow();
      expect(await next).toEqual(['undefined', 'undefined']);
    },
  );

  test('by a process that cannot be started is said, and not waited for', async () => {
    const one = pool({ module: new URL('./no-such-module.ts', import.meta.url) });
    await expect(one.analyse(question())).rejects.toThrow('did not start');
  });
});

describe('an abort', () => {
  test('ends what waits for an answer and keeps what is remembered', async () => {
    const one = unruly();
    const { pid } = await told(one);
    const abort = new AbortController();
    const overtaken = one.analyse(question({ does: 'ask', tip: never('t'), signal: abort.signal }));
    setTimeout(() => abort.abort(new Superseded('a push')), 50);
    await expect(overtaken).rejects.toBeInstanceOf(Superseded);
    expect(await told(one)).toEqual({ pid, before: 1 });
  });

  test('ends what computes, at the cost of the process', async () => {
    const one = unruly();
    const { pid } = await told(one);
    const abort = new AbortController();
    const overtaken = one.analyse(question({ does: 'compute', signal: abort.signal }));
    await new Promise((later) => setTimeout(later, 50));
    const began = performance.now();
    abort.abort(new Superseded('a push'));
    await expect(overtaken).rejects.toBeInstanceOf(Superseded);
    expect(performance.now() - began).toBeLessThan(50);
    expect((await told(one)).pid).not.toBe(pid);
  });

  test('of what has not begun costs nothing', async () => {
    const one = unruly();
    const { pid } = await told(one);
    const abort = new AbortController();
    const running = said(one, { does: 'rest' });
    const waiting = one.analyse(question({ does: 'compute', signal: abort.signal }));
    abort.abort(new Superseded('a push'));
    await expect(waiting).rejects.toBeInstanceOf(Superseded);
    await running;
    expect(await told(one)).toEqual({ pid, before: 2 });
  });

  test('by the end of the pool comes to all, even to those who ask later', async () => {
    const one = unruly();
    const running = one.analyse(question({ does: 'compute' }));
    const waiting = one.analyse(question({ does: 'tell' }));
    const ended = Promise.allSettled([running, waiting]);
    await one.close();
    const reasons = [...(await ended), ...(await Promise.allSettled([one.analyse(question())]))].map((end) =>
      end.status === 'rejected' ? end.reason : end,
    );
    for (const reason of reasons) expect(reason).toBeInstanceOf(ShuttingDown);
  });
});

describe('too much', () => {
  test('memory is told as that, and ends nobody else', async () => {
    const one = unruly({ heapMb: 64 });
    await expect(one.analyse(question({ does: 'grow' }))).rejects.toBeInstanceOf(AnalysisTooLarge);
    expect((await told(one)).before).toBe(0);
  });

  test('memory for what was remembered of others is not the question’s fault: it is asked again, alone', async () => {
    const one = unruly({ heapMb: 256 });
    const { pid } = await told(one);
    await said(one, { does: 'remember' });
    const [again, before] = (await said(one, { does: 'growIfFull' })).split(' ');
    expect(again).not.toBe(pid);
    expect(before).toBe('0');
  });

  test('time is told as that', async () => {
    const one = unruly({ analysisMs: 200 });
    await expect(one.analyse(question({ does: 'compute' }))).rejects.toBeInstanceOf(AnalysisTooLong);
    expect((await told(one)).before).toBe(0);
  });

  test('time is not what GitHub takes', async () => {
    const one = unruly({ analysisMs: 200 });
    const slow: RepositoryAt = {
      ...commit('t', { 'a.yaml': 'a' }),
      tree: () => new Promise((resolve) => setTimeout(() => resolve(new Map()), 400)),
    };
    expect(await said(one, { does: 'ask', tip: slow })).toBe('0 0');
  });

  test('content is told as that before it is sent', async () => {
    const one = unruly({ contentBytes: 3_000 });
    const head = commit('h', { 'a.yaml': 'a'.repeat(2_000), 'b.yaml': 'b'.repeat(2_000) });
    await expect(one.analyse(question({ does: 'read', head }))).rejects.toBeInstanceOf(AnalysisTooLarge);
    expect(await said(one, { does: 'read', head: commit('i', { 'a.yaml': 'a'.repeat(2_000) }) })).toBe('1');
  });
});
