import { decode } from '../../manifest/decode.ts';
import { type Effort, LimitExceeded, limits } from '../../manifest/limits.ts';
import type { Node } from '../../manifest/node.ts';
import { type Repeated, repeatedWords } from '../../manifest/repeated.ts';
import { positionIn, type Source } from '../../manifest/source.ts';
import { chunks, documentEnd, hasContent } from '../../manifest/split.ts';
import { parseWithTabs } from '../../manifest/tabs.ts';
import { buildTree } from '../../manifest/tree.ts';
import { Unreadable } from '../../manifest/unreadable.ts';
import { literal, say } from '../../model/message.ts';
import { withoutLastBreak } from './last-break.ts';
import { Refusal } from './refusal.ts';
import { asYaml3Reads } from './yaml3.ts';

/** How a text is read: objects are read with YAML 1.2's words, kustomization files as kubectl reads everything. */
export type Reading = 'object' | 'kustomization';

/**
 * The documents of a file with their places in it.
 * @throws Refusal where one of them is no YAML: Kustomize then takes none
 */
export function readDocuments(path: string, bytes: Uint8Array, reading: Reading): readonly Node[] {
  if (bytes.length > limits.fileBytes)
    throw new Refusal(
      say`the file has more than the ${limits.fileBytes} bytes that are read`,
      { path, line: 1, column: 1 },
      'limit',
    );
  const { text, lines } = decode(bytes);
  if (text.startsWith('version https://git-lfs.github.com/spec/'))
    throw new Refusal(
      literal('a pointer to Git LFS; the content is not in the repository'),
      { path, line: 1, column: 1 },
      'lfs',
    );
  return readText({ path, text }, lines, reading);
}

/** The documents of a text that stands in a source of its own. */
export function readText(source: Source, lines: string, reading: Reading): readonly Node[] {
  const state = { effort: { ...limits }, words: repeatedWords() };
  const found: Node[] = [];
  for (const { start, end } of chunks(lines, 0)) {
    const chunk = lines.slice(start, end);
    if (!hasContent(chunk)) continue;
    if (found.length >= limits.documents)
      throw new Refusal(
        say`the file has more than the ${limits.documents} documents that are read`,
        positionIn(source, start),
        'limit',
      );
    found.push(readOne(source, start, chunk.slice(0, documentEnd(chunk)), reading, state));
  }
  return found;
}

interface FileState {
  readonly effort: Effort;
  readonly words: Repeated;
}

function readOne(source: Source, start: number, document: string, reading: Reading, state: FileState): Node {
  try {
    const { effort, words } = state;
    const events = parseWithTabs(document, effort);
    const mergeKeys = reading === 'object' ? 'fill' : 'override';
    const placement = { source, offset: start, masked: false, hidesBreaks: false, words, effort, mergeKeys } as const;
    const tree = buildTree(events, placement);
    if (reading === 'kustomization') return tree.root;
    const twice = tree.notes.find(({ fact }) => fact === 'duplicate-key');
    if (twice !== undefined)
      throw new Refusal(
        say`mapping key "${String(twice.path.at(-1) ?? '')}" already defined at line ${positionIn(source, twice.because).line}`,
        positionIn(source, twice.at),
        'yaml-invalid',
      );
    const isOpenEnd = start + document.length === source.text.length && !source.text.endsWith('\n');
    return asYaml3Reads(isOpenEnd ? withoutLastBreak(tree.root) : tree.root);
  } catch (error) {
    if (error instanceof Unreadable)
      throw new Refusal(error.explanation, positionIn(source, start + error.offset), 'yaml-invalid');
    if (error instanceof LimitExceeded)
      throw new Refusal(error.explanation, positionIn(source, start + (error.offset ?? 0)), 'limit');
    throw error;
  }
}
