import type { Analyse } from './analyse.ts';
import type { OpenForge } from './forge.ts';
import type { Metrics } from './metrics.ts';

/** The same, and counted. */
export const measuredAnalyse =
  (analyse: Analyse, metrics: Metrics): Analyse =>
  async (question) => {
    const began = performance.now();
    const judgement = await analyse(question);
    metrics.analyzed(performance.now() - began, judgement.incomplete);
    return judgement;
  };

export const measuredForge =
  (open: OpenForge, metrics: Metrics): OpenForge =>
  async (where, signal) => {
    const forge = await open(where, signal);
    return {
      ...forge,
      completeCheck: async (check, run) => {
        const written = await forge.completeCheck(check, run);
        metrics.concluded(check.conclusion);
        return written;
      },
    };
  };
