import type { TextFact } from '../model/fact.ts';
import type { Problem } from '../model/gap.ts';
import { say } from '../model/message.ts';
import { bytesLookLikeManifest, decode, looksLikeManifest } from './decode.ts';
import { readChunk } from './document.ts';
import { type FileReading, keep, listed, type Manifest, problem, refused } from './file-reading.ts';
import { nextJsonValue, readJsonValue } from './json-stream.ts';
import { limits } from './limits.ts';
import { isPlainCrd, mayHold } from './prefilter.ts';
import { repeatedWords } from './repeated.ts';
import { chunks, hasContent } from './split.ts';
import { Unreadable } from './unreadable.ts';

export type { Manifest } from './file-reading.ts';

/** What one file holds. */
export interface Reading {
  /** The objects that kubectl would see, lists unpacked, in the order of the file. */
  readonly documents: readonly Manifest[];
  readonly facts: readonly TextFact[];
  /** What could not be read; the rest of the file is. */
  readonly problems: readonly Problem[];
  /** True where the text carries the keys `apiVersion` and `kind`, in any encoding, readable or not. */
  readonly looksLikeManifest: boolean;
  /** Documents with content, read or passed over. */
  readonly documentCount: number;
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
  const state: FileReading = {
    ...decoded,
    ...options,
    source: { path: file.path, text: decoded.text },
    words: repeatedWords(),
    effort: { ...limits },
    documents: [],
    facts: [],
    factCounts: new Map(),
    problems: [],
    problemCount: 0,
    documentCount: 0,
  };
  readStream(state);
  return {
    documents: state.documents,
    facts: state.facts,
    problems: listed(state),
    looksLikeManifest: looksLikeManifest(decoded.text),
    documentCount: state.documentCount,
  };
}

function tooLarge({ path, bytes }: { readonly path: string; readonly bytes: Uint8Array }): Reading {
  const at = { path, line: 1, column: 1 };
  const message = say`the file has more than the ${limits.fileBytes} bytes that are read`;
  const looks = bytesLookLikeManifest(bytes);
  return {
    documents: [],
    facts: [],
    problems: [{ at, reason: 'limit', message }],
    looksLikeManifest: looks,
    documentCount: 0,
  };
}

function readStream(state: FileReading): void {
  if (state.text.startsWith('version https://git-lfs.github.com/spec/')) {
    problem(state, 'lfs', 0, say`a pointer to Git LFS; the content is not in the repository`);
    return;
  }
  if (!mayHold(state.lines, state.wanted)) {
    for (const { start, end } of chunks(state.text, 0))
      if (hasContent(state.lines.slice(start, end))) state.documentCount += 1;
    return;
  }
  readChunks(state, /^\s*\{/.test(state.text) ? readJson(state) : 0);
}

function readChunks(state: FileReading, from: number): void {
  for (const { start, end, badSeparator } of chunks(state.text, from)) {
    if (badSeparator !== undefined)
      problem(state, 'yaml-invalid', badSeparator, say`only a comment may follow a document separator`);
    const lines = state.lines.slice(start, end);
    if (!hasContent(lines)) continue;
    if (!counts(state, start)) return;
    if (isOfInterest(lines, state.wanted)) readChunk(state, start, lines);
  }
}

/** Counts a document; false, with a problem, where it is one too many. */
function counts(state: FileReading, offset: number): boolean {
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
function readJson(state: FileReading): number {
  const first = state.text.indexOf('{');
  for (let at = first; at >= 0; ) {
    if (state.text[at] !== '{' && state.text[at] !== '[') return at;
    if (!counts(state, at)) return state.text.length;
    try {
      const value = readJsonValue(state.source, at, state.effort);
      keep(state, value, undefined);
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
