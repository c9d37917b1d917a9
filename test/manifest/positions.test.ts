import { describe, expect, test } from 'vitest';
import { entry, field, keyPosition, type Node, positionOf } from '../../src/manifest/node.ts';
import { read } from './reading.ts';

const root = (content: string | Uint8Array): Node | undefined => read(content).documents[0]?.root;

/** `line:column` of the key and of the value at a path. */
function places(content: string | Uint8Array, ...path: readonly string[]): string {
  const parent = field(root(content), ...path.slice(0, -1));
  const found = entry(parent, path.at(-1) ?? '');
  if (found === undefined) return 'absent';
  const [key, value] = [keyPosition(found), positionOf(found.value)];
  return `${key.line}:${key.column} ${value.line}:${value.column}`;
}

describe('every key and value has its place', () => {
  const text = [
    '# the shop',
    'kind: Service',
    'metadata:',
    '  name: "web"',
    'spec: {type: NodePort, ports: [80]}',
    'empty:',
    'script: |',
    '',
    '  echo',
    'tagged: !!str 80',
    "folded: 'a",
    "  b'",
    'map: &m',
    '  a: 1',
    'alias: *m',
    'list:',
    '  - b',
  ].join('\n');

  test.each([
    ['a plain value', 'kind', '2:1 2:7'],
    ['a quoted value, at its quote', 'metadata.name', '4:3 4:9'],
    ['a block map, at its first key', 'metadata', '3:1 4:3'],
    ['a flow map, at its brace', 'spec', '5:1 5:7'],
    ['a value in a flow map', 'spec.type', '5:8 5:14'],
    ['a flow list, at its bracket', 'spec.ports', '5:24 5:31'],
    ['a value that is not written, at its key', 'empty', '6:1 6:1'],
    ['a block text, at its first line', 'script', '7:1 9:3'],
    ['a tagged value, behind its tag', 'tagged', '10:1 10:15'],
    ['a text of several lines, at its first', 'folded', '11:1 11:9'],
    ['an alias, at its anchor', 'alias', '15:1 14:3'],
    ['a block list, at its first dash', 'list', '16:1 17:3'],
  ])('%s', (_, path, expected) => {
    expect(places(text, ...path.split('.'))).toBe(expected);
  });

  test('line ends of Windows count once', () => {
    expect(places(text.replaceAll('\n', '\r\n'), 'list')).toBe('16:1 17:3');
  });

  test('line ends of the old Macintosh count as columns, for they are no lines to GitHub', () => {
    expect(places('kind: Pod\rspec: 1\r', 'spec')).toBe('1:11 1:17');
  });

  test('hidden line breaks count as columns', () => {
    expect(places('kind: Pod # c\u2028spec: 1\nlast: 2', 'spec')).toBe('1:15 1:21');
    expect(places('kind: Pod # c\u2028spec: 1\nlast: 2', 'last')).toBe('2:1 2:7');
  });

  test('columns count UTF-16 code units behind a byte order mark', () => {
    expect(places('\ufeffkind: Pod\n"🚀": {a: 1}', '🚀', 'a')).toBe('2:8 2:11');
  });

  test('a later document counts from the start of the file', () => {
    const { documents } = read('# c\n---\n\n# d\nkind: Pod\n---\nkind: Job\n');
    expect(documents.map(({ at }) => [at.line, at.column])).toEqual([
      [5, 1],
      [7, 1],
    ]);
  });

  test('an item of a list has its own place', () => {
    expect(read('kind: List\nitems:\n- kind: Pod\n-\n  kind: Job\n').documents.map(({ at }) => at.line)).toEqual([
      3, 5,
    ]);
  });

  test('JSON has places as well', () => {
    expect(places('{"kind": "Pod",\n "spec": {"a": [1]}}', 'spec', 'a')).toBe('2:11 2:16');
  });

  test('lines that had to be indented for the parser keep their places', () => {
    const indented = 'kind: Pod\nspec:\n  args: [\na,\n b\n  ]\n  last: {\nx: "y\nz", w: 1}\nend: 1\n';
    expect(read(indented).problems).toEqual([]);
    expect(places(indented, 'spec', 'args')).toBe('3:3 3:9');
    expect(places(indented, 'spec', 'last', 'x')).toBe('8:1 8:4');
    expect(places(indented, 'spec', 'last', 'w')).toBe('9:5 9:8');
    expect(places(indented, 'end')).toBe('10:1 10:6');
  });

  test('a place far down a large file', () => {
    const far = `kind: Pod\n${'# c\n'.repeat(5_000)}spec: 1\n`;
    expect(places(far, 'spec')).toBe('5002:1 5002:7');
  });
});
