import type { Random } from './random.ts';

/** A quarter of the files is changed in a few places, bytes and lines, wherever no name stands. */
export function mutated(bytes: Uint8Array, random: Random): Uint8Array {
  if (!random.chance(0.25)) return bytes;
  // Each byte as one character: what is no text stays what it is.
  let text = Buffer.from(bytes).toString('latin1');
  for (let count = 1 + random.int(2); count > 0; count -= 1) text = random.pick(changes)(text, random);
  return Buffer.from(text, 'latin1');
}

type Change = (text: string, random: Random) => string;

const changes: readonly [Change, ...Change[]] = [
  (text, random) => splice(text, random, 0, random.pick(special)),
  (text, random) => splice(text, random, 0, random.pick(special)),
  (text, random) => splice(text, random, 1, ''),
  (text, random) => splice(text, random, 1, random.pick(special)),
  (text, random) => splice(text, random, 1, String.fromCharCode(random.int(256))),
  (text, random) => splice(text, random, 1 + random.int(8), ''),
  (text, random) => onLines(text, random, (lines, at) => lines.splice(at, 1)),
  (text, random) => onLines(text, random, (lines, at) => lines.splice(at, 0, lines[at] ?? '')),
  (text, random) => onLines(text, random, (lines, at) => lines.splice(at, 2, lines[at + 1] ?? '', lines[at] ?? '')),
  (text, random) => onLines(text, random, (lines, at) => lines.splice(at, 1, ` ${lines[at] ?? ''}`)),
  (text, random) => onLines(text, random, (lines, at) => lines.splice(at, 1, (lines[at] ?? '').replace(/^ /, ''))),
  (text, random) =>
    onLines(text, random, (lines, at) => lines.splice(at, 1, `${lines[at] ?? ''}${random.pick(special)}`)),
  (text, random) => onLines(text, random, (lines, at) => lines.splice(at, 0, random.pick(planted))),
];

const special = [
  '\n',
  '\r',
  '\t',
  ' ',
  ':',
  ': ',
  '-',
  '- ',
  '?',
  '? ',
  '#',
  ' #',
  ',',
  '[',
  ']',
  '{',
  '}',
  '&',
  '*',
  '!',
  '!!',
  '|',
  '>',

  '%',
  '@',
  '`',
  '"',
  "'",
  '\\',
  '<<: ',
  '---\n',
  '\n---\n',
  '...\n',
  '~',
  '\0',
  '\x07',
  '\x7f',
  '\xc2\x85',
  '\xe2\x80\xa8',

  '\xe2\x80\xa9',
  '\xef\xbb\xbf',
  '\xff',
  '\xc3',
  '\xc2\xa0',
  '\xf0\x9f\x9a\x80',
  '\xed\xa0\x80',
  '{{',
  '}}',
  '$',
  '=',
  '0',
  '_',
] as const;

const planted = [
  '  type: NodePort',
  '  hostNetwork: yes',
  'spec: {type: LoadBalancer}',
  '  externalIPs: [192.0.2.9]',
  '<<: {spec: {type: NodePort}}',
  '  <<: {type: NodePort, hostNetwork: true}',
  '---',
  '...',
  '# ---',
  '%YAML 1.2',
  'items: []',
  'items:',
  'kind: Service',
  "'",
  '"',
] as const;

function splice(text: string, random: Random, length: number, insert: string): string {
  const at = random.int(text.length + 1);
  return isNamed(text, at, at + length) ? text : text.slice(0, at) + insert + text.slice(at + length);
}

function onLines(text: string, random: Random, change: (lines: string[], at: number) => unknown): string {
  const lines = text.split('\n');
  change(lines, random.int(lines.length));
  return lines.join('\n');
}

/** True where the range touches the inside of a name; in UTF-16 a zero byte stands beside each of its letters. */
function isNamed(text: string, start: number, end: number): boolean {
  for (const { index, 0: name } of text.matchAll(/f\0?(?:\d\0?)+-\0?(?:\d\0?)+z/g)) {
    if (start < index + name.length && end > index) return true;
    if (start === end && start > index && start < index + name.length) return true;
  }
  return false;
}
