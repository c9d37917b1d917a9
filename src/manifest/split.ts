/** One YAML document of a stream, as kubectl cuts it. */
export interface Chunk {
  /** Offsets into the file's text. */
  readonly start: number;
  readonly end: number;
  /** Where the line that ends it begins with three dashes and is no separator to kubectl; undefined where all is well. */
  readonly badSeparator: number | undefined;
}

/**
 * Cuts a stream at the lines that begin with three dashes, wherever they stand, even inside a quoted text: so does
 * kubectl. Only spaces and a comment may follow the dashes; at anything else kubectl gives up, here the text goes on.
 * @see https://github.com/kubernetes/apimachinery/blob/v0.32.0/pkg/util/yaml/decoder.go (YAMLReader.Read)
 */
export function* chunks(text: string, from: number): Generator<Chunk> {
  let start = from;
  let line = text.startsWith('---', from) ? from : nextDashes(text, from);
  while (line >= 0) {
    const end = lineEnd(text, line);
    const rest = text.slice(line + 3, end).trim();
    const isSeparator = rest === '' || rest.startsWith('#');
    yield { start, end: line, badSeparator: isSeparator ? undefined : line };
    // After white space a document may begin on the separator's own line, and behind a comment where the line goes on
    // after a break that is none to kubectl's cutting. The parser reads it from the dashes on.
    start = (isSeparator && !hiddenContent.test(rest)) || !/\s/.test(text[line + 3] ?? '') ? end : line;
    line = nextDashes(text, line + 3);
  }
  yield { start, end: text.length, badSeparator: undefined };
}

const hiddenContent = /[\r\u0085\u2028\u2029]\s*\S/;

function nextDashes(text: string, from: number): number {
  const found = text.indexOf('\n---', from);
  return found < 0 ? -1 : found + 1;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** True where a chunk holds more than blank lines and comments. */
export const hasContent = (text: string): boolean => /^[ \t\ufeff]*[^\s#\ufeff]/m.test(text);

/**
 * The end of the one document of a chunk that go-yaml decodes: a line of three dots ends it, and so do three dashes
 * after a line break that kubectl's cutting does not know.
 */
export function documentEnd(lines: string): number {
  if (!lines.includes('...') && !lines.includes('---')) return lines.length;
  const mark = /^(?:\.\.\.|---)(?=\s|$)/gm;
  for (let found = mark.exec(lines); found !== null; found = mark.exec(lines))
    if (hasContent(lines.slice(0, found.index))) return found.index;
  return lines.length;
}
