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

interface Waiting {
  readonly question: Question;
  readonly settle: PromiseWithResolvers<Judgement>;
}

/** The questions of some repositories, one after the other, in a process that is started for the first of them. */
export class Lane {
  readonly #options: LaneOptions;
  readonly #waiting: Waiting[] = [];
  #process: AnalysisProcess | undefined;
  #busy: Promise<void> | undefined;
  /** The repository that was served last. */
  #served: number | undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** Questions that wait or are being answered. */
  get load(): number {
    return this.#waiting.length + (this.#busy === undefined ? 0 : 1);
  }

  judge(question: Question): Promise<Judgement> {
    const settle = Promise.withResolvers<Judgement>();
    question.time.hold();
    this.#waiting.push({ question, settle });
    this.#busy ??= this.#work();
    return settle.promise;
  }

  /** What runs is to be aborted before. */
  async close(): Promise<void> {
    await this.#busy;
    await this.#process?.close();
  }

  async #work(): Promise<void> {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const { repositoryId, signal, time } = next.question;
      this.#served = repositoryId;
      if (!signal.aborted) time.spend();
      await this.#answer(next.question).then(next.settle.resolve, next.settle.reject);
    }
    // In the same moment in which nothing waits: what comes later begins anew.
    this.#busy = undefined;
  }

  /** Who has many questions waits for the others, not they for all of these. */
  #next(): Waiting | undefined {
    const index = this.#waiting.findIndex(({ question }) => question.repositoryId !== this.#served);
    return this.#waiting.splice(Math.max(0, index), 1)[0];
  }

  /** What a process died of may have been what it remembered of others, so the question is asked once more, alone. */
  async #answer(question: Question): Promise<Judgement> {
    const budget = new Budget(this.#options.analysisMs);
    try {
      return await this.#ask(question, budget);
    } catch (error) {
      if (!isOfMemory(error)) throw error;
    }
    try {
      return await this.#ask(question, budget);
    } catch (error) {
      throw isOfMemory(error) ? new AnalysisTooLarge('an analysis needs more memory than it may have') : error;
    }
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
