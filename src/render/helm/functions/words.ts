import { runes } from './runes.ts';
import { isSpace } from './space.ts';

/**
 * `HTTP20xOK` as `http_20x_ok`, the way xstrings cuts words: before a capital, at what joins words, and a number goes
 * with what stands before it unless small letters follow.
 * @see https://github.com/huandu/xstrings/blob/v1.5.0/convert.go (camelCaseToLowerCase)
 */
export function wordsJoined(text: string, connector: '_' | '-'): string {
  if (text === '') return '';
  const reader = wordReader(runes(text));
  let out = '';
  const take = (word: Word): void => {
    out += written(word, connector);
  };
  const takeRun = (from: Word): Word => {
    let word = from;
    for (; word.kind === 'small' || word.kind === 'number'; word = reader.next()) take(word);
    return word;
  };
  let word = reader.next();
  while (!reader.isDone()) {
    const before = word;
    if (before.kind !== 'connector') take(before);
    word = reader.next();
    if (before.kind === 'number') {
      word = takeRun(word);
      if (!['none', 'punctuation', 'connector'].includes(word.kind)) out += connector;
    } else if (before.kind === 'connector') take(before);
    else if (before.kind !== 'punctuation') word = afterLetters(word);
  }
  take(word);
  return out;

  /** What follows letters: a number may belong to them. */
  function afterLetters(following: Word): Word {
    if (following.kind !== 'number') {
      if (following.kind !== 'connector' && following.kind !== 'punctuation') out += connector;
      return following;
    }
    if (reader.isDone()) return following;
    let next = reader.next();
    if (next.kind !== 'small') {
      take(following);
      if (next.kind !== 'connector' && next.kind !== 'punctuation') out += connector;
      return next;
    }
    out += connector;
    take(following);
    next = takeRun(next);
    if (!['none', 'connector', 'punctuation'].includes(next.kind)) out += connector;
    return next;
  }
}

interface Word {
  readonly kind: 'none' | 'number' | 'capital' | 'small' | 'connector' | 'punctuation' | 'other';
  readonly characters: readonly string[];
}

const written = ({ kind, characters }: Word, connector: string): string => {
  if (kind !== 'capital' && kind !== 'connector') return characters.join('');
  return characters.map((character) => (isConnector(character) ? connector : lowered(character))).join('');
};

function lowered(character: string): string {
  if (!isUpper(character)) return character;
  return character === '\u0130' ? 'i' : character.toLowerCase();
}

interface WordReader {
  next(): Word;
  isDone(): boolean;
}

function wordReader(characters: readonly string[]): WordReader {
  let at = 0;
  const until = (from: number, ends: (character: string) => boolean): number => {
    let end = from;
    while (end < characters.length && !ends(characters[end] ?? '')) end += 1;
    return end;
  };
  const taken = (kind: Word['kind'], end: number): Word => {
    const word = { kind, characters: characters.slice(at, end) };
    at = end;
    return word;
  };
  const endOfCapital = (): number => {
    const second = characters[at + 1] ?? '';
    if (isUpper(second)) {
      const end = until(at + 2, (character) => !isUpper(character));
      // `HTTPStatus` is HTTP and Status.
      return end < characters.length && isAlphabet(characters[end] ?? '') ? end - 1 : end;
    }
    return isAlphabet(second) ? until(at + 2, endsSmall) : at + 1;
  };
  return {
    isDone: () => at >= characters.length,
    next() {
      const first = characters[at];
      if (first === undefined) return { kind: 'none', characters: [] };
      if (isConnector(first))
        return taken(
          'connector',
          until(at, (character) => !isConnector(character)),
        );
      if (isPunctuation(first))
        return taken(
          'punctuation',
          until(at, (character) => !isPunctuation(character)),
        );
      if (isUpper(first)) return taken('capital', endOfCapital());
      if (isAlphabet(first)) return taken('small', until(at + 1, endsSmall));
      if (isNumber(first))
        return taken(
          'number',
          until(at, (character) => !isNumber(character)),
        );
      return taken('other', until(at + 1, endsOther));
    },
  };
}

const endsSmall = (character: string): boolean => !isAlphabet(character) || isUpper(character);
const endsOther = (character: string): boolean =>
  isConnector(character) || isAlphabet(character) || isNumber(character) || isPunctuation(character);

const isConnector = (character: string): boolean => character === '-' || character === '_' || isSpace(character);
const isPunctuation = (character: string): boolean => /^\p{P}$/u.test(character);
const isUpper = (character: string): boolean => /^\p{Lu}$/u.test(character);
const isNumber = (character: string): boolean => /^\p{N}$/u.test(character);
/** Letters of an alphabet, which Han characters are not. */
const isAlphabet = (character: string): boolean =>
  /^\p{L}$/u.test(character) && !/^[\u3400-\u4d85\u4e00-\u9fcc\u{20000}-\u{2b81d}]$/u.test(character);
