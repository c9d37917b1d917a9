import type { Config } from '../model/config.ts';
import type { CheckRunOutput } from '../report/check-run.ts';
import { AnalysisTooLarge, AnalysisTooLong } from './analysis/too-much.ts';
import type { Outcome } from './check-gate.ts';
import { DeadlineExceeded } from './deadline.ts';
import { Superseded } from './inbox.ts';
import { RetryLater } from './retry-later.ts';
import { TreeTruncated } from './tree-truncated.ts';

/** Processes have ended while they worked on it, so it is not tried again. */
export class Poisonous extends Error {
  override readonly name = 'Poisonous';
}

/** What the check says where there is no verdict: never green, and nothing of the error's text but what is ours. */
export function failureOutcome(error: unknown, errorId: string): Outcome {
  if (error instanceof Superseded) return { conclusion: 'cancelled', output: overtaken };
  if (error instanceof TreeTruncated) return { conclusion: 'failure', output: truncated };
  if (error instanceof AnalysisTooLarge) return { conclusion: 'failure', output: tooMuchMemory };
  if (error instanceof AnalysisTooLong) return { conclusion: 'failure', output: tooMuchTime };
  if (error instanceof DeadlineExceeded) return { conclusion: 'timed_out', output: tooLong(errorId) };
  if (error instanceof RetryLater) return { conclusion: 'timed_out', output: gitHubDown(errorId) };
  return { conclusion: 'failure', output: internal(errorId) };
}

/** What the base's configuration makes of it: one who only observes is never held up. */
export function softened(outcome: Outcome, error: unknown, { mode, onIncomplete }: Config): Outcome {
  const isAllowed = mode === 'observe' || (onIncomplete === 'warn' && isIncomplete(error));
  return isAllowed && outcome.conclusion !== 'cancelled' ? { ...outcome, conclusion: 'neutral' } : outcome;
}

/** The cause is in the files, not in us or GitHub: trying again ends in the same. */
const isIncomplete = (error: unknown): boolean =>
  error instanceof TreeTruncated || error instanceof AnalysisTooLarge || error instanceof AnalysisTooLong;

const output = (title: string, summary: string): CheckRunOutput => ({ title, summary, text: '', annotations: [] });

const overtaken = output('Overtaken by a newer push', 'The verdict is on the check run of the newer commit.');

const truncated = output(
  'Incomplete: the files could not be listed',
  'The repository has more files than GitHub lists, so nothing of it was analyzed. What is not seen is not called safe.',
);

const wayOut =
  'so there is no verdict on them. What is not seen is not called safe. ' +
  'Fewer or smaller manifests bring it below; `ignore_paths` leaves out what nobody deploys.';

const tooMuchMemory = output(
  'Incomplete: the files need too much memory',
  `The manifests take more memory than one analysis may have, ${wayOut}`,
);

const tooMuchTime = output(
  'Incomplete: the files need too much time',
  `The manifests take more time than one analysis may have, ${wayOut}`,
);

const tooLong = (id: string): CheckRunOutput =>
  output('No verdict in time', `The analysis took longer than it may (${id}). «Re-run» tries again.`);

const gitHubDown = (id: string): CheckRunOutput =>
  output(
    'No verdict: GitHub did not answer',
    `GitHub could not be asked, several times (${id}). «Re-run» tries again.`,
  );

const internal = (id: string): CheckRunOutput =>
  output(
    `Portcullis failed (${id})`,
    `An error of Portcullis itself; its log has it under \`${id}\`. «Re-run» tries again.`,
  );
