import { aPart, type Fields, type Value } from './objects.ts';
import type { Random } from './random.ts';
import { spelled, spelledKey } from './spell.ts';

/**
 * One document as YAML, in all the ways of writing that readers disagree about. What it says need not be what `fields`
 * say: duplicate keys, merges and anchors change it, and kubectl alone knows what comes out.
 */
export function written(fields: Fields, random: Random): string {
  const writer: Writer = { random, anchors: new Map(), oddity: random.pick([0.005, 0.01, 0.03, 0.08]) };
  const named = Object.fromEntries(
    Array.from({ length: random.chance(0.5) ? 1 + random.int(3) : 0 }, (_, index) => [`x-${index}`, aPart(random)]),
  );
  const lines = [...Object.entries(named).flatMap((pair) => namedPart(pair, writer)), ...mapLines(fields, 0, writer)];
  return `${lines.join('\n')}\n`;
}

interface Writer {
  readonly random: Random;
  /** What each anchor stands for, as JSON. */
  readonly anchors: Map<string, string>;
  /** How often something out of the ordinary is done. */
  readonly oddity: number;
}

const names = ['a', 'b', 'c', 'a-1'] as const;

function namedPart([key, value]: readonly [string, Value], writer: Writer): readonly string[] {
  const text = flow(value, writer);
  const name = writer.random.pick(names);
  writer.anchors.set(name, JSON.stringify(value));
  return [`${key}: &${name} ${text}`];
}

/** The lines of a block map. */
function mapLines(fields: Fields, indent: number, writer: Writer): readonly string[] {
  const lines = pairsOf(fields, writer).flatMap((pair) => [
    ...noise(indent, writer),
    ...pairLines(pair, indent, writer),
  ]);
  return lines.length === 0 ? [`${' '.repeat(indent)}{}`] : lines;
}

interface Pair {
  readonly key: string;
  readonly value: Value | undefined;
  /** What stands for the value, where it is not written out. */
  readonly text?: string;
}

/** The pairs in their order, with keys that stand twice and with merge keys among them. */
function pairsOf(fields: Fields, writer: Writer): readonly Pair[] {
  const { random, oddity } = writer;
  const pairs: Pair[] = Object.entries(fields).map(([key, value]) => ({ key, value }));
  const put = (pair: Pair): void => {
    pairs.splice(random.int(pairs.length + 1), 0, pair);
  };
  if (random.chance(oddity)) {
    const again = pairs[random.int(pairs.length)];
    if (again !== undefined && again.key !== 'metadata' && again.key !== 'name')
      put({ key: again.key, value: random.chance(0.3) ? (again.value ?? null) : decoy(again, random) });
  }
  const maps = [...writer.anchors].filter(([, json]) => json.startsWith('{')).map(([name]) => name);
  const [first, ...others] = maps;
  if (first !== undefined && random.chance(0.35)) {
    const one = random.pick([first, ...others]);
    const two = random.pick([first, ...others]);
    put({ key: '<<', value: undefined, text: random.pick([`*${one}`, `*${one}`, `[*${one}, *${two}]`]) });
    if (random.chance(0.5))
      for (const key of Object.keys(JSON.parse(writer.anchors.get(one) ?? '{}') as Fields)) without(pairs, key);
  }
  if (random.chance(oddity)) put({ key: '<<', value: aPart(random) });
  if (random.chance(oddity / 3))
    put({ key: random.pick(['80', 'on', '1.5', 'y', '0x10', '"<<"', '!!null x']), value: 'odd' });
  return pairs;
}

function without(pairs: Pair[], key: string): void {
  const at = pairs.findIndex((pair) => pair.key === key);
  if (at >= 0) pairs.splice(at, 1);
}

function decoy({ key }: Pair, random: Random): Value {
  if (key === 'type') return random.pick(['ClusterIP', 'NodePort', 'LoadBalancer']);
  if (key === 'hostNetwork') return random.chance(0.5);
  if (/port$/i.test(key)) return random.pick([80, 30_080, 0]);
  if (key === 'kind') return random.pick(['ConfigMap', 'Service', 'Pod']);
  return aPart(random);
}

/** Comments, some of which would be dangerous if they were none. */
function noise(indent: number, { random, oddity }: Writer): readonly string[] {
  if (!random.chance(oddity)) return [];
  const at = ' '.repeat(random.pick([0, indent, indent + 2]));
  return [
    random.pick([
      `${at}# a note`,
      `${at}#type: NodePort`,
      `${' '.repeat(indent)}# note\u2028${' '.repeat(indent)}type: NodePort`,
      `${' '.repeat(indent)}# note\u0085${' '.repeat(indent)}hostNetwork: true`,
      `${' '.repeat(indent)}# note\u2029${' '.repeat(indent)}  hostPort: 80`,
      '',
      '   ',
      `${at}\t`,
      `${at}# \u{1f680} …`,
      '#',
    ]),
  ];
}

