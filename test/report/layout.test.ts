import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutOf } from '../../src/report/layout.ts';

const key = fc.integer({ min: 0, max: 20 }).map(String);
const drawings = fc.record({
  heights: fc.array(fc.tuple(key, fc.integer({ min: 20, max: 120 }))).map((all) => new Map(all)),
  edges: fc.array(fc.record({ from: key, to: key }), { maxLength: 40 }),
});

test('every box has a place of its own, whatever leads where, round in a circle as well', () => {
  fc.assert(
    fc.property(drawings, ({ heights, edges }) => {
      const { places, height, columns } = layoutOf({ heights, edges });
      const boxes = [...places].map(([name, { column, y }]) => ({ column, y, half: (heights.get(name) ?? 0) / 2 }));
      expect(boxes).toHaveLength(heights.size);
      for (const [index, one] of boxes.entries()) {
        expect(one.y - one.half).toBeGreaterThan(-0.01);
        expect(one.y + one.half).toBeLessThan(height + 0.01);
        expect(one.column).toBeLessThan(columns);
        for (const other of boxes.slice(index + 1))
          if (other.column === one.column) expect(Math.abs(other.y - one.y)).toBeGreaterThan(one.half + other.half);
      }
    }),
  );
});

test('a way reads from left to right, and passes a column that it skips', () => {
  const heights = new Map(['a', 'b', 'c'].map((name) => [name, 40]));
  const edges = [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'c' },
    { from: 'a', to: 'c' },
  ];
  const { places, bends } = layoutOf({ heights, edges });
  expect([...places.values()].map(({ column }) => column)).toEqual([0, 1, 2]);
  expect(bends.map((points) => points.map(({ column }) => column))).toEqual([[], [], [1]]);
});
