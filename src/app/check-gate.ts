import { createHash } from 'node:crypto';
import type { CheckRunOutput } from '../report/check-run.ts';
import type { CheckRecord, SubjectRecord } from '../store/records.ts';
import type { Button, CheckConclusion, CheckTarget, Forge, WrittenCheck } from './forge.ts';
import { lagSince } from './lag.ts';

/** What a check run says in the end. */
export interface Outcome {
  readonly conclusion: CheckConclusion;
  readonly output: CheckRunOutput;
  /** What people can press; none unless told. */
  readonly buttons?: readonly Button[];
}

interface GateOptions {
  readonly forge: Forge;
  readonly now: () => number;
  readonly lagMs: number;
  /** What the ledger knows of the check run. */
  readonly known: CheckRecord | undefined;
  /** Throws where another process has taken over. */
  readonly confirm: () => Promise<void>;
  readonly save: (change: Pick<SubjectRecord, 'newCheck'> & Partial<Pick<SubjectRecord, 'check'>>) => Promise<void>;
  /** Writes a new run even where nothing changed. */
  readonly always: boolean;
  /** When to say that a verdict is on its way: usually only where it takes long. */
  readonly announce: 'late' | 'at-once' | 'never';
}

/** The check run of one evaluation: announced where the verdict takes long, and always brought to an end. */
export class CheckGate {
  readonly #options: GateOptions;
  readonly #target: CheckTarget;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<number | undefined>;
  readonly #left: number | undefined;
  #unheardSince: number | undefined;
  #written: (Pick<WrittenCheck, 'id'> & Pick<CheckRecord, 'digest' | 'shown'>) | undefined;

  constructor(target: CheckTarget, options: GateOptions) {
    this.#target = target;
    this.#options = options;
    const { known } = options;
    const isOurs = known?.headSha === target.headSha && known.name === target.name;
    // An attempt before this one announced it.
    this.#left = isOurs && !known.completed ? known.id : undefined;
    this.#running = Promise.resolve(this.#left);
  }

  get name(): string {
    return this.#target.name;
  }

  /** The run that has the verdict. */
  get runId(): number | undefined {
    return this.#written?.id;
  }

  /** Says after `ms`, if nothing else was said by then, that a verdict is on its way. */
  announceAfter(ms: number): void {
    const { announce } = this.#options;
    if (announce === 'never') return;
    this.#timer = setTimeout(
      () => {
        this.#running = this.#running.then((id) => id ?? this.#announce());
      },
      announce === 'late' ? ms : 0,
    );
  }

  /** There is no verdict yet, and what was said before must not count. */
  async announceNow(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#options.confirm();
    this.#running = this.#running.then((id) => id ?? this.#announce());
    await this.#running;
  }

  /** The evaluation is put off: what it has not said yet is for the next attempt to say. */
  async putOff(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#running;
  }

  async complete(outcome: Outcome): Promise<void> {
    clearTimeout(this.#timer);
    const runId = (await this.#running) ?? (await this.#unheard());
    const digest = digestOf(outcome);
    const { always, known, forge, now } = this.#options;
    if (runId === undefined && !always && known !== undefined && this.#says(digest)) {
      this.#written = known;
      return;
    }
    await this.#options.confirm();
    if (runId === undefined) await this.#intend(digest);
    const run = runId === undefined ? undefined : { id: runId, isLeft: runId === this.#left };
    const check = { ...this.#target, ...outcome, completedAt: now() };
    this.#written = { ...(await forge.completeCheck(check, run)), digest };
    await this.#save({ ...this.#written, completed: true });
  }

  /** What GitHub takes only after the verdict: further annotations, which an earlier attempt may have begun to add. */
  async annotate({ conclusion, output }: Outcome): Promise<void> {
    const [written, all] = [this.#written, output.annotations.length];
    if (written === undefined || (written.shown ?? all) >= all) return;
    const { known, forge, now } = this.#options;
    const check = { ...this.#target, conclusion, output, completedAt: now() };
    await forge.annotate(check, written.id, written === known ? undefined : written.shown);
    await this.#save({ ...written, completed: true, shown: all });
  }

  async #announce(): Promise<number | undefined> {
    try {
      await this.#intend('');
      const id = await this.#options.forge.startCheck(this.#target);
      await this.#save({ id, completed: false, digest: '' });
      return id;
    } catch {
      this.#unheardSince = this.#options.now();
      return undefined; // a courtesy: without it the check is only missing until its verdict is there
    }
  }

  /** The run of an announcement whose answer was lost. */
  async #unheard(): Promise<number | undefined> {
    if (this.#unheardSince === undefined) return undefined;
    await lagSince(this.#unheardSince, this.#options);
    return (await this.#options.forge.createdCheck(this.#target))?.id;
  }

  #says(digest: string): boolean {
    const { known } = this.#options;
    const { headSha, externalId, name } = this.#target;
    const isSame = known?.headSha === headSha && known.externalId === externalId && known.name === name;
    return isSame && known.completed && known.digest === digest;
  }

  /** Before a run is created: whoever comes after a crash has to look for it. */
  #intend(digest: string): Promise<void> {
    const { name, headSha, externalId, startedAt } = this.#target;
    const at = this.#options.now();
    return this.#options.save({ newCheck: { name, headSha, externalId, startedAt, at, digest } });
  }

  #save(change: Pick<CheckRecord, 'id' | 'completed' | 'digest' | 'shown'>): Promise<void> {
    const { name, headSha, externalId } = this.#target;
    const check = { name, headSha, externalId, at: this.#options.now(), ...change };
    return this.#options.save({ check, newCheck: undefined });
  }
}

const digestOf = (outcome: Outcome): string =>
  createHash('sha256').update(JSON.stringify(outcome)).digest('hex').slice(0, 32);
