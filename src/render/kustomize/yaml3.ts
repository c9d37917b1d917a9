import type { MapEntry, Node } from '../../manifest/node.ts';
import { positionIn } from '../../manifest/source.ts';
import { say } from '../../model/message.ts';
import { blockStyle, foldedAgain } from './block-style.ts';
import { mapAt, scalarAt, sequenceAt } from './edit.ts';
import { Refusal } from './refusal.ts';

/** Nodes that one document may unfold to once each alias stands for what it names. */
const maxUnfolded = 500_000;

/**
 * An object as go-yaml 3 reads it, which is what Kustomize prints: `yes`, `on` and their like are texts, a date is a
 * time, and a key that is no text cannot be printed. What needs no change is the same node.
 * @see https://github.com/kubernetes-sigs/yaml/blob/v1.4.0/goyaml.v3/resolve.go
 */
export function asYaml3Reads(root: Node): Node {
  const known = new Map<Node, Converted>();
  const { node, size } = convert(root, known);
  if (size > maxUnfolded)
    throw new Refusal(
      say`its aliases unfold to more than the ${maxUnfolded} values that are read`,
      positionIn(root.source, root.offset),
      'limit',
    );
  if (size > costly) sizes.set(node, size);
  return node;
}

/** How many values a document holds once each alias stands for what it names; small ones count nothing. */
export const unfoldedSize = (document: Node): number => sizes.get(document) ?? 0;

const costly = 1_000;

const sizes = new WeakMap<Node, number>();

interface Converted {
  readonly node: Node;
  readonly size: number;
}

function convert(node: Node, known: Map<Node, Converted>): Converted {
  if (node.kind === 'scalar') return { node: scalar(node), size: 1 };
  const before = known.get(node);
  if (before !== undefined) return before;
  const converted = node.kind === 'map' ? map(node, known) : list(node, known);
  known.set(node, converted);
  return converted;
}

function map(node: Node & { kind: 'map' }, known: Map<Node, Converted>): Converted {
  let size = 1;
  let changed = false;
  const entries: MapEntry[] = [];
  for (const entry of node.entries) {
    const value = convert(entry.value, known);
    const key = keyOf(entry);
    size += value.size;
    if (value.node === entry.value && key === entry.key) entries.push(entry);
    else {
      changed = true;
      entries.push({ key, source: entry.source, keyOffset: entry.keyOffset, value: value.node });
    }
  }
  return { node: changed ? mapAt(entries, node) : node, size };
}

function list(node: Node & { kind: 'sequence' }, known: Map<Node, Converted>): Converted {
  let size = 1;
  let changed = false;
  const items: Node[] = [];
  for (const item of node.items) {
    const value = convert(item, known);
    size += value.size;
    changed ||= value.node !== item;
    items.push(value.node);
  }
  return { node: changed ? sequenceAt(items, node) : node, size };
}

const wordAt = (text: string, offset: number): string =>
  /^[^\s:,\]}#]*/.exec(text.slice(offset, offset + 40))?.[0] ?? '';

function scalar(node: Node & { kind: 'scalar' }): Node {
  if (typeof node.value === 'boolean') {
    const word = wordAt(node.source.text, node.offset);
    return oldWord.test(word) ? scalarAt(word, node) : node;
  }
  if (typeof node.value !== 'string') return node;
  if (node.value.includes('\n')) return blockStyle(node) === '>' ? scalarAt(foldedAgain(node.value), node) : node;
  if (!date.test(node.value)) return node;
  if (node.source.text[node.offset] !== node.value[0]) return node;
  const time = timeOf(node.value);
  return time === undefined ? node : scalarAt(time, node);
}

const oldWord = /^(?:[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/;

const date =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{2}):(\d{2})(\.\d+)?[ \t]*(Z|[-+]\d\d?(?::?\d\d)?)?)?$/;

/** As Go prints a time in JSON; undefined where it is none. */
function timeOf(text: string): string | undefined {
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] =
    date.exec(text) ?? [];
  const two = (digits: string): string => digits.padStart(2, '0');
  const time = `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}`;
  const parsed = new Date(`${time}Z`);
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 19) !== time) return undefined;
  const shortened = fraction.replace(/0+$/, '').replace(/^\.$/, '');
  const offset = /^([-+])(\d\d?):?(\d\d)?$/.exec(zone);
  if (offset === null) return `${time}${shortened}Z`;
  return `${time}${shortened}${offset[1]}${two(offset[2] ?? '')}:${offset[3] ?? '00'}`;
}

/** Keys that the reader made texts of; most keys cannot have been anything else. */
function keyOf(entry: MapEntry): string {
  const { key, source, keyOffset } = entry;
  if (!mayBeNoText.test(key)) return key;
  const written = source.text[keyOffset];
  if (written === '"' || written === "'" || written === '!' || written === '|' || written === '>') return key;
  const word = wordAt(source.text, keyOffset);
  if (oldWord.test(word)) return word;
  if (!noText.test(word)) return key;
  throw new Refusal(
    say`json: unsupported type: the key ${word} is not a string`,
    positionIn(source, keyOffset),
    'yaml-invalid',
  );
}

const mayBeNoText = /^(?:true$|false$|[-+.\d])/;
const noText =
  /^(?:true|True|TRUE|false|False|FALSE|[-+]?(?:\d[\d_]*(?:\.[\d_]*)?(?:[eE][-+]?\d+)?|0x[\da-fA-F_]+|0o[0-7_]+|0b[01_]+|\.\d[\d_]*))$/;
