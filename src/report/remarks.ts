import { quoted, unquoted } from './markdown.ts';

/** One finding as a review comment tells it. */
export interface Remark {
  readonly fingerprint: string;
  /** Markdown that is ours to the last character: values lie in code. */
  readonly text: string;
}

/** What is true of findings now, as far as a comment on a line says it. */
export interface Standing {
  /** The fingerprints of all that the pull request introduces, however mild and wherever. */
  readonly open: ReadonlySet<string>;
  /** True where a finding that is not open is fixed, and not merely out of sight. */
  readonly complete: boolean;
  readonly headSha: string;
}

/** What a comment of ours says of its findings. */
export interface Told {
  readonly open: readonly string[];
  readonly fixed: readonly string[];
  /** False where somebody has edited the comment into a form that we do not write. */
  readonly asWritten: boolean;
}

/** The comment: which findings it tells, so that it is recognised, then one after the other. */
export const remarksBody = (remarks: readonly Remark[]): string =>
  `${[fingerprintMarker(remarks), remarks.map(({ text }) => text).join(between)].join('\n\n')}\n`;

/** Never seen by a reader; only the first one of a comment counts, which stands before everything that is told. */
export const fingerprintMarker = (remarks: readonly Pick<Remark, 'fingerprint'>[]): string =>
  `<!-- portcullis:finding ${remarks.map(({ fingerprint }) => fingerprint).join(' ')} -->`;

const marker = /^<!-- portcullis:finding ([0-9a-f]+(?: [0-9a-f]+)*) -->$/gm;
const between = '\n\n---\n\n';

/** The fingerprints in each marker of a text of ours. */
export const markersIn = (body: string): readonly (readonly string[])[] =>
  [...unixLines(body).matchAll(marker)].map(([, prints = '']) => prints.split(' '));

/** GitHub's editor saves other line breaks than we send. */
const unixLines = (body: string): string => body.replaceAll('\r\n', '\n').trimEnd();

/** Undefined for a text without our marker. Who wrote it is for the caller to know: a marker anybody can write. */
export function toldIn(body: string): Told | undefined {
  const [fingerprints] = markersIn(body);
  if (fingerprints === undefined) return undefined;
  const remarks = remarksIn(body);
  const fixed = remarks.filter(({ text }) => quotedIn(text) !== undefined).map(({ fingerprint }) => fingerprint);
  const open = fingerprints.filter((print) => !fixed.includes(print));
  return { open, fixed, asWritten: remarks.length > 0 };
}

/** The same comment with what is fixed called fixed, and what is open again as it was; undefined where it says so. */
export function restated(body: string, standing: Standing): string | undefined {
  const before = remarksIn(body);
  const after = before.map((remark) => ({ ...remark, text: restatedText(remark, standing) }));
  return after.every(({ text }, index) => text === before[index]?.text) ? undefined : remarksBody(after);
}

function restatedText({ fingerprint, text }: Remark, { open, complete, headSha }: Standing): string {
  const was = quotedIn(text);
  if (open.has(fingerprint)) return was === undefined ? text : unquoted(was);
  return complete && was === undefined ? `✅ Fixed as of \`${headSha.slice(0, 7)}\`.\n\n${quoted(text)}` : text;
}

/** What stands under the mark; undefined for a remark that is open. */
function quotedIn(text: string): string | undefined {
  const [mark = '', blank, ...lines] = text.split('\n');
  const isMarked = /^✅ Fixed as of `[0-9a-f]{7}`\.$/.test(mark) && blank === '' && lines.length > 0;
  return isMarked && lines.every((line) => line.startsWith('>')) ? lines.join('\n') : undefined;
}

/** None where the text is not in the form that we write: there is nothing in it that could be told apart. */
function remarksIn(body: string): readonly Remark[] {
  const [first = '', blank, ...lines] = unixLines(body).split('\n');
  const [fingerprints = []] = markersIn(first);
  const texts = blank === '' ? lines.join('\n').split(between) : [];
  return texts.length === fingerprints.length
    ? fingerprints.map((fingerprint, index) => ({ fingerprint, text: texts[index] ?? '' }))
    : [];
}
