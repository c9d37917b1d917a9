import { decode } from '../../manifest/decode.ts';
import { parseDocument } from '../../manifest/events.ts';
import { LimitExceeded, limits } from '../../manifest/limits.ts';
import type { Node } from '../../manifest/node.ts';
import { repeatedWords } from '../../manifest/repeated.ts';
import { positionIn, type Source } from '../../manifest/source.ts';
import { chunks, documentEnd, hasContent } from '../../manifest/split.ts';
import { mask } from '../../manifest/template.ts';
import { buildTree } from '../../manifest/tree.ts';
import { Unreadable } from '../../manifest/unreadable.ts';
import type { Problem } from '../../model/gap.ts';
import { literal, say } from '../../model/message.ts';
import { readDocuments } from '../kustomize/documents.ts';
import { Refusal } from '../kustomize/refusal.ts';

export interface TemplateFile {
  readonly documents: readonly Node[];
  readonly problems: readonly Problem[];
}

/** A file of values or releases: as it stands, or as the template that its name or its use says it is. */
export function readValuesFile(path: string, bytes: Uint8Array): TemplateFile {
  if (path.endsWith('.gotmpl')) return readTemplateFile(path, bytes);
  try {
    return { documents: readDocuments(path, bytes, 'kustomization'), problems: [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const at = error.at ?? { path, line: 1, column: 1 };
    return { documents: [], problems: [{ at, reason: error.reason, message: error.explanation }] };
  }
}

/**
 * A YAML file that is a template of Go's, as helmfile has it. What steers the template is passed over, so that all
 * branches are read and the body of a loop once; an action inside of a value stays, as the placeholder that it is. One on a
 * line of its own that prints something is a problem, and so is a file that is no YAML without all this.
 */
export function readTemplateFile(path: string, bytes: Uint8Array): TemplateFile {
  if (bytes.length > limits.fileBytes) {
    const message = say`the file has more than the ${limits.fileBytes} bytes that are read`;
    return { documents: [], problems: [{ at: { path, line: 1, column: 1 }, reason: 'limit', message }] };
  }
  const { text, lines } = decode(bytes);
  const source = { path, text };
  const { plain, printed } = withoutDirectives(lines);
  const read = [...chunks(plain, 0)].flatMap(({ start, end }) => {
    const chunk = plain.slice(start, end);
    return hasContent(chunk) ? [readOne(source, start, chunk.slice(0, documentEnd(chunk)))] : [];
  });
  return {
    documents: read.flatMap((one) => ('reason' in one ? [] : one)),
    problems: [
      ...read.flatMap((one) => ('reason' in one ? one : [])),
      ...printed.map((offset) => notRead(source, offset)),
    ],
  };
}

const notRead = (source: Source, offset: number): Problem => ({
  at: positionIn(source, offset),
  reason: 'template',
  message: literal('what a template puts here is not read'),
});

function readOne(source: Source, start: number, document: string): Node | Problem {
  const effort = { ...limits };
  try {
    const events = parseDocument(mask(document), effort);
    const placement = { source, offset: start, masked: true, hidesBreaks: false, words: repeatedWords(), effort };
    return buildTree({ ...events, text: events.like(document) }, { ...placement, mergeKeys: 'override' }).root;
  } catch (error) {
    return problemOf(error, source, start, document.includes('{{'));
  }
}

function problemOf(error: unknown, source: Source, start: number, isTemplate: boolean): Problem {
  if (error instanceof Unreadable)
    return {
      at: positionIn(source, start + error.offset),
      reason: isTemplate ? 'template' : 'yaml-invalid',
      message: error.explanation,
    };
  if (!(error instanceof LimitExceeded)) throw error;
  return { at: positionIn(source, start + (error.offset ?? 0)), reason: 'limit', message: error.explanation };
}

interface Directives {
  /** As long as the text, character for character. */
  readonly plain: string;
  /** Where actions stand alone on a line that print something. */
  readonly printed: readonly number[];
}

const steering = /^\{\{-?\s*(if|else|end|range|with|define|block|break|continue|\/\*|\$\w+\s*:?=)/;

/** Without the actions that have their lines for themselves. */
function withoutDirectives(text: string): Directives {
  const texts = linesInTexts(text);
  const parts: string[] = [];
  const printed: number[] = [];
  let done = 0;
  for (const { start, end } of loneActions(text)) {
    const action = text.slice(start, end);
    parts.push(text.slice(done, start), action.replaceAll(/[^\n]/g, ' '));
    done = end;
    if (!steering.test(action) && !texts.has(text.lastIndexOf('\n', start) + 1)) printed.push(start);
  }
  return { plain: parts.join('') + text.slice(done), printed: printed.slice(0, maxPrinted) };
}

/** One is enough to know that the file is not read whole. */
const maxPrinted = 20;

/** `{{ … }}` with nothing but space before and behind it on its lines. */
function* loneActions(text: string): Generator<{ readonly start: number; readonly end: number }> {
  const begins = /^[ \t]*(?=\{\{)/gm;
  const rest = /[ \t]*(?:\n|$)/y;
  let close = 0;
  let isAlone = false;
  for (let found = begins.exec(text); found !== null; found = begins.exec(text)) {
    const start = found.index + found[0].length;
    if (close < start + 2) {
      close = text.indexOf('}}', start + 2);
      if (close < 0) return;
      rest.lastIndex = close + 2;
      isAlone = rest.test(text);
    }
    begins.lastIndex = isAlone ? close + 2 : start + 2;
    if (isAlone) yield { start, end: close + 2 };
  }
}

/** Where the lines begin that lie inside of a text in a block, where a line is no line of YAML. */
function linesInTexts(text: string): ReadonlySet<number> {
  const found = new Set<number>();
  let header = -1;
  let start = 0;
  for (const line of text.split('\n')) {
    const indent = line.length - line.trimStart().length;
    const isBlank = line.trim() === '';
    if (header >= 0 && !isBlank && indent <= header) header = -1;
    if (header >= 0) found.add(start);
    else if (!isBlank && /(^|[:-]\s+)[|>][-+0-9]*\s*(#.*)?$/.test(line)) header = indent;
    start += line.length + 1;
  }
  return found;
}
