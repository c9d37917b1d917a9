import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileEntry } from '../../model/file-tree.ts';
import type { Question } from '../analyse.ts';
import type { Budget } from '../budget.ts';
import type { Judgement } from '../judgement.ts';
import type { RepositoryAt } from '../repository-at.ts';
import { addEntries, type Columns, columnsOf } from './columns.ts';
import { packed } from './contents.ts';
import type { AskedQuestion, Failure, Order, Place, Word } from './messages.ts';
import { AnalysisTooLarge, AnalysisTooLong } from './too-much.ts';

export interface ProcessLimits {
  /** Memory for what the analysis makes of the files, in MiB. */
  readonly heapMb: number;
  /** Contents that one question may be sent. */
  readonly contentBytes: number;
}

/** A process ended that nobody had asked to. */
export class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
  /** True where V8 or the kernel ended it: the memory that it may have did not suffice, almost always. */
  readonly wasEnded: boolean;

  constructor(code: number | null, signal: NodeJS.Signals | null) {
    super(`a process of the analysis ended by itself: ${signal ?? `code ${code}`}`);
    this.wasEnded = signal !== null;
  }
}

/** How long it may take to be there, on a machine that has much else to do. */
const startMs = 30_000;
/** How long a process that waits may take to say that it has given up. */
const stopMs = 100;

/**
 * The program and the packages that it is made of: our own folder, its package.json, and every `node_modules` above it,
 * where the package may itself be installed. Neither the app's key nor the store lies there.
 */
const readable = readableFor(fileURLToPath(new URL('../..', import.meta.url)));

function readableFor(program: string): readonly string[] {
  const above: string[] = [];
  for (let folder = dirname(program); ; folder = dirname(folder)) {
    above.push(folder);
    if (folder === dirname(folder)) break;
  }
  const packages = above.map((folder) => (basename(folder) === 'node_modules' ? folder : join(folder, 'node_modules')));
  return [
    join(program, '*'),
    ...above.map((folder) => join(folder, 'package.json')),
    ...packages.map((folder) => join(folder, '*')),
  ].map((path) => `--allow-fs-read=${path}`);
}

/** One process that analyses, one question at a time. */
export class AnalysisProcess {
  readonly #child: ChildProcess;
  readonly #limits: ProcessLimits;
  readonly #ended: Promise<void>;
  #run: Run | undefined;
  #cause: Error | undefined;
  #isAlive = true;

  private constructor(limits: ProcessLimits, module: URL) {
    this.#limits = limits;
    this.#child = fork(module, {
      // It works for strangers: no secret of the service in its environment, no file that it could write, none to read
      // but the program itself, nothing that it could start, and nowhere to print what it reads.
      env: {},
      execArgv: [`--max-old-space-size=${limits.heapMb}`, '--expose-gc', '--permission', ...readable],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#ended = promise;
    const gone = (cause: Error): void => {
      this.#isAlive = false;
      this.#run?.settle.reject(this.#cause ?? cause);
      resolve();
    };
    // What could not be started has no exit.
    this.#child.on('error', (error) => (this.#child.pid === undefined ? gone(error) : this.#end(error)));
    this.#child.on('exit', (code, signal) => gone(new ProcessDied(code, signal)));
    // The other side is our own code.
    this.#child.on('message', (word: Word) => this.#hear(word));
  }

