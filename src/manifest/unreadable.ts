import type { Message } from '../model/message.ts';

/** A document that kubectl could not read either; caught where its document was begun. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
  readonly explanation: Message;
  /** Where in the document. */
  readonly offset: number;

  constructor(explanation: Message, offset: number) {
    super(explanation.texts.join('…'));
    this.explanation = explanation;
    this.offset = offset;
  }
}
