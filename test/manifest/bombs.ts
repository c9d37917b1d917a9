/** Files that are made to cost a reader its time or memory, by the kind of attack. `reads` is what must come of it. */
export interface Bomb {
  readonly name: string;
  readonly make: () => string | Uint8Array;
  /** Objects read whole, or the reason why not all were. */
  readonly ends: number | 'limit' | 'yaml-invalid' | 'template';
}

export const bombs: readonly Bomb[] = [
  // Aliases that unfold without end.
  { name: 'a billion laughs in lists', make: () => service(laughs((alias) => `[${alias}]`)), ends: 'limit' },
  { name: 'a billion laughs in maps', make: () => service(laughs((alias) => `{${keyed(alias)}}`)), ends: 'limit' },
  { name: 'a billion laughs in merge keys', make: () => service(laughs((alias) => `{<<: [${alias}]}`)), ends: 1 },
  { name: 'lists of lists of the same lists', make: nestedLists, ends: 'limit' },
  { name: 'a wide map merged a thousand times', make: () => wideMerges(10_000), ends: 'limit' },
  { name: 'duplicate keys with laughing values', make: () => laughingDuplicates(), ends: 'limit' },
  { name: 'lists that unfold in each of many documents', make: () => repeated(nestedLists(), 9e6), ends: 'limit' },
  { name: 'merge keys in each of many documents', make: () => repeated(wideMerges(100), 9e6), ends: 'limit' },
  { name: 'a patch that a thousand lists share', make: () => sharedPatch(), ends: 'limit' },
  // Anchors and aliases by the thousand.
  { name: 'twenty thousand anchors and aliases', make: () => anchors(20_000, (at) => `a${at}`), ends: 'limit' },
  { name: 'one anchor defined a hundred thousand times', make: () => anchors(100_000, () => 'a'), ends: 'limit' },
  { name: 'a thousand anchors in each of a thousand documents', make: () => anchoredDocuments(), ends: 1_000 },
  { name: 'an anchor with a name of five million letters', make: () => service(`x: &${'a'.repeat(5e6)} b\n`), ends: 1 },
  // Keys by the hundred thousand.
  { name: 'two hundred thousand keys', make: () => service(times(200_000, (at) => `k${at}: 1\n`)), ends: 1 },
  { name: 'one key two hundred thousand times', make: () => service(times(200_000, () => 'k: 1\n')), ends: 1 },
  {
    name: 'two hundred thousand keys in a flow map',
    make: () => service(`x: {${times(200_000, (at) => `k${at}: 1,`)}}`),
    ends: 1,
  },
  { name: 'two hundred thousand keys in JSON', make: () => json(times(200_000, (at) => `"k${at}":1,`)), ends: 1 },
  // Nesting.
  { name: 'half a million opening brackets', make: () => service(`x: ${'['.repeat(500_000)}`), ends: 'limit' },
  { name: 'half a million opening braces', make: () => service(`x: ${'{a: '.repeat(500_000)}`), ends: 'limit' },
  { name: 'half a million dashes', make: () => service(`x:\n  ${'- '.repeat(500_000)}`), ends: 'limit' },
  { name: 'half a million question marks', make: () => `${'? '.repeat(500_000)}a`, ends: 'limit' },
  { name: 'half a million brackets in JSON', make: () => json(`"x":${'['.repeat(500_000)}`), ends: 'limit' },
  {
    name: 'maps that go ever deeper',
    make: () => service(times(3_000, (at) => `${' '.repeat(at)}k:\n`)),
    ends: 'limit',
  },
  {
    name: 'single pairs inside flow sequences',
    make: () => service(`x: ${'[a: '.repeat(90)}b${']'.repeat(90)}`),
    ends: 1,
  },
  // Floods.
  { name: 'a million comments', make: () => service('# c\n'.repeat(490_000)), ends: 1 },
  { name: 'five million blank lines', make: () => service('\n'.repeat(5e6)), ends: 'limit' },
  { name: 'a hundred thousand documents', make: () => times(100_000, () => `${service('')}---\n`), ends: 'limit' },
  {
    name: 'twenty thousand broken documents',
    make: () => times(20_000, () => `${service('x: [\n')}---\n`),
    ends: 'yaml-invalid',
  },
  { name: 'a million separators', make: () => `${service('')}${'---\n'.repeat(1e6)}`, ends: 1 },
  { name: 'a million broken separators', make: () => `${service('')}${'----\n'.repeat(1e6)}`, ends: 'yaml-invalid' },
  {
    name: 'an error behind four hundred thousand lines',
    make: () => service(`${'# c\n'.repeat(400_000)}x: [`),
    ends: 'yaml-invalid',
  },
  { name: 'a million marks of byte order', make: () => service('\ufeff# c\n'.repeat(400_000)), ends: 'yaml-invalid' },
  // Long things.
  { name: 'a line of nine million letters', make: () => service(`x: ${'a'.repeat(9e6)}`), ends: 1 },
  {
    name: 'a quoted text of four hundred thousand lines',
    make: () => service(`x: "${'a\n '.repeat(400_000)}"`),
    ends: 1,
  },
  {
    name: 'a quoted text whose lines stand at the margin',
    make: () => service(`x: "${'a\n'.repeat(400_000)}"`),
    ends: 'yaml-invalid',
  },
  {
    name: 'brackets whose lines stand at the margin',
    make: () => service(`x: [\n${'a,\n'.repeat(200_000)}]`),
    ends: 'yaml-invalid',
  },
  { name: 'a million quotes', make: () => service(`x: '${"''".repeat(1e6)}'`), ends: 1 },
  { name: 'a million backslashes in JSON', make: () => json(`"x":"${'\\\\'.repeat(1e6)}"`), ends: 1 },
  { name: 'a million exclamation marks', make: () => service(`x: ${'!'.repeat(1e6)}`), ends: 'yaml-invalid' },
  { name: 'a million spaces', make: () => service(`x:${' '.repeat(1e6)}a${' '.repeat(1e6)}`), ends: 1 },
  { name: 'a number of a million digits', make: () => service(`x: ${'9'.repeat(1e6)}`), ends: 1 },
  { name: 'a million openings of a template', make: () => service(`x: ${'{{'.repeat(1e6)}`), ends: 'limit' },
  { name: 'two hundred thousand placeholders', make: () => service(`x: ${'{{ a }}'.repeat(2e5)}`), ends: 1 },
  {
    name: 'placeholders that no quote closes',
    make: () => service(`x: "${'{{ a }}'.repeat(2e5)}`),
    ends: 'yaml-invalid',
  },
  {
    name: 'deep values behind a hidden line break',
    make: () => service(`# \u2028x: ${'['.repeat(90)}${'a,'.repeat(400_000)}${']'.repeat(90)}\n`),
    ends: 1,
  },
  // Size.
  { name: 'eleven million bytes', make: () => service('# c\n'.repeat(3e6)), ends: 'limit' },
  { name: 'a list of five million numbers', make: () => service(`x: [${'1,'.repeat(5e6 - 100)}]`), ends: 'limit' },
  {
    name: 'a list of five million numbers in JSON',
    make: () => json(`"x":[${'1,'.repeat(5e6 - 100)}1]`),
    ends: 'limit',
  },
  { name: 'ten million bytes of UTF-16', make: () => utf16(service('# c\n'.repeat(400_000))), ends: 1 },
  {
    name: 'ten million bytes of Services',
    make: () => times(19_999, (at) => service(`x: ${String(at).repeat(80)}\n---\n`)),
    ends: 19_999,
  },
  { name: 'ten million bytes that are no text', make: () => new Uint8Array(10_000_000).fill(0x81), ends: 0 },
];

