import { describe, expect, test } from 'vitest';
import { entries, field, items, scalarText, text, toValue } from '../../src/manifest/node.ts';
import { holding, read } from './reading.ts';

const root = (line: string): ReturnType<typeof field> => read(holding(line)).documents[0]?.root;

describe('typed reads of a node', () => {
  const node = root('v: {number: 30080, word: web, none: ~, yes: yes, list: [1], big: 9007199254740993}');

  test('a field that is absent, null or below something that is no map is undefined', () => {
    expect(text(field(node, 'v', 'word'))).toBe('web');
    expect(field(node, 'v', 'none')).toBeUndefined();
    expect(field(node, 'v', 'gone')).toBeUndefined();
    expect(field(node, 'v', 'word', 'deeper')).toBeUndefined();
    expect(field(undefined, 'v')).toBeUndefined();
  });

  test('text is a string alone, scalarText any scalar but null', () => {
    expect(text(field(node, 'v', 'number'))).toBeUndefined();
    expect(scalarText(field(node, 'v', 'number'))).toBe('30080');
    expect(scalarText(field(node, 'v', 'true'))).toBe('true');
    expect(scalarText(field(node, 'v', 'big'))).toBe('9007199254740993');
    expect(scalarText(field(node, 'v', 'list'))).toBeUndefined();
  });

  test('what is no list has no items, what is no map no entries', () => {
    expect(items(field(node, 'v', 'list'))).toHaveLength(1);
    expect(items(field(node, 'v'))).toEqual([]);
    expect(entries(field(node, 'v', 'list'))).toEqual([]);
    expect(entries(undefined)).toEqual([]);
  });
});

describe('a plain value', () => {
  test('keeps keys that mean something to JavaScript', () => {
    const value = toValue(
      root('v: {__proto__: {a: 1}, constructor: 2}') ?? {
        kind: 'sequence',
        items: [],
        offset: 0,
        source: { path: '', text: '' },
      },
    );
    expect(JSON.stringify(value)).toContain('"v":{"__proto__":{"a":1},"constructor":2}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test("an alias is its anchor's node itself", () => {
    const node = root('a: &a {b: 1}\nv: *a');
    expect(field(node, 'v')).toBe(field(node, 'a'));
  });
});
