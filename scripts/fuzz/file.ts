import { mutated } from './mutate.ts';
import { anObject, type Fields, nameOf } from './objects.ts';
import { type Random, random } from './random.ts';
import { written } from './write.ts';

/** The file of a run, always the same for the same numbers. */
export function fuzzedFile(seed: number, index: number): Uint8Array {
  const chance = random(seed, index);
  let objects = 0;
  const name = (): string => nameOf(index, objects++);
  const text = chance.chance(0.12) ? jsonStream(chance, name) : yamlStream(chance, name);
  return mutated(encoded(withLineBreaks(text, chance), chance), chance);
}

function yamlStream(chance: Random, name: () => string): string {
  const parts: string[] = [];
  if (chance.chance(0.2))
    parts.push(chance.pick(['---\n', '--- # first\n', '\n\n---\n', '# comment\n---\n', '%YAML 1.1\n---\n', '--- ']));
  const count = chance.pick([1, 1, 1, 2, 2, 3]);
  for (let at = 0; at < count; at += 1) {
    if (at > 0) parts.push(separator(chance));
    if (chance.chance(0.06)) parts.push(brokenDocument(chance), separator(chance));
    const object = anObject(chance, name);
    parts.push(chance.chance(0.06) ? `${json(object, chance)}\n` : written(object, chance), oddEnd(chance));
  }
  return parts.join('');
}

const separator = (chance: Random): string =>
  chance.chance(0.8)
    ? '---\n'
    : chance.pick([
        '--- \n',
        '--- # comment\n',
        '---\t\n',
        '---\t# comment\n',
        '---#x\n',
        '----\n',
        '--- x\n',
        '--- &a\n',
        '--- !!map\n',
        '--- |\n',
        ' ---\n',
        '...\n',
        '...\n---\n',
        '... # end\n---\n',
        '---\n---\n',
        '---\n# nothing\n---\n',
        '---\n\ufeff',
        '---\r\n',
        '---\n%YAML 1.2\n---\n',
        '\u2028---\n',
        '\u0085---\u0085',
        '\r---\r',
      ]);

const brokenDocument = (chance: Random): string =>
  chance.pick([
    'a: [\n',
    'a: "\n',
    "a: 'b\n",
    '\ta: 1\n',
    'a: b: c\n',
    '- a\nb: c\n',
    '@a: 1\n',
    '`\n',
    'a: *gone\n',
    '{\n',
    '}\n',
    'a: {b: 1\n',
    '%x\n',
    'kind: Service\n kind: Pod\n',
    '? [a]\n: b\n',
    'a: !!int x\n',
    'a: &a [*a]\n',
    'plain text\n',
    '- 1\n- 2\n',
    'kind: 5\n',
    'a: {{ .Values.a }}\n',
    '{{- if .Values.a }}\na: 1\n{{- end }}\n',
    `a: ${'['.repeat(120)}${']'.repeat(120)}\n`,
    '<<: 1\n',
    '"a": 1,\n',
    '{"a": 1,}\n',
  ]);

const oddEnd = (chance: Random): string =>
  chance.chance(0.97)
    ? ''
    : chance.pick([
        '...\n',
        '# end',
        '\n\n',
        'spec:\n  type: NodePort\n',
        'hostNetwork: yes',
        '"',
        '}',
        '\0',
        '\u0007',
        ' - x\n',
        'x: >\n',
        '...\ngarbage: [\n',
      ]);

/** Values one after the other, as kubectl reads a file that opens with a brace. */
function jsonStream(chance: Random, name: () => string): string {
  const parts = [chance.pick(['', '', ' ', '\n', '\n\t ', '\ufeff', '# c\n', '[', '---\n'])];
  for (let count = 1 + chance.int(3); count > 0; count -= 1)
    parts.push(
      json(anObject(chance, name), chance),
      chance.chance(0.7)
        ? chance.pick(['', '\n', ' ', '\r\n'])
        : chance.pick([',', '\n---\n', ' # c\n---\n', '\n# c\n', ';', '\u2028', '\n{"a":', ' x', '\0', '\n...\n']),
    );
  if (chance.chance(0.2)) parts.push('\n---\n', written(anObject(chance, name), chance));
  return parts.join('');
}

function json(object: Fields, chance: Random): string {
  const text = JSON.stringify(object, undefined, chance.pick([undefined, undefined, 2, '\t']));
  if (chance.chance(0.7)) return text;
  return chance.pick<(text: string) => string>([
    (one) => one.replace('"type":', '"type":"ClusterIP","type":'),
    (one) => one.replace('"spec":', '"spec":{"type":"LoadBalancer"},"spec":'),
    (one) => one.replace('"kind"', '"\\u006bind"'),
    (one) => one.replace('"NodePort"', '"\\u004eodePort"'),
    (one) => one.replace(/"port": ?(\d+)/, '"port": $1.0'),
    (one) => one.replace(/"port": ?(\d+)/, '"port": $1e0'),
    (one) => one.replace(/"port": ?(\d+)/, '"port": 0$1'),
    (one) => one.replace('true', 'True'),
    (one) => one.replace(/}$/, ',}'),
    (one) => one.replaceAll('"kind"', 'kind'),
    (one) => one.replaceAll(':', ' : '),
    (one) => one.replace('"Service"', '"Serv\\/ice"'),
    (one) => one.replace('{', '{"items":null,'),
    (one) => one.replace('"spec"', '"SPEC"'),
    (one) => one.replace('{', '{/* c */'),
  ])(text);
}

function withLineBreaks(text: string, chance: Random): string {
  if (chance.chance(0.8)) return text;
  return chance.pick<(text: string) => string>([
    (one) => one.replaceAll('\n', '\r\n'),
    (one) => one.replaceAll('\n', '\r'),
    (one) => one.replaceAll('\n', () => (chance.chance(0.1) ? '\r' : '\n')),
    (one) => one.replaceAll('\n', () => (chance.chance(0.1) ? '\r\n' : '\n')),
    (one) => one.replaceAll('\n', () => (chance.chance(0.1) ? chance.pick(['\u0085', '\u2028', '\u2029']) : '\n')),
    (one) => one.replaceAll('\n', '\u0085'),
    (one) => one.replaceAll('\n', '\n\n'),
    (one) => one.replaceAll('  ', () => (chance.chance(0.03) ? '\t' : '  ')),
    (one) => one.replaceAll(' ', () => (chance.chance(0.03) ? '\t' : ' ')),
    (one) => one.replaceAll(' ', () => (chance.chance(0.02) ? '\u00a0' : ' ')),
  ])(text);
}

function encoded(text: string, chance: Random): Uint8Array {
  if (chance.chance(0.9)) return new TextEncoder().encode(text);
  return chance.pick<(text: string) => Uint8Array>([
    (one) => new TextEncoder().encode(`\ufeff${one}`),
    (one) => new TextEncoder().encode(`\ufeff\ufeff${one}`),
    (one) => utf16(`\ufeff${one}`, true),
    (one) => utf16(`\ufeff${one}`, false),
    (one) => utf16(`\ufeff${one}`, true).subarray(0, -1),
    (one) => utf16(one, true),
    (one) => utf16(one, false),
    (one) =>
      Uint8Array.from(new TextEncoder().encode(one.replace('web', 'w\ufffdb')), (byte) =>
        byte === 0xbf ? 0xe9 : byte,
      ),
  ])(text);
}

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at += 1) bytes.setUint16(at * 2, text.charCodeAt(at), littleEndian);
  return new Uint8Array(bytes.buffer);
}
