import type { Message } from '../model/message.ts';
import { shortened, visible } from './visible.ts';

/**
 * A sentence as the label of a Mermaid node or edge, in its quotes. Letters, digits and a few marks stand as they are;
 * everything else becomes a numeric entity, so no value can end the label, begin a statement or be read as Markdown.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
 */
export function mermaidLabel({ texts, values }: Message): string {
  const text = texts.map((words, index) => words + short(values[index] ?? '')).join('');
  // Mermaid takes the semicolon off `style…:…#…;`, wherever in a line it stands, and with it an entity's end.
  // https://github.com/mermaid-js/mermaid/blob/mermaid%4011.12.0/packages/mermaid/src/utils.ts (encodeEntities)
  const safe = /style|classDef/.test(text) ? allowedInStyle : allowed;
  const characters = Array.from(shortened(text, maxLabel), (character) => inert(character, safe));
  return `"${characters.join('')}"`;
}

/** Code points; a node with more of them is wider than people read. */
const maxValue = 80;
const maxLabel = 200;

const short = (value: string): string => visible(shortened(value, maxValue));

const inert = (character: string, safe: RegExp): string =>
  safe.test(character) ? character : `#${character.codePointAt(0) ?? 0};`;

const allowed = /^[A-Za-z0-9 :/.-]$/;
const allowedInStyle = /^[A-Za-z0-9 /.-]$/;
