import { withoutCredentials } from '../../model/credentials.ts';
import type { GapReason } from '../../model/gap.ts';
import { type Message, say } from '../../model/message.ts';
import type { Position } from '../../model/source.ts';

/** What Kustomize refuses: the root that asked for it renders nothing. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly explanation: Message;
  /** Where it is written; undefined until a caller knows. */
  readonly at: Position | undefined;
  readonly reason: GapReason;
  /** The address of what would have to be fetched. */
  readonly source: string | undefined;

  constructor(explanation: Message, at?: Position, reason: GapReason = 'not-rendered', source?: string) {
    super(explanation.texts.join('…'));
    this.explanation = explanation;
    this.at = at;
    this.reason = reason;
    this.source = source === undefined ? undefined : withoutCredentials(source);
  }

  placed(at: Position): Refusal {
    return new Refusal(this.explanation, at, this.reason, this.source);
  }
}

/** What cannot be seen from here: Kustomize would go and fetch it, the render goes on without. */
export class Unseen extends Refusal {
  override placed(at: Position): Unseen {
    return new Unseen(this.explanation, at, this.reason, this.source);
  }
}

/** Runs `work`; a refusal that names no place gets `at`. */
export function placedAt<T>(at: Position, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refusal) || error.at !== undefined) throw error;
    throw error.placed(at);
  }
}

/** Counts what one root costs; what asks for more is no deployment but an attack, or a mistake. */
export interface Effort {
  take(steps: number): void;
}

const maxSteps = 20_000_000;

export function createEffort(): Effort {
  let left = maxSteps;
  return {
    take(steps) {
      left -= steps;
      if (left < 0)
        throw new Refusal(say`rendering it takes more than the ${maxSteps} steps that are allowed`, undefined, 'limit');
    },
  };
}
