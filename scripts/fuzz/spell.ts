import { nameIn } from './objects.ts';
import type { Random } from './random.ts';

/** A scalar as one line of YAML that may stand in a flow collection as well. */
export function spelled(value: string | number | boolean | null, random: Random): string {
  if (typeof value === 'number') return spelledNumber(value, random);
  if (typeof value === 'boolean') return spelledBoolean(value, random);
  if (value === null) return random.pick(['~', 'null', 'Null', 'NULL', '!!null ""', '!!null null']);
  return nameIn.test(value) ? value : spelledText(value, random);
}

function spelledNumber(value: number, random: Random): string {
  const decimal = String(value);
  if (random.chance(0.7)) return decimal;
  if (random.chance(0.06)) return refusedNumber(decimal, random);
  const parted = `${decimal.slice(0, 1)}_${decimal.slice(1)}`;
  return random.pick([
    `0x${value.toString(16)}`,
    `0X${value.toString(16).toUpperCase()}`,
    `0b${value.toString(2)}`,
    `0B${value.toString(2)}`,
    `0${value.toString(8)}`,
    `0o${value.toString(8)}`,
    `0O${value.toString(8)}`,
    parted,
    `${decimal}_`,
    `_${decimal}`,
    `0x_${value.toString(16)}`,
    `0_${value.toString(8)}`,
    `+${decimal}`,
    `-${decimal}`,
    `${decimal}.0`,
    `${decimal}.`,
    `.${decimal}e${decimal.length}`,
    `${value / 10}e1`,
    `${value / 10}E+1`,
    `${decimal}e0`,
    `${decimal}e`,
    `${Math.floor(value / 60)}:${String(value % 60).padStart(2, '0')}`,
    `"${decimal}"`,
    `'${decimal}'`,
    `!!int ${decimal}`,
    `!!int "${decimal}"`,
    `!!int '0x${value.toString(16)}'`,
    `!!float ${decimal}`,
    `!!float "${decimal}.0"`,
    `!!str ${decimal}`,
    `! ${decimal}`,
    `!port ${decimal}`,
    `!<tag:yaml.org,2002:int> ${decimal}`,
    `0${decimal}`,
    `0${decimal}.0`,
    `${decimal}#`,
  ]);
}

const refusedNumber = (decimal: string, random: Random): string =>
  random.pick([
    `!!int ${decimal}.0`,
    '9223372036854775808',
    '1e400',
    '.inf',
    '.NaN',
    `- ${decimal}`,
    '!!int x',
    `!!bool ${decimal}`,
  ]);

function spelledBoolean(value: boolean, random: Random): string {
  if (random.chance(0.3)) return String(value);
  const word = random.pick(
    value
      ? ['true', 'True', 'TRUE', 'yes', 'Yes', 'YES', 'y', 'Y', 'on', 'On', 'ON', 'yEs', 'tRUE', 'oN', '1']
      : ['false', 'False', 'FALSE', 'no', 'No', 'NO', 'n', 'N', 'off', 'Off', 'OFF', 'oFF', '0'],
  );
  return random.pick([
    word,
    word,
    word,
    `"${word}"`,
    `!!bool ${word}`,
    `!!bool "${word}"`,
    `!!str ${word}`,
    `!foo ${word}`,
  ]);
}

function spelledText(text: string, random: Random): string {
  const isPlain = /^[A-Za-z/*.][A-Za-z0-9./:-]*$/.test(text) && !text.startsWith('*');
  if (random.chance(0.8)) return isPlain || random.chance(0.1) ? text : `"${text}"`;
  if (random.chance(0.05))
    return random.pick([`!!binary '${btoa(text).slice(0, -1)}'`, `!!int "${text}"`, `!!null ${text}`, `*${text}`]);
  return random.pick([
    `'${text}'`,
    `"${text}"`,
    `"${escaped(text, random)}"`,
    `"${text.slice(0, 2)}\\\n    ${text.slice(2)}"`,
    `!!str ${isPlain ? text : `"${text}"`}`,
    `!<tag:yaml.org,2002:str> '${text}'`,
    `!foo "${text}"`,
    `!foo ${text}`,
    `! ${text}`,
    `!!binary ${btoa(text)}`,
    `!!bin%61ry "${btoa(text)}"`,
    text.toLowerCase(),
    `${text} `,
    `"${text}\\n"`,
    `'${text}''s'`,
  ]);
}

const escaped = (text: string, random: Random): string =>
  Array.from(text, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return random.pick([
      character,
      character,
      `\\x${code.padStart(2, '0')}`,
      `\\u${code.padStart(4, '0')}`,
      `\\U${code.padStart(8, '0')}`,
    ]);
  }).join('');

/** A key, which is mostly written as it is. */
export function spelledKey(key: string, random: Random): string {
  if (random.chance(0.9)) return key;
  return random.pick([
    `"${key}"`,
    `'${key}'`,
    `"${escaped(key, random)}"`,
    `!!str ${key}`,
    `!foo ${key}`,
    `&k ${key}`,
    `!!binary ${btoa(key)}`,
  ]);
}