  /** @throws what kept it from starting */
  static async start(limits: ProcessLimits, module: URL): Promise<AnalysisProcess> {
    const started = new AnalysisProcess(limits, module);
    try {
      await Promise.race([
        once(started.#child, 'message', { signal: AbortSignal.timeout(startMs) }),
        started.#ended.then(() => Promise.reject(new Error('a process of the analysis did not start'))),
      ]);
    } catch (error) {
      started.#child.kill('SIGKILL');
      throw error;
    }
    return started;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /**
   * Resolves or rejects only when the process waits for the next question, or has ended.
   *
   * @throws ProcessDied, AnalysisTooLarge, AnalysisTooLong, the signal's reason, and what the repositories throw
   */
  async judge(question: Question, budget: Budget): Promise<Judgement> {
    const { signal } = question;
    signal.throwIfAborted();
    const settle = Promise.withResolvers<Judgement>();
    const run = { question, settle, budget, waiting: new Set<number>(), refused: new Map<number, unknown>(), sent: 0 };
    this.#run = run;
    const stop = (): void => this.#stop(run);
    signal.addEventListener('abort', stop, { once: true });
    try {
      void this.#send({ order: 'analyse', question: askedOf(question) });
      budget.spend(() => this.#end(new AnalysisTooLong('the time of an analysis is over')));
      return await settle.promise;
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      signal.removeEventListener('abort', stop);
      budget.hold();
      this.#run = undefined;
    }
  }

  async close(): Promise<void> {
    this.#end(new Error('the pool is closed'));
    await this.#ended;
  }

  /** What waits for an answer can be stopped; what computes hears nothing until it is done, and is ended. */
  #stop(run: Run): void {
    void this.#send({ order: 'stop' });
    const timer = setTimeout(() => this.#end(run.question.signal.reason), stopMs);
    const clear = (): void => clearTimeout(timer);
    run.settle.promise.then(clear, clear);
  }

  #end(cause: Error): void {
    this.#cause ??= cause;
    this.#child.kill('SIGKILL');
  }

  #hear(word: Word): void {
    const run = this.#run;
    if (run === undefined || word.word === 'ready') return;
    if (word.word === 'judged') run.settle.resolve(word.judgement);
    else if (word.word === 'failed') run.settle.reject(errorOf(word.failure, run));
    else void this.#answer(run, word);
  }

  /** While the process waits for what it needs, its time stands still. */
  async #answer(run: Run, word: Extract<Word, { readonly ask: number }>): Promise<void> {
    const { ask, of } = word;
    run.budget.hold();
    run.waiting.add(ask);
    try {
      const at = commitOf(run.question, of);
      if (word.word === 'tree') await this.#sendTree(run, ask, await at.tree());
      else await this.#sendBlobs(run, ask, await at.blobs(await entriesOf(word.wanted)));
      await this.#tell(run, { order: 'answered', ask });
    } catch (error) {
      run.refused.set(ask, error);
      await this.#tell(run, { order: 'refused', ask });
    }
    run.waiting.delete(ask);
    if (run.waiting.size === 0 && run === this.#run) run.budget.spend();
  }

  async #sendTree(run: Run, ask: number, tree: ReadonlyMap<string, FileEntry>): Promise<void> {
    for (const columns of columnsOf(tree)) await this.#tell(run, { order: 'entries', ask, columns });
  }

  async #sendBlobs(run: Run, ask: number, blobs: ReadonlyMap<string, Uint8Array>): Promise<void> {
    for (const { length } of blobs.values()) run.sent += length;
    if (run.sent > this.#limits.contentBytes) throw new AnalysisTooLarge('the files are too many bytes');
    for (const contents of packed(blobs)) await this.#tell(run, { order: 'contents', ask, contents });
  }

  /** Says nothing more about a question that is over. */
  async #tell(run: Run, order: Order): Promise<void> {
    if (run === this.#run) await this.#send(order);
  }

  /** Resolves when it is written, so that nothing piles up; what cannot be written shows as the end of the process. */
  #send(order: Order): Promise<void> {
    return new Promise((sent) => {
      if (this.#child.connected) this.#child.send(order, () => sent());
      else sent();
    });
  }
}

/** A question on its way through a process. */
interface Run {
  readonly question: Question;
  readonly settle: PromiseWithResolvers<Judgement>;
  readonly budget: Budget;
  /** What was asked for and is not answered. */
  readonly waiting: Set<number>;
  /** The errors behind refusals: what was thrown here is what is thrown to whoever asked. */
  readonly refused: Map<number, unknown>;
  /** Bytes of contents so far. */
  sent: number;
}

function askedOf({ tip, head, from, ...rest }: Question): AskedQuestion {
  const { repositoryId, config, proposed, gaps, acceptances, context, today } = rest;
  const commits = {
    tip: tip.commit,
    head: head.commit,
    from: typeof from === 'string' ? from : { commit: from.commit },
  };
  return { repositoryId, config, proposed, gaps, acceptances, context, today, ...commits };
}

function commitOf({ tip, head, from }: Question, of: Place): RepositoryAt {
  if (of === 'tip') return tip;
  if (of === 'head') return head;
  if (typeof from === 'string') throw new Error('a commit was asked for that the question does not have');
  return from;
}

async function entriesOf(parts: readonly Columns[]): Promise<ReadonlyMap<string, FileEntry>> {
  const entries = new Map<string, FileEntry>();
  for (const part of parts) {
    addEntries(entries, part);
    await new Promise(setImmediate);
  }
  return entries;
}

/** The very error that the repository threw, or a likeness of what went wrong over there. */
function errorOf(failure: Failure, { refused }: Run): unknown {
  if ('refused' in failure) return refused.get(failure.refused);
  const { name, message, stack } = failure;
  return Object.assign(new Error(message), { name, ...(stack === undefined ? {} : { stack }) });
}
