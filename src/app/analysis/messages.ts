import type { Question } from '../analyse.ts';
import type { Judgement } from '../judgement.ts';
import type { Columns } from './columns.ts';
import type { Contents } from './contents.ts';

/** What the service tells a process that analyses. */
export type Order =
  | { readonly order: 'analyse'; readonly question: AskedQuestion }
  /** Give up what waits for an answer; the answer to this is a `failed`. */
  | { readonly order: 'stop' }
  /** Parts of an answer, then its end. */
  | { readonly order: 'entries'; readonly ask: number; readonly columns: Columns }
  | { readonly order: 'contents'; readonly ask: number; readonly contents: Contents }
  | { readonly order: 'answered'; readonly ask: number }
  | { readonly order: 'refused'; readonly ask: number };

/** A question whose commits are names: what they hold is asked for. */
export interface AskedQuestion extends Omit<Question, 'tip' | 'head' | 'from' | 'signal' | 'time'> {
  readonly tip: string;
  readonly head: string;
  readonly from: { readonly commit: string } | 'none' | 'as-they-are';
}

/** The commits of a question, by the part that they play in it. */
export type Place = 'tip' | 'head' | 'from';

/** What such a process says. `ask` counts up over its whole life. */
export type Word =
  | { readonly word: 'ready' }
  | { readonly word: 'tree'; readonly ask: number; readonly of: Place }
  | { readonly word: 'blobs'; readonly ask: number; readonly of: Place; readonly wanted: readonly Columns[] }
  | { readonly word: 'judged'; readonly judgement: Judgement }
  | { readonly word: 'failed'; readonly failure: Failure };

/** What was thrown: a refusal by the number of what was asked, or an error of its own. */
export type Failure =
  | { readonly refused: number }
  | { readonly name: string; readonly message: string; readonly stack: string | undefined };
