import type { Question } from '../analyse.ts';
import { Budget } from '../budget.ts';
import type { Judgement } from '../judgement.ts';
import { AnalysisProcess, ProcessDied, type ProcessLimits } from './process.ts';
import { AnalysisTooLarge } from './too-much.ts';

export interface LaneOptions extends ProcessLimits {
  /** How long one question may compute. */
  readonly analysisMs: number;
  /** What the process runs. */
  readonly module: URL;
}

/** One question at a time, in a process that is started for the first of them. */
export class Lane {
  readonly #options: LaneOptions;
  #process: AnalysisProcess | undefined;
  #busySince: number | undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** How long it has been busy with the question that it has now; undefined where it is free. */
  get busyMs(): number | undefined {
    return this.#busySince && performance.now() - this.#busySince;
  }

  /** What a process died of may have been what it remembered of others, so the question is asked once more, alone. */
  async answer(question: Question): Promise<Judgement> {
    this.#busySince = performance.now();
    const budget = new Budget(this.#options.analysisMs);
    try {
      return await this.#ask(question, budget).catch((error: unknown) => {
        if (!isOfMemory(error)) throw error;
        return this.#ask(question, budget);
      });
    } catch (error) {
      throw isOfMemory(error) ? new AnalysisTooLarge('an analysis needs more memory than it may have') : error;
    } finally {
      this.#busySince = undefined;
    }
  }

  async close(): Promise<void> {
    await this.#process?.close();
  }

  async #ask(question: Question, budget: Budget): Promise<Judgement> {
    question.signal.throwIfAborted();
    if (this.#process?.isAlive !== true) {
      const { module } = this.#options;
      this.#process = await AnalysisProcess.start(this.#options, module);
    }
    return this.#process.judge(question, budget);
  }
}

const isOfMemory = (error: unknown): boolean => error instanceof ProcessDied && error.wasEnded;
