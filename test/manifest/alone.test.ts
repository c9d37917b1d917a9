import { describe, expect, test } from 'vitest';
import { alone } from '../../src/manifest/alone.ts';
import { embeddedYaml } from '../../src/manifest/embedded.ts';
import { field, positionOf, toValue } from '../../src/manifest/node.ts';
import { read } from './reading.ts';

const secret = (word: string): string => `kind: Secret\nstringData: { a: ${word} }\n`;
const order = 'kind: Order\nspec:\n  values: |\n    a: 1\n    b: 2\n';
const text = `# ${'one'}\n${secret('two')}---\n# three\n${order}---\nfour: 1\n---\n${secret('five')}---\n${order}`;

describe('objects that are kept without what stands beside them', () => {
  const { documents } = read(text);
  const orders = documents.filter(({ kind }) => kind === 'Order');
  const kept = alone(orders, documents);

  test('say the same, at the same places', () => {
    expect(kept.map(({ root }) => toValue(root))).toEqual(orders.map(({ root }) => toValue(root)));
    const places = (all: typeof kept) => all.map(({ root }) => positionOf(field(root, 'spec', 'values') ?? root));
    expect(places(kept)).toEqual(places(orders));
  });

  test('hold their own text alone', () => {
    const [first] = kept;
    expect(first?.root.source.text.match(/\w+/g)).toEqual([
      ...(order.match(/\w+/g) ?? []),
      ...(order.match(/\w+/g) ?? []),
    ]);
    expect(first?.root.source.text).toHaveLength(text.length);
  });

  test('still have the places of what is written inside of their texts', () => {
    const [first] = kept;
    const inner = embeddedYaml(
      field(first?.root, 'spec', 'values') ?? { kind: 'map', source: { path: '', text: '' }, offset: 0, entries: [] },
    );
    const value = field(inner, 'b');
    expect(value && positionOf(value)).toEqual({ path: 'm.yaml', line: 10, column: 8 });
  });

  test('in one list lose their neighbours', () => {
    const list = read('kind: List\nitems: [{ kind: Order, a: one }, { kind: Secret, a: two }]\n').documents;
    const [only] = alone(list.slice(0, 1), list);
    expect(only?.root.source.text).toContain('one');
    expect(only?.root.source.text).not.toContain('two');
  });
});
