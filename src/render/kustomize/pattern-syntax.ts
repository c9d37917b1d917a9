/** A piece of a regular expression. */
export type Piece =
  | { readonly is: 'read'; readonly reads: (code: number) => boolean }
  | { readonly is: 'assert'; readonly holds: (codes: readonly number[], at: number) => boolean }
  | { readonly is: 'sequence'; readonly pieces: readonly Piece[] }
  | { readonly is: 'choice'; readonly pieces: readonly Piece[] }
  | { readonly is: 'repeat'; readonly piece: Piece; readonly least: number; readonly most: number };

/** Undefined where the pattern is none, or has what is not read: named classes of Unicode, flags in the middle. */
export function parsePattern(pattern: string): Piece | undefined {
  if (pattern.length > 2_000) return undefined;
  const state: State = { codes: Array.from(pattern), at: 0, depth: 0 };
  try {
    const piece = choice(state);
    return state.at === state.codes.length ? piece : undefined;
  } catch (error) {
    if (error instanceof NoPattern) return undefined;
    throw error;
  }
}

class NoPattern extends Error {
  override readonly name = 'NoPattern';
}

interface State {
  readonly codes: readonly string[];
  at: number;
  depth: number;
}

const peek = (state: State): string | undefined => state.codes[state.at];

function eat(state: State, text: string): boolean {
  if (!text.split('').every((one, index) => state.codes[state.at + index] === one)) return false;
  state.at += text.length;
  return true;
}

function choice(state: State): Piece {
  state.depth += 1;
  if (state.depth > 100) throw new NoPattern();
  const pieces = [sequence(state)];
  while (eat(state, '|')) pieces.push(sequence(state));
  state.depth -= 1;
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : { is: 'choice', pieces };
}

function sequence(state: State): Piece {
  const pieces: Piece[] = [];
  for (let next = peek(state); next !== undefined && next !== '|' && next !== ')'; next = peek(state))
    pieces.push(repeated(state, atom(state)));
  return { is: 'sequence', pieces };
}

function repeated(state: State, piece: Piece): Piece {
  const bounds = quantifier(state);
  if (bounds === undefined) return piece;
  // Greedy or not, what matches is the same.
  eat(state, '?');
  if ('*+?'.includes(peek(state) ?? '-')) throw new NoPattern();
  return { is: 'repeat', piece, ...bounds };
}

function quantifier(state: State): { readonly least: number; readonly most: number } | undefined {
  if (eat(state, '*')) return { least: 0, most: Number.POSITIVE_INFINITY };
  if (eat(state, '+')) return { least: 1, most: Number.POSITIVE_INFINITY };
  if (eat(state, '?')) return { least: 0, most: 1 };
  const found = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(state.codes.slice(state.at, state.at + 12).join(''));
  if (found === null) return undefined;
  state.at += found[0].length;
  const least = Number(found[1]);
  const most = found[2] === undefined ? least : found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3]);
  if (least > 1_000 || (most !== Number.POSITIVE_INFINITY && most > 1_000) || most < least) throw new NoPattern();
  return { least, most };
}

function atom(state: State): Piece {
  const next = state.codes[state.at];
  state.at += 1;
  switch (next) {
    case '(':
      return group(state);
    case '[':
      return { is: 'read', reads: characterClass(state) };
    case '.':
      return { is: 'read', reads: (code) => code !== 0x0a };
    case '^':
      return { is: 'assert', holds: (_, at) => at === 0 };
    case '$':
      return { is: 'assert', holds: (codes, at) => at === codes.length };
    case '\\':
      return escaped(state);
    case '*':
    case '+':
    case '?':
    case undefined:
      throw new NoPattern();
    default:
      return { is: 'read', reads: one(next) };
  }
}

function one(character: string): (code: number) => boolean {
  const wanted = character.codePointAt(0);
  return (code) => code === wanted;
}

function group(state: State): Piece {
  if (eat(state, '?') && !eat(state, ':')) {
    const name = /^P?<\w+>/.exec(state.codes.slice(state.at, state.at + 80).join(''));
    if (name === null) throw new NoPattern();
    state.at += name[0].length;
  }
  const piece = choice(state);
  if (!eat(state, ')')) throw new NoPattern();
  return piece;
}

const isWord = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || (code >= 0x61 && code <= 0x7a);

