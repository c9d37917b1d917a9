/** One order to Portcullis in a text that somebody wrote. */
export interface CommandLine {
  /** What stands behind `/portcullis`; only `accept` and `revoke` are known. */
  readonly verb: string;
  /** What it is about: beginnings of fingerprints, or `all`. */
  readonly ids: readonly string[];
  readonly reason: string;
}

/**
 * The lines of a text that begin with `/portcullis`. What is quoted or lies in a block of code is somebody else's word,
 * or an example.
 */
export function commandLines(text: string): readonly CommandLine[] {
  const found: CommandLine[] = [];
  let fence: string | undefined;
  for (const line of text.slice(0, maxText).split(/\r\n|\r|\n/)) {
    const [, mark] = /^ {0,3}(`{3,}(?!.*`)|~{3,})/.exec(line) ?? []; // with a back-tick behind them they are a code span
    if (fence === undefined) fence = mark;
    else if (mark?.startsWith(fence) && line.trim() === mark) fence = undefined;
    const command = fence === undefined && mark === undefined ? commandIn(line) : undefined;
    if (command !== undefined) found.push(command);
  }
  return found.slice(0, maxCommands);
}

/** GitHub's own limit of a comment. */
const maxText = 65_536;
/** Nobody decides more at once; each is looked at by itself. */
const maxCommands = 20;

function commandIn(line: string): CommandLine | undefined {
  const [, verb, rest = ''] = /^\/portcullis(?:\s+(\S+)(.*))?$/.exec(line.trimEnd()) ?? [];
  if (verb === undefined) return /^\/portcullis\s*$/.test(line) ? { verb: '', ids: [], reason: '' } : undefined;
  const words = rest.trim().split(/[\s,]+/);
  const count = words.findIndex((word) => !isId(word));
  const ids = count === -1 ? words : words.slice(0, count);
  const about = [...new Set(ids)].slice(0, maxIds);
  return { verb: verb.slice(0, maxVerb), ids: about, reason: afterWords(rest, ids.length) };
}

/** A fingerprint is 16 hexadecimal digits; six tell enough, and are rarely a word. */
const isId = (word: string): boolean => word === 'all' || /^[0-9a-f]{6,16}$/.test(word);

/** The text behind so many words, as it was written. */
function afterWords(text: string, count: number): string {
  const words = new RegExp(`^(?:[\\s,]*[^\\s,]+){${count}}[\\s,]*`);
  return text.replace(words, '').trim().slice(0, maxReason);
}

const maxReason = 500;
/** Anybody may write it, and it is kept and quoted; who means more than these writes `all`. */
const [maxVerb, maxIds] = [40, 100];
