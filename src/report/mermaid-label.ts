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
  return `"${shortened(text, maxLabel).replace(/style|classDef/.test(text) ? unsafeInStyle : unsafe, entity)}"`;
}

// A colon before anything but a port or a space could be an icon, `fa:fa-car`, and vanish from the label.
// https://mermaid.js.org/syntax/flowchart.html#basic-support-for-fontawesome
const unsafe = /[^A-Za-z0-9 :/.-]|:(?![0-9 ])/gsu;

// Mermaid takes the semicolon off `style…:…#…;`, wherever in a line it stands, and with it the end of an entity:
// `encodeEntities` in its utilities, meant for colours.
const unsafeInStyle = /[^A-Za-z0-9 /.-]/gsu;

const entity = (character: string): string => `#${character.codePointAt(0) ?? 0};`;

/** Code points; a node with more of them is wider than people read. */
const maxValue = 80;
const maxLabel = 200;

const short = (value: string): string => visible(shortened(value, maxValue));