const shorthand: Readonly<Record<string, (code: number) => boolean>> = {
  d: (code) => code >= 0x30 && code <= 0x39,
  s: (code) => code === 0x20 || (code >= 0x09 && code <= 0x0d && code !== 0x0b),
  w: isWord,
};

const controls: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

function escaped(state: State): Piece {
  const next = peek(state);
  if (next === 'A' || next === 'z' || next === 'b' || next === 'B') {
    state.at += 1;
    return { is: 'assert', holds: places[next] };
  }
  return { is: 'read', reads: escapedCharacter(state).reads };
}

const atBoundary = (codes: readonly number[], at: number): boolean =>
  isWord(codes[at - 1] ?? -1) !== isWord(codes[at] ?? -1);

const places = {
  A: (_: readonly number[], at: number): boolean => at === 0,
  z: (codes: readonly number[], at: number): boolean => at === codes.length,
  b: atBoundary,
  B: (codes: readonly number[], at: number): boolean => !atBoundary(codes, at),
} as const;

interface Character {
  readonly reads: (code: number) => boolean;
  /** Undefined for a class, which can begin or end no range. */
  readonly code: number | undefined;
}

function escapedCharacter(state: State): Character {
  const next = state.codes[state.at] ?? '';
  state.at += 1;
  const short = Object.hasOwn(shorthand, next.toLowerCase()) ? shorthand[next.toLowerCase()] : undefined;
  if (short !== undefined)
    return { reads: next === next.toLowerCase() ? short : (code) => !short(code), code: undefined };
  const code = Object.hasOwn(controls, next) ? controls[next] : next === 'x' ? hexadecimal(state) : literalCode(next);
  return { reads: (other) => other === code, code };
}

function hexadecimal(state: State): number {
  const found = /^(?:([\da-fA-F]{2})|\{([\da-fA-F]{1,6})\})/.exec(state.codes.slice(state.at, state.at + 9).join(''));
  if (found === null) throw new NoPattern();
  state.at += found[0].length;
  return Number.parseInt(found[1] ?? found[2] ?? '', 16);
}

/** Only punctuation may be escaped: a letter would mean something. */
function literalCode(next: string): number {
  if (!/^[!-/:-@[-`{-~]$/.test(next)) throw new NoPattern();
  return next.charCodeAt(0);
}

function characterClass(state: State): (code: number) => boolean {
  const isNegated = eat(state, '^');
  const tests: ((code: number) => boolean)[] = [];
  for (let first = true; first || peek(state) !== ']'; first = false) {
    const named = /^\[:(\^?)(\w+):\]/.exec(state.codes.slice(state.at, state.at + 12).join(''));
    if (named !== null) {
      state.at += named[0].length;
      tests.push(namedClass(named[2] ?? '', named[1] === '^'));
    } else tests.push(range(state));
  }
  state.at += 1;
  const reads = (code: number): boolean => tests.some((test) => test(code));
  return isNegated ? (code) => !reads(code) : reads;
}

function range(state: State): (code: number) => boolean {
  const from = classCharacter(state);
  if (peek(state) !== '-' || state.codes[state.at + 1] === ']') return from.reads;
  state.at += 1;
  const to = classCharacter(state);
  if (from.code === undefined || to.code === undefined || to.code < from.code) throw new NoPattern();
  const { code: least } = from;
  const { code: most } = to;
  return (code) => code >= least && code <= most;
}

function classCharacter(state: State): Character {
  const next = state.codes[state.at];
  if (next === undefined) throw new NoPattern();
  state.at += 1;
  return next === '\\' ? escapedCharacter(state) : { reads: one(next), code: next.codePointAt(0) };
}

const asciiClasses: Readonly<Record<string, RegExp>> = {
  alnum: /^[0-9A-Za-z]$/,
  alpha: /^[A-Za-z]$/,
  digit: /^[0-9]$/,
  lower: /^[a-z]$/,
  punct: /^[!-/:-@[-`{-~]$/,
  space: /^[\t\n\v\f\r ]$/,
  upper: /^[A-Z]$/,
  word: /^[0-9A-Za-z_]$/,
  xdigit: /^[0-9A-Fa-f]$/,
};

function namedClass(name: string, isNegated: boolean): (code: number) => boolean {
  const own = Object.hasOwn(asciiClasses, name) ? asciiClasses[name] : undefined;
  if (own === undefined) throw new NoPattern();
  return (code) => own.test(String.fromCodePoint(code)) !== isNegated;
}
