import type { GapReason, Problem } from '../../../model/gap.ts';
import type { Message } from '../../../model/message.ts';
import type { Position } from '../../../model/source.ts';

/** What Helm refuses, or what nobody should be made to read: the whole chart renders nothing. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly problem: Problem;

  constructor(message: Message, at: Position, reason: GapReason = 'not-rendered') {
    super(message.texts.join('…'));
    this.problem = { at, reason, message };
  }
}

/** Of a whole file. */
export const topOf = (path: string): Position => ({ path, line: 1, column: 1 });

/** A place as a person finds it: what is packed has no lines, only its archive. */
export const findable = (at: Position): Position => (isArchive(at.path) ? topOf(at.path) : at);

export const isArchive = (path: string): boolean => path.endsWith('.tgz');
