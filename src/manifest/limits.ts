import { type Message, say } from '../model/message.ts';

/** What one file may cost. Past any of these the rest is a gap: nothing is read halfway and called whole. */
export const limits = {
  fileBytes: 10 * 1024 * 1024,
  documents: 20_000,
  depth: 100,
  anchors: 1_000,
  aliases: 1_000,
  /** Objects and lists of one file; aliases let few lines stand for many. */
  objects: 40_000,
  /** Commas, brackets and line ends of one document: each may cost an event of a hundred bytes in the parser. */
  separators: 500_000,
  /** Entries that the merge keys of one file may copy. */
  mergedEntries: 200_000,
  /** Nodes that the objects with aliases of one file may stand for together: whoever reads one asks each of them. */
  unfoldedNodes: 1_000_000,
  /** Nodes that a plain value may unfold to. */
  valueNodes: 2_000_000,
  /** Nodes of one file that are compared to say whether two readings differ. */
  comparedNodes: 200_000,
  /** Facts and problems of one file that are listed one by one. */
  facts: 200,
  problems: 100,
  /** Lines of one document that are indented anew for the parser, and characters of one file that it may read again. */
  repairs: 100,
  /** Spaces that such a line gets at most. */
  repairIndent: 1_000,
  repairedCharacters: 5_000_000,
} as const;

/** What is left of those limits that hold for a file as a whole; counted down. */
export interface Effort {
  objects: number;
  repairedCharacters: number;
  mergedEntries: number;
  comparedNodes: number;
  unfoldedNodes: number;
}

/** A document or value that is larger than we read. */
export class LimitExceeded extends Error {
  override readonly name = 'LimitExceeded';
  readonly explanation: Message;
  /** Where in the text it was passed, where that is one place. */
  readonly offset: number | undefined;

  constructor(explanation: Message, offset?: number) {
    super(explanation.texts.join('…'));
    this.explanation = explanation;
    this.offset = offset;
  }
}

/** Throws where a document has too many separators to be read in bounded memory. */
export function checkSeparators(text: string, offset: number): void {
  if (text.length <= limits.separators) return;
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x0a || code === 0x0d || code === 0x2c || code === 0x5b || code === 0x7b) count += 1;
  }
  if (count > limits.separators)
    throw new LimitExceeded(say`the document has more than the ${limits.separators} parts that are read`, offset);
}
