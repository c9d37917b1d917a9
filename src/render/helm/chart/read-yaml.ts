import { decode } from '../../../manifest/decode.ts';

import { LimitExceeded, limits } from '../../../manifest/limits.ts';
import type { Node } from '../../../manifest/node.ts';
import { repeatedWords } from '../../../manifest/repeated.ts';
import { positionIn, type Source } from '../../../manifest/source.ts';
import { chunks, documentEnd, hasContent } from '../../../manifest/split.ts';
import { parseWithTabs } from '../../../manifest/tabs.ts';
import { buildTree } from '../../../manifest/tree.ts';
import { Unreadable } from '../../../manifest/unreadable.ts';
import { literal, type Message, say } from '../../../model/message.ts';
import { isArchive, Refused, topOf } from './refused.ts';

/**
 * The documents of a YAML file as Helm's own reader has them, which is kubectl's.
 * @param doing Helm's words for what fails: `cannot load values.yaml`
 * @throws Refused
 */
export function readYaml(path: string, bytes: Uint8Array, doing: Message): readonly Node[] {
  if (bytes.length > limits.fileBytes)
    throw new Refused(
      say`${doing}: it has more than the ${limits.fileBytes} bytes that are read`,
      topOf(path),
      'limit',
    );
  const { text, lines } = decode(bytes);
  if (text.startsWith('version https://git-lfs.github.com/spec/'))
    throw new Refused(literal('a pointer to Git LFS; the content is not in the repository'), topOf(path), 'lfs');
  const source = isArchive(path) ? { path, text, origin: () => topOf(path) } : { path, text };
  return readYamlText(source, lines, doing);
}

/** The documents of a text that is at hand; `lines` is the text with every line break as one (see `decode`). */
export function readYamlText(source: Source, lines: string, doing: Message): readonly Node[] {
  const state = { effort: { ...limits }, words: repeatedWords() };
  const found: Node[] = [];
  for (const { start, end } of chunks(lines, 0)) {
    const chunk = lines.slice(start, end);
    if (!hasContent(chunk)) continue;
    if (found.length >= limits.documents)
      throw new Refused(
        say`${doing}: it has more than the ${limits.documents} documents that are read`,
        positionIn(source, start),
        'limit',
      );
    try {
      const events = parseWithTabs(chunk.slice(0, documentEnd(chunk)), state.effort);
      const placement = { source, offset: start, masked: false, hidesBreaks: false, mergeKeys: 'override' } as const;
      found.push(buildTree(events, { ...placement, ...state }).root);
    } catch (error) {
      throw refusal(error, source, start, doing);
    }
  }
  return found;
}

export function refusal(error: unknown, source: Source, start: number, doing: Message): unknown {
  if (error instanceof Unreadable)
    return new Refused(say`${doing}: ${error.explanation}`, positionIn(source, start + error.offset), 'yaml-invalid');
  if (error instanceof LimitExceeded)
    return new Refused(say`${doing}: ${error.explanation}`, positionIn(source, start + (error.offset ?? 0)), 'limit');
  return error;
}
