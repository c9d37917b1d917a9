import { decode } from '../../../manifest/decode.ts';
import { parseDocument } from '../../../manifest/events.ts';
import { checkSeparators, LimitExceeded, limits } from '../../../manifest/limits.ts';
import type { Node, Scalar } from '../../../manifest/node.ts';
import { repeatedWords } from '../../../manifest/repeated.ts';
import { lastAtOrBefore } from '../../../manifest/source.ts';
import { chunks, documentEnd, hasContent } from '../../../manifest/split.ts';
import { buildTree } from '../../../manifest/tree.ts';
import { Unreadable } from '../../../manifest/unreadable.ts';
import { plain } from '../../../model/message.ts';
import type { Position } from '../../../model/source.ts';
import { withoutLastBreak } from '../../kustomize/last-break.ts';
import { bytesOf } from '../template/bytes.ts';
import { BudgetSpent, type CallContext, GoMap, known, TemplateError, type Value } from '../template/value.ts';
import { pieces, type Rope } from './rope.ts';

/**
 * The first document of a text as Helm reads it, which is as kubectl does; every number is a float64. What the text was
 * made of stays known of the values.
 * @throws TemplateError where it is no YAML
 * @throws BudgetSpent
 */
export function readYaml(context: CallContext, rope: Rope): Value {
  const root = parsed(String(rope));
  return root === undefined ? null : unfolded(context, root, origins(rope));
}

/** Charts merge the same few labels and contexts for each of their objects; of 6,600 texts that were read 170 differed. */
const trees = new Map<string, Node | undefined>();
const maxTrees = 200;
const maxLength = 2_000;

function parsed(text: string): Node | undefined {
  const found = trees.get(text);
  if (found !== undefined || text.length > maxLength) return found ?? parse(text);
  const root = parse(text);
  if (trees.size >= maxTrees) trees.clear();
  trees.set(text, root);
  return root;
}

function parse(written: string): Node | undefined {
  if (!written.isWellFormed()) throw new TemplateError(`${failed}invalid leading UTF-8 octet`);
  const { text, lines, isForbidden } = decode(bytesOf(written));
  if (isForbidden) throw new TemplateError(`${failed}control characters are not allowed`);
  for (const { start, end } of chunks(lines, 0)) {
    const chunk = lines.slice(start, end);
    if (hasContent(chunk)) return parseChunk({ path: '', text }, start, chunk);
    if (tabAtStart.test(chunk)) throw new TemplateError(`${failed}found character that cannot start any token`);
  }
  return undefined;
}

/** Where a key could begin, even an empty line must not have one. */
const tabAtStart = /^ *\t/m;

const failed = 'error converting YAML to JSON: yaml: ';

function parseChunk(source: { readonly path: string; readonly text: string }, offset: number, chunk: string): Node {
  const effort = { ...limits };
  try {
    checkSeparators(chunk, 0);
    const events = parseDocument(chunk.slice(0, documentEnd(chunk)), effort);
    const placement = { source, offset, masked: false, hidesBreaks: false, mergeKeys: 'override' } as const;
    const { root } = buildTree(events, { ...placement, words: repeatedWords(), effort });
    return source.text.endsWith('\n') ? root : withoutLastBreak(root);
  } catch (error) {
    if (error instanceof Unreadable) throw new TemplateError(failed + plain(error.explanation));
    if (error instanceof LimitExceeded) throw new BudgetSpent(plain(error.explanation));
    throw error;
  }
}

function unfolded(context: CallContext, node: Node, placeOf: (offset: number) => Position | undefined): Value {
  context.spend(1);
  if (node.kind === 'scalar') return scalarOf(node.value);
  if (node.kind === 'sequence')
    return known(
      node.items.map((item) => unfolded(context, item, placeOf)),
      { places: node.items.map((item) => placeOf(item.offset)) },
    );
  const map = new GoMap();
  for (const { key, keyOffset, value } of node.entries) {
    const place = placeOf(keyOffset);
    map.entries.set(key, unfolded(context, value, placeOf));
    if (place !== undefined) map.places.set(key, place);
  }
  return map;
}

const scalarOf = (value: Scalar): Value => (typeof value === 'bigint' ? Number(value) : value);

/** Where what stands at an offset came from: the value that was read for it, else the line that printed it. */
function origins(rope: Rope): (offset: number) => Position | undefined {
  if (typeof rope === 'string') return () => undefined;
  const starts: number[] = [];
  let length = 0;
  const all = pieces(rope);
  for (const { text } of all) {
    starts.push(length);
    length += text.length;
  }
  return (offset) => {
    const from = all[lastAtOrBefore(starts, offset)]?.from;
    return from?.values[0] ?? from?.template;
  };
}
