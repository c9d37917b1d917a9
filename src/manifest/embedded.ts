import { parseDocument } from './events.ts';
import { LimitExceeded, limits } from './limits.ts';
import type { Node } from './node.ts';
import { repeatedWords } from './repeated.ts';
import type { Source } from './source.ts';
import { buildTree } from './tree.ts';
import { Unreadable } from './unreadable.ts';

/**
 * The YAML that a text holds, as a ConfigMap keeps a configuration file. In a literal block (`|`) each value has its place
 * in the file that a person edits; in any other style all of them stand where the text begins. Undefined where it is no YAML.
 *
 * @throws LimitExceeded
 */
export function embeddedYaml(node: Node): Node | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
  const block = blockAt(node.source, node.offset);
  const { start, text } = block ?? { start: node.offset, text: node.value };
  try {
    const effort = { ...limits };
    const placement = { source: node.source, offset: start, masked: false, hidesBreaks: false } as const;
    const events = parseDocument(text, effort);
    return buildTree(block === undefined ? { ...events, original: () => 0 } : events, {
      ...placement,
      mergeKeys: 'override',
      words: repeatedWords(),
      effort,
    }).root;
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    // Its offset counts in the text that is kept, not in the file.
    if (error instanceof LimitExceeded) throw new LimitExceeded(error.explanation);
    throw error;
  }
}

interface Block {
  readonly start: number;
  readonly text: string;
}

/** The lines from the first one on that are indented as it is; `offset` is that of their first character. */
function blockAt({ text }: Source, offset: number): Block | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const indent = text.slice(start, offset);
  if (indent.trim() !== '' || indent === '' || !literalHeader.test(text.slice(0, start).slice(-200))) return undefined;
  let end = start;
  while (end < text.length) {
    const next = text.indexOf('\n', end) + 1 || text.length;
    const line = text.slice(end, next);
    if (line.trim() !== '' && !line.startsWith(indent)) break;
    end = next;
  }
  return { start, text: text.slice(start, end) };
}

/** `|`, how its end is kept, a comment, and blank lines before the first one that counts. */
const literalHeader = /\|[-+0-9]*[^\S\n]*(#[^\n]*)?\s*\n$/;
