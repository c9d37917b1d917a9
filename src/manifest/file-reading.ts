import type { TextFact } from '../model/fact.ts';
import type { Problem } from '../model/gap.ts';
import { type Message, say } from '../model/message.ts';
import type { Position } from '../model/source.ts';
import type { Decoded } from './decode.ts';
import { type FactCounts, hasRoom } from './fact-counts.ts';
import { factsOf } from './facts.ts';
import { type Effort, LimitExceeded, limits } from './limits.ts';
import { type MapNode, positionOf } from './node.ts';
import { objectsOf } from './objects.ts';
import type { Repeated } from './repeated.ts';
import { positionIn, type Source } from './source.ts';
import type { Tree } from './tree.ts';
import { Unreadable } from './unreadable.ts';

/** A file while it is read, and what was found in it so far. */
export interface FileReading extends Decoded {
  readonly source: Source;
  readonly wanted: RegExp | 'everything';
  readonly words: Repeated;
  readonly effort: Effort;
  readonly documents: Manifest[];
  readonly facts: TextFact[];
  readonly factCounts: FactCounts;
  readonly problems: Problem[];
  problemCount: number;
  documentCount: number;
}

/** A Kubernetes object as it is written. */
export interface Manifest {
  /** As kubectl reads it. */
  readonly root: MapNode;
  /** As Kustomize reads it, where a merge key makes the two differ. */
  readonly alternative: MapNode | undefined;
  /** The first line of the object itself, below its comments. */
  readonly at: Position;
  /** `apiVersion` and `kind`, for a typed list's item those that the list gives it; the former may be empty. */
  readonly apiVersion: string;
  readonly kind: string;
}

/** Takes the objects of a document, and what its text tells of them. */
export function keep(state: FileReading, tree: Tree, other: Tree | undefined): void {
  const { objects: found, patches } = objectsOf(tree, other, state.effort);
  for (const patch of patches)
    problem(
      state,
      'patch',
      patch.offset,
      say`a patch (${'$patch'} and its like) that no kustomization owns; it is not read as an object`,
    );
  for (const { root, alternative, apiVersion, kind } of found)
    state.documents.push({ root, alternative, at: positionOf(root), apiVersion, kind });
  for (const fact of factsOf(tree, found, state.source)) if (hasRoom(state.factCounts, fact)) state.facts.push(fact);
}

/** A document's error becomes the file's problem; what is none of ours goes on. */
export function refused(state: FileReading, start: number, error: unknown): void {
  if (error instanceof Unreadable) problem(state, 'yaml-invalid', start + error.offset, error.explanation);
  else if (error instanceof LimitExceeded) problem(state, 'limit', start + (error.offset ?? 0), error.explanation);
  else throw error;
}

export function template(state: FileReading, offset: number): void {
  const line = state.text.slice(offset, offset + 200).split(/[\r\n]/, 1)[0] ?? '';
  problem(state, 'template', offset, say`a template of another tool: ${placeholderAt(line)}`);
}

/** The placeholder that a line begins with, without the texts in it: a default may be a password. */
function placeholderAt(line: string): string {
  const whole = /^(?:\{\{.*?\}\}|\{%.*?%\}|@[\w.-]*@|%\w*%)/.exec(line)?.[0] ?? `${line.slice(0, 2)} …`;
  return shortened(whole.replaceAll(/"(?:[^"\\]|\\.)*"?|'[^']*'?|`[^`]*`?/g, '"…"'));
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

export function problem(state: FileReading, reason: Problem['reason'], offset: number, message: Message): void {
  if (state.problems.length < limits.problems)
    state.problems.push({ at: positionIn(state.source, offset), reason, message });
  state.problemCount += 1;
}

/** The problems that are listed, and how many are not. */
export function listed({ problems, problemCount, source }: FileReading): readonly Problem[] {
  const more = problemCount - problems.length;
  if (more === 0) return problems;
  const message = say`${more} more places of the file could not be read`;
  return [...problems, { at: { path: source.path, line: 1, column: 1 }, reason: 'limit', message }];
}
