import { bytesOf } from '../template/bytes.ts';
import { type Family, fn, spendText } from './define.ts';
import { mapText, type Rope, replaced } from './rope.ts';
import { isAscii, runes } from './runes.ts';
import { isSpace } from './space.ts';
import { wordsJoined } from './words.ts';

/** @see https://github.com/Masterminds/sprig/blob/v3.3.0/functions.go */
export const letters: Family = {
  upper: changed((text) => mapText(text, upper)),
  lower: changed((text) => mapText(text, lower)),
  title: changed((text) => replaced(text, title(String(text)))),
  untitle: changed((text) => replaced(text, untitle(String(text)))),
  swapcase: changed((text) => replaced(text, swapCase(String(text)))),
  snakecase: changed((text) => replaced(text, wordsJoined(String(text), '_'))),
  kebabcase: changed((text) => replaced(text, wordsJoined(String(text), '-'))),
  camelcase: changed((text) => replaced(text, camelCase(String(text)))),
  initials: changed((text) => replaced(text, initials(String(text)))),
  nospace: changed((text) => replaced(text, withoutSpace(String(text)))),
};

function changed(change: (text: Rope) => Rope) {
  return fn(['string'], (context, text: Rope) => {
    spendText(context, String(text).length);
    return change(text);
  });
}

/** One character stays one, as in Go: `ß` has no upper case, `İ` is `i` in lower case. */
const upper = (text: string): string => oneByOne(text, 'toUpperCase');
const lower = (text: string): string => oneByOne(text, 'toLowerCase');

function oneByOne(text: string, change: 'toUpperCase' | 'toLowerCase'): string {
  if (isAscii(text)) return text[change]();
  return runes(text)
    .map((character) => single(character, change))
    .join('');
}

function single(character: string, change: 'toUpperCase' | 'toLowerCase'): string {
  if (character === '\u0130' && change === 'toLowerCase') return 'i';
  const made = character[change]();
  return Array.from(made).length === 1 ? made : character;
}

const upperRune = (character: string): string => single(character, 'toUpperCase');
const lowerRune = (character: string): string => single(character, 'toLowerCase');

/** `strings.Title`: whatever follows a character that is no letter, digit or underscore. */
function title(text: string): string {
  let before = ' ';
  return runes(text)
    .map((character) => {
      const made = isSeparator(before) ? titleRune(character) : character;
      before = character;
      return made;
    })
    .join('');
}

const titleRune = (character: string): string => titles[character] ?? upperRune(character);

/** The digraphs whose title case is none of the other two. */
const titles: Readonly<Record<string, string>> = {
  Ǆ: 'ǅ',
  ǆ: 'ǅ',
  Ǉ: 'ǈ',
  ǉ: 'ǈ',
  Ǌ: 'ǋ',
  ǌ: 'ǋ',
  Ǳ: 'ǲ',
  ǳ: 'ǲ',
};

/** In ASCII what is no word, past it spaces alone. */
function isSeparator(character: string): boolean {
  if (character <= '\x7f') return !/^\w$/.test(character);
  return !/^[\p{L}\p{Nd}]$/u.test(character) && isSpace(character);
}

function untitle(text: string): string {
  let isFirst = true;
  return runes(text)
    .map((character) => {
      if (isSpace(character)) isFirst = true;
      else if (isFirst) {
        isFirst = false;
        return lowerRune(character);
      }
      return character;
    })
    .join('');
}

function swapCase(text: string): string {
  let afterSpace = true;
  return runes(text)
    .map((character) => {
      if (/^[\p{Lu}\p{Lt}]$/u.test(character)) {
        afterSpace = false;
        return lowerRune(character);
      }
      if (/^\p{Ll}$/u.test(character)) {
        const made = afterSpace ? titleRune(character) : upperRune(character);
        afterSpace = false;
        return made;
      }
      afterSpace = isSpace(character);
      return character;
    })
    .join('');
}

/**
 * Spaces, dashes and underscores go, and what follows one is upper case; of capitals at the start of a word the first
 * alone stays one. At the ends of the text they stay.
 * @see https://github.com/huandu/xstrings/blob/v1.5.0/convert.go (ToPascalCase)
 */
function camelCase(text: string): string {
  const characters = runes(text);
  const start = characters.findIndex((character) => !isConnector(character));
  if (start < 0) return text === '' ? '' : text + (characters.at(-1) ?? '');
  const first = characters[start] ?? '';
  let out = characters.slice(0, start).join('');
  let current = upperRune(first);
  let inCapitals = isUpper(first);
  for (const character of characters.slice(start + 1)) {
    const before = current;
    current = character;
    if (isConnector(current) && isConnector(before)) out += before;
    else if (isConnector(before)) {
      inCapitals = isUpper(current);
      current = upperRune(current);
    } else {
      inCapitals &&= isUpper(current);
      if (inCapitals) current = lowerRune(current);
      out += before;
    }
  }
  return out + current;
}

const isUpper = (character: string): boolean => /^\p{Lu}$/u.test(character);

const isConnector = (character: string): boolean => character === '-' || character === '_' || isSpace(character);

/** The first byte of each word, taken for a character, as the library does. */
function initials(text: string): string {
  let afterGap = true;
  let out = '';
  for (const byte of bytesOf(text)) {
    const character = String.fromCharCode(byte);
    if (isSpace(character)) afterGap = true;
    else if (afterGap) {
      out += character;
      afterGap = false;
    }
  }
  return out;
}

/** Byte by byte as well, unless there is no space at all. */
function withoutSpace(text: string): string {
  const bytes = Array.from(bytesOf(text), (byte) => String.fromCharCode(byte));
  const kept = bytes.filter((character) => !isSpace(character));
  return kept.length === bytes.length ? text : kept.join('');
}