const times = (count: number, one: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => one(index)).join('');

const service = (rest: string): string => `apiVersion: v1\nkind: Service\nmetadata: {name: web}\n${rest}`;

const json = (rest: string): string =>
  `{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},${rest.replace(/,$/, '')}}`;

/** Eleven values: a first one, and ten times ten aliases of the one before. */
const laughs = (value: (aliases: string) => string): string =>
  `l0: &l0 {x: y}\n${times(10, (at) => `l${at + 1}: &l${at + 1} ${value(Array(10).fill(`*l${at}`).join(','))}\n`)}`;

const keyed = (aliases: string): string =>
  aliases
    .split(',')
    .map((alias, at) => `k${at}: ${alias} `)
    .join(',');

function nestedLists(): string {
  const list = (items: string): string => `{apiVersion: v1, kind: List, items: [${items}]}`;
  const levels = times(10, (at) => `l${at + 1}: &l${at + 1} ${list(Array(10).fill(`*l${at}`).join(','))}\n`);
  return `apiVersion: v1\nkind: List\nl0: &l0 ${list('{apiVersion: v1, kind: Pod}')}\n${levels}items: [*l10]\n`;
}

const wideMerges = (width: number): string =>
  service(`wide: &wide {${times(width, (at) => `k${at}: 1,`)}}\n${times(900, (at) => `m${at}: {<<: *wide}\n`)}`);

const repeated = (document: string, bytes: number): string =>
  `${document}---\n`.repeat(Math.floor(bytes / (document.length + 4)));

/** Twenty thousand items of one big object beside a patch: each asks whether it is one. */
const sharedPatch = (): string =>
  `apiVersion: v1\nkind: List\npatch: {$patch: delete}\nx: &big {apiVersion: v1, kind: Pod, x: [${'[a],'.repeat(50_000)}]}\n` +
  `y: &many {apiVersion: v1, kind: List, items: [${'*big,'.repeat(500)}]}\nitems: [${'*many,'.repeat(40)}]\n`;

const laughingDuplicates = (): string => `${service(laughs((alias) => `[${alias}]`))}x: *l10\nx: *l9\nx: *l10\n`;

const anchors = (count: number, name: (at: number) => string): string =>
  service(times(count, (at) => `k${at}: &${name(at)} v\nr${at}: *${name(at)}\n`));

const anchoredDocuments = (): string =>
  times(1_000, () => `${service(`x: [${times(1_000, (at) => `&a${at} 1,`)}]`)}\n---\n`);

function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(2 + text.length * 2);
  bytes.set([0xff, 0xfe]);
  for (let at = 0; at < text.length; at += 1) bytes[2 + at * 2] = text.charCodeAt(at);
  return bytes;
}
