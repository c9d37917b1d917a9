import type { Fact } from '../model/fact.ts';
import type { Problem } from '../model/gap.ts';
import { type Message, say } from '../model/message.ts';
import type { Position } from '../model/source.ts';
import { bytesLookLikeManifest, type Decoded, decode, forbiddenCharacter, looksLikeManifest } from './decode.ts';
import { type Events, parseDocument } from './events.ts';
import { factsOf } from './facts.ts';
import { nextJsonValue, readJsonValue } from './json-stream.ts';
import { checkSeparators, LimitExceeded, limits } from './limits.ts';
import { type MapNode, positionOf } from './node.ts';
import { objectsOf } from './objects.ts';
import { isPlainCrd, mayHold } from './prefilter.ts';
import { type Repeated, repeatedWords } from './repeated.ts';
import { positionIn, type Source } from './source.ts';
import { chunks, documentEnd, hasContent } from './split.ts';
import { blockDirective, firstAction, mask, mayBeTemplate } from './template.ts';
import { buildTree, type Tree } from './tree.ts';
import { Unreadable } from './unreadable.ts';

/** What one file holds. */
export interface Reading {
  /** The objects that kubectl would see, lists unpacked, in the order of the file. */
  readonly documents: readonly Manifest[];
  readonly facts: readonly Fact[];
  /** What could not be read; the rest of the file is. */
  readonly problems: readonly Problem[];
  /** True where the text carries the keys `apiVersion` and `kind`, in any encoding, readable or not. */
  readonly looksLikeManifest: boolean;
  /** Documents with content, read or passed over. */
  readonly documentCount: number;
}

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

/**
 * Reads a file as kubectl does, and on past the documents at which kubectl stops.
 *
 * @param options.wanted a document in which this finds nothing is passed over unread and unchecked
 */
export function readManifests(
  file: { readonly path: string; readonly bytes: Uint8Array },
  options: { readonly wanted: RegExp | 'everything' },
): Reading {
  if (file.bytes.length > limits.fileBytes) return tooLarge(file);
  const decoded = decode(file.bytes);
  const state: State = {
    ...decoded,
    ...options,
    source: { path: file.path, text: decoded.text },
    words: repeatedWords(),
    effort: { left: limits.repairedCharacters },
    documents: [],
    facts: [],
    problems: [],
    problemCount: 0,
    documentCount: 0,
  };
  readStream(state);
  return {
    documents: state.documents,
    facts: state.facts.slice(0, limits.facts),
    problems: listed(state),
    looksLikeManifest: looksLikeManifest(decoded.text),
    documentCount: state.documentCount,
  };
}

interface State extends Decoded {
  readonly source: Source;
  readonly wanted: RegExp | 'everything';
  readonly words: Repeated;
  /** Characters that may still be parsed a second time. */
  readonly effort: { left: number };
  readonly documents: Manifest[];
  readonly facts: Fact[];
  readonly problems: Problem[];
  problemCount: number;
  documentCount: number;
}

function tooLarge({ path, bytes }: { readonly path: string; readonly bytes: Uint8Array }): Reading {
  const at = { path, line: 1, column: 1 };
  const message = say`the file has ${bytes.length} bytes, more than the ${limits.fileBytes} that are read`;
  const looks = bytesLookLikeManifest(bytes);
  return {
    documents: [],
    facts: [],
    problems: [{ at, reason: 'limit', message }],
    looksLikeManifest: looks,
    documentCount: 0,
  };
}

