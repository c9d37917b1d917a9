import type { Analyse } from '../analyse.ts';
import { endedBy } from '../ended-by.ts';
import { ShuttingDown } from '../inbox.ts';
import { Lane, type LaneOptions } from './lane.ts';

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
  const laneOf = homes(lanes);
  const end = new AbortController();
  return {
    analyse: (question) => {
      const signal = AbortSignal.any([question.signal, end.signal]);
      return endedBy(signal, laneOf(question.repositoryId).judge({ ...question, signal }));
    },
    close: async () => {
      end.abort(new ShuttingDown('the pool is closed'));
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  };
}

/** How many repositories keep their place. */
const maxHomes = 10_000;

/** A repository stays with the process that remembers it; a new one goes where there is least to do. */
function homes(lanes: readonly Lane[]): (repositoryId: number) => Lane {
  // A map's order is that of insertion: the longest unused come first.
  const homeOf = new Map<number, Lane>();
  const tenants = new Map(lanes.map((lane) => [lane, 0]));
  const settle = (repositoryId: number, lane: Lane | undefined, by: 1 | -1): void => {
    if (lane === undefined) return;
    if (by === 1) homeOf.set(repositoryId, lane);
    else homeOf.delete(repositoryId);
    tenants.set(lane, (tenants.get(lane) ?? 0) + by);
  };
  return (repositoryId) => {
    const known = homeOf.get(repositoryId);
    settle(repositoryId, known, -1);
    const least = [...tenants].toSorted(([a, many], [b, few]) => a.load - b.load || many - few)[0]?.[0];
    const home = known ?? least;
    if (home === undefined) throw new Error('a pool needs at least one process');
    settle(repositoryId, home, 1);
    for (const [oldest, lane] of homeOf) {
      if (homeOf.size <= maxHomes) break;
      settle(oldest, lane, -1);
    }
    return home;
  };
}