function pairLines({ key, value, text }: Pair, indent: number, writer: Writer): readonly string[] {
  const { random, oddity, anchors } = writer;
  const at = ' '.repeat(indent);
  const name = [...anchors].find(([, json]) => json === JSON.stringify(key))?.[0];
  const keyText = name !== undefined && random.chance(0.5) ? `*${name} ` : spelledKey(key, random);
  if (text !== undefined) return [`${at}${random.chance(oddity) ? '!!merge ' : ''}${keyText}: ${text}`];
  if (value === undefined) return [];
  const { head, lines } = writtenValue(value, indent, writer);
  if (random.chance(oddity))
    return [`${at}? ${keyText}`, ...noise(indent, writer), `${at}:${head === '' ? '' : ` ${head}`}`, ...lines];
  const space = random.chance(oddity) ? random.pick(['  ', '\t', ' \t', '']) : ' ';
  return [`${at}${keyText}:${head === '' ? '' : `${space}${head}`}${comment(writer)}`, ...lines];
}

const comment = ({ random, oddity }: Writer): string =>
  random.chance(oddity) ? random.pick([' # note', '\t# note', ' #', '# glued', ' ', '\t', ' # x: {', ' # "']) : '';

/** What follows a key's colon, and the lines below it. */
interface Written {
  readonly head: string;
  readonly lines: readonly string[];
}

function writtenValue(value: Value, indent: number, writer: Writer): Written {
  const { random, oddity } = writer;
  const alias = aliasFor(value, writer);
  if (alias !== undefined) return { head: alias, lines: [] };
  const property = propertyFor(value, writer);
  if (value === null || typeof value !== 'object') return scalarOf(value, indent, property, writer);
  const step = random.chance(oddity) ? random.pick([1, 3, 4, 0]) : 2;
  if (random.chance(0.2)) return { head: `${property}${flow(value, writer)}`, lines: [] };
  if (Array.isArray(value)) {
    const dashes = indent + (random.chance(0.4) ? 0 : step);
    return { head: property.trim(), lines: value.flatMap((item: Value) => itemLines(item, dashes, writer)) };
  }
  return { head: property.trim(), lines: mapLines(value as Fields, indent + step, writer) };
}

/** A value that was written before is sometimes named instead. */
function aliasFor(value: Value, { random, anchors }: Writer): string | undefined {
  const json = JSON.stringify(value);
  const found = [...anchors].find(([, known]) => known === json)?.[0];
  return found !== undefined && random.chance(0.5) ? `*${found}` : undefined;
}

/** An anchor or a tag before a value. */
function propertyFor(value: Value, { random, anchors, oddity }: Writer): string {
  if (!random.chance(oddity)) return '';
  if (value !== null && typeof value === 'object' && random.chance(0.4))
    return random.pick(
      Array.isArray(value) ? ['!!seq ', '!foo ', '!!set '] : ['!!map ', '!foo ', '!!omap ', '! ', '!!str '],
    );
  const name = random.pick(names);
  anchors.set(name, JSON.stringify(value));
  return `&${name} `;
}

function scalarOf(
  value: string | number | boolean | null,
  indent: number,
  property: string,
  { random, oddity }: Writer,
): Written {
  if (typeof value !== 'string' || !random.chance(oddity))
    return { head: `${property}${spelled(value, random)}`, lines: [] };
  const header = random.pick(['|', '>', '|-', '>-', '|+', '>+', '|2-', '>1-', '|-2', '|- # note', '>9-']);
  const pad = ' '.repeat(indent + random.pick([2, 2, 2, 4, 1]));
  return {
    head: `${property}${header}`,
    lines: [random.chance(0.1) ? '' : `${pad}${value}`, ...(random.chance(0.2) ? ['', `${pad}more`] : [])],
  };
}

function itemLines(item: Value, indent: number, writer: Writer): readonly string[] {
  const at = ' '.repeat(indent);
  const { random, oddity } = writer;
  const { head, lines } = writtenValue(item, indent, writer);
  const gap = random.chance(oddity) ? random.pick(['  ', '\t', '   ']) : ' ';
  const isCompact = head === '' && lines.length > 0 && random.chance(0.9);
  if (!isCompact) return [...noise(indent, writer), `${at}-${head === '' ? '' : `${gap}${head}`}`, ...lines];
  // The first line of a nested block may stand behind the dash, where the block is indented as if it did.
  const [first = '', ...rest] = lines;
  const inner = /^ */.exec(first)?.[0].length ?? 0;
  if (inner !== indent + 2 || first.trimStart().startsWith('#')) return [`${at}-`, ...lines];
  return [`${at}- ${first.slice(inner)}`, ...rest];
}

/** The value on one line, mostly. */
function flow(value: Value, writer: Writer): string {
  const { random, oddity } = writer;
  const alias = aliasFor(value, writer);
  if (alias !== undefined) return `${alias} `;
  if (value === null || typeof value !== 'object') return spelled(value, random);
  const gap = (): string =>
    random.chance(oddity) ? random.pick(['', '  ', '\t', '\n', '\n      ', ' # note\n  ', '\r\n ']) : ' ';
  const last = random.chance(oddity) ? random.pick([',', ', ,', ' ,']) : '';
  if (Array.isArray(value))
    return `[${gap()}${value.map((item: Value) => flow(item, writer)).join(`,${gap()}`)}${last}${gap()}]`;
  const pairs = pairsOf(value as Fields, writer).map(({ key, value, text }) => {
    const keyText = random.chance(oddity) ? `? ${spelledKey(key, random)} ` : spelledKey(key, random);
    const colon = random.chance(oddity) ? random.pick([':', ' :', ' : ', ':\t', ':\n  ']) : ': ';
    return `${keyText}${colon}${text ?? (value === undefined ? '' : flow(value, writer))}`;
  });
  return `{${gap()}${pairs.join(`,${gap()}`)}${last}${gap()}}`;
}
