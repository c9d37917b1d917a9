import { bytesOf } from './bytes.ts';
import { isPrintable } from './unicode.ts';

/** `html` */
export const escapeHtml = (text: string): string => text.replaceAll(/["'&<>\0]/g, (found) => html[found] ?? found);

const html: Readonly<Record<string, string>> = {
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\0': '\ufffd',
};

/** `js` */
export function escapeJs(text: string): string {
  let escaped = '';
  for (const character of text) escaped += js[character] ?? escapedForJs(character);
  return escaped;
}

const js: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
};

function escapedForJs(character: string): string {
  const rune = character.codePointAt(0) ?? 0;
  // U+007F is none of those that Go takes for special.
  if (isPrintable(rune) || rune === 0x7f) return character;
  return `\\u${rune.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** `urlquery` */
export function escapeQuery(text: string): string {
  let escaped = '';
  for (const byte of bytesOf(text)) escaped += byte === 0x20 ? '+' : queryByte(byte);
  return escaped;
}

function queryByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[A-Za-z0-9\-_.~]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
