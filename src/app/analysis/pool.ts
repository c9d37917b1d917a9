import type { Analyse } from '../analyse.ts';
import { endedBy } from '../ended-by.ts';
import { ShuttingDown } from '../inbox.ts';
import type { Judgement } from '../judgement.ts';
import { Lane, type LaneOptions } from './lane.ts';
import { patienceMs, type Waiting, WaitingRoom } from './waiting-room.ts';

export interface PoolOptions extends LaneOptions {
  readonly processes: number;
}

/** Processes that analyse, so that no input can keep the service from answering or end it. */
export interface AnalysisPool {
  /** @throws AnalysisTooLarge, AnalysisTooLong, the signal's reason, and what the repositories throw */
  readonly analyse: Analyse;
  /** Ends what runs and all processes. */
  close(): Promise<void>;
}

const defaults = {
  contentBytes: 256 * 1024 * 1024,
  analysisMs: 45_000,
  // The sources end in .ts, what is built of them in .js.
  module: new URL(import.meta.url.replace(/pool(\.\w+)$/, 'worker$1')),
};

export function analysisPool(options: Pick<PoolOptions, 'processes' | 'heapMb'> & Partial<PoolOptions>): AnalysisPool {
  const { processes, ...laneOptions } = { ...defaults, ...options };
  const lanes = Array.from({ length: processes }, () => new Lane(laneOptions));
  const waiting = new WaitingRoom();
  const running = new Set<Promise<unknown>>();
  const end = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  function pump(): void {
    clearTimeout(timer);
    // Who is new goes where the fewest are at home.
    for (const lane of lanes.toSorted((a, b) => waiting.tenants(a) - waiting.tenants(b))) {
      const next = lane.busyMs === undefined ? waiting.nextFor(lane) : undefined;
      if (next !== undefined) run(lane, next);
    }
    // Those who wait for a lane that takes long may be let go before it is free.
    if (waiting.size > 0) timer = setTimeout(pump, patienceMs / 2);
  }

  function run(lane: Lane, { question, settle }: Waiting): void {
    if (!question.signal.aborted) question.time.spend();
    const answered = lane.answer(question).then(settle.resolve, settle.reject);
    running.add(answered);
    void answered.finally(() => {
      running.delete(answered);
      pump();
    });
  }

  return {
    analyse: (question) => {
      const signal = AbortSignal.any([question.signal, end.signal]);
      const settle = Promise.withResolvers<Judgement>();
      question.time.hold();
      waiting.add({ question: { ...question, signal }, settle });
      pump();
      return endedBy(signal, settle.promise);
    },
    close: async () => {
      end.abort(new ShuttingDown('the pool is closed'));
      while (running.size > 0) await Promise.all(running);
      clearTimeout(timer);
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  };
}