function readStream(state: State): void {
  if (state.text.startsWith('version https://git-lfs.github.com/spec/')) {
    problem(state, 'lfs', 0, say`a pointer to Git LFS; the content is not in the repository`);
    return;
  }
  const isWanted = mayHold(state.lines, state.wanted);
  const rest = isWanted && /^\s*\{/.test(state.text) ? readJson(state) : 0;
  for (const { start, end, badSeparator } of chunks(state.text, rest)) {
    if (badSeparator !== undefined && isWanted)
      problem(state, 'yaml-invalid', badSeparator, say`only a comment may follow a document separator`);
    const lines = state.lines.slice(start, end);
    if (!hasContent(lines)) continue;
    if (!counts(state, start)) return;
    if (isWanted && isOfInterest(lines, state.wanted)) readChunk(state, start, lines);
  }
}

/** Counts a document; false, with a problem, where it is one too many. */
function counts(state: State, offset: number): boolean {
  state.documentCount += 1;
  if (state.documentCount <= limits.documents) return true;
  problem(state, 'limit', offset, say`the file has more than the ${limits.documents} documents that are read`);
  return false;
}

const isOfInterest = (lines: string, wanted: RegExp | 'everything'): boolean =>
  wanted === 'everything' || (mayHold(lines, wanted) && !isPlainCrd(lines));

/**
 * Reads the JSON values that a file begins with, one after the other, as kubectl does with a file that opens with a brace.
 * @returns where what is left begins, which is read as YAML: all of it where the first value is no JSON
 */
function readJson(state: State): number {
  const first = state.text.indexOf('{');
  for (let at = first; at >= 0; ) {
    if (state.text[at] !== '{' && state.text[at] !== '[') return at;
    if (!counts(state, at)) return state.text.length;
    try {
      const value = readJsonValue(state.source, at);
      finish(state, value, undefined);
      at = nextJsonValue(state.text, value.end);
    } catch (error) {
      // A flow map without quotes: kubectl refuses it at the start of a file, Kustomize and kubectl elsewhere read it.
      if (at === first && error instanceof Unreadable) {
        state.documentCount -= 1;
        return 0;
      }
      refused(state, 0, error);
      const next = state.text.indexOf('\n---', at);
      return next < 0 ? state.text.length : next + 1;
    }
  }
  return state.text.length;
}

function readChunk(state: State, start: number, lines: string): void {
  const forbidden = state.isForbidden ? forbiddenCharacter(state.text.slice(start, start + lines.length)) : -1;
  if (forbidden >= 0) {
    const code = state.text
      .charCodeAt(start + forbidden)
      .toString(16)
      .toUpperCase()
      .padStart(4, '0');
    const reason = code === '0000' ? 'encoding' : 'yaml-invalid';
    problem(state, reason, start + forbidden, say`the control character U+${code} is allowed nowhere in YAML`);
    return;
  }
  try {
    const document = lines.slice(0, documentEnd(lines));
    checkSeparators(document, 0);
    readDocument(state, start, document);
  } catch (error) {
    refused(state, start, error);
  }
}

/** As it stands where kubectl would read it so, else with its placeholders covered. */
function readDocument(state: State, start: number, document: string): void {
  const isTemplate = mayBeTemplate(document);
  try {
    const events = parseDocument(document, state.effort);
    readEvents(state, { events, start, masked: false, isTemplate });
  } catch (error) {
    if (!isTemplate || !(error instanceof Unreadable)) throw error;
    readMasked(state, start, document, error);
  }
}

function readMasked(state: State, start: number, document: string, asItStands: Unreadable): void {
  try {
    const events = parseDocument(mask(document), state.effort);
    readEvents(state, { events: { ...events, text: events.like(document) }, start, masked: true, isTemplate: true });
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const at = firstAction(document);
    if (at < 0) throw asItStands;
    template(state, start + at);
  }
}

interface ParsedDocument {
  readonly events: Events;
  readonly start: number;
  readonly masked: boolean;
  readonly isTemplate: boolean;
}

function readEvents(state: State, { events, start, masked, isTemplate }: ParsedDocument): void {
  const directive = isTemplate ? blockDirective(events, masked) : -1;
  if (directive >= 0) {
    template(state, start + events.original(directive));
    return;
  }
  const placement = { source: state.source, offset: start, masked, starts: state.hidesBreaks, words: state.words };
  const tree = buildTree(events, { ...placement, mergeKeys: 'override' });
  const isAmbiguous = tree.notes.some((note) => note.fact === 'ambiguous-yaml' && note.differs);
  finish(state, tree, isAmbiguous ? buildTree(events, { ...placement, mergeKeys: 'fill' }) : undefined);
  if (events.trailing !== undefined)
    problem(
      state,
      'yaml-invalid',
      start + events.trailing,
      say`this text follows the document's only value, kubectl ignores it`,
    );
}

function finish(state: State, tree: Tree, other: Tree | undefined): void {
  const found = objectsOf(tree, other);
  for (const { root, alternative, apiVersion, kind } of found)
    state.documents.push({ root, alternative, at: positionOf(root), apiVersion, kind });
  if (state.facts.length < limits.facts) state.facts.push(...factsOf(tree, found, state.source));
}

/** A document's error becomes the file's problem; what is none of ours goes on. */
function refused(state: State, start: number, error: unknown): void {
  if (error instanceof Unreadable) problem(state, 'yaml-invalid', start + error.offset, error.explanation);
  else if (error instanceof LimitExceeded) problem(state, 'limit', start + (error.offset ?? 0), error.explanation);
  else throw error;
}

function template(state: State, offset: number): void {
  const line = state.text.slice(offset, offset + 60).split(/[\r\n]/, 1)[0] ?? '';
  problem(state, 'template', offset, say`a template of another tool: ${line.trim()}`);
}

function problem(state: State, reason: Problem['reason'], offset: number, message: Message): void {
  if (state.problems.length < limits.problems)
    state.problems.push({ at: positionIn(state.source, offset), reason, message });
  state.problemCount += 1;
}

/** The problems that are listed, and how many are not. */
function listed({ problems, problemCount, source }: State): readonly Problem[] {
  const more = problemCount - problems.length;
  if (more === 0) return problems;
  const message = say`${more} more places of the file could not be read`;
  return [...problems, { at: { path: source.path, line: 1, column: 1 }, reason: 'limit', message }];
}
