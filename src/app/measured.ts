import type { Analyse } from './analyse.ts';
import type { OpenForge } from './forge.ts';
import type { Metrics } from './metrics.ts';

/** The same, and counted. */
export const measuredAnalyse =
  (analyse: Analyse, metrics: Metrics): Analyse =>
  async (question) => {
    const began = performance.now();
    const verdict = await analyse(question);
    const incomplete = verdict.gaps.filter(({ blocks }) => blocks).map(({ reason }) => reason);
    metrics.analysed(performance.now() - began, incomplete);
    return verdict;
  };

export const measuredForge =
  (open: OpenForge, metrics: Metrics): OpenForge =>
  async (where, signal) => {
    const forge = await open(where, signal);
    return {
      ...forge,
      completeCheck: async (check, runId) => {
        const id = await forge.completeCheck(check, runId);
        metrics.concluded(check.conclusion);
        return id;
      },
    };
  };
