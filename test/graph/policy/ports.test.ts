import fc from 'fast-check';
import { expect, test } from 'vitest';
import { includesPort, intersection, type Ports, union, without } from '../../../src/graph/policy/ports.ts';

/** Few enough to count, at both ends of what a port can be. */
const universe = [...Array.from({ length: 10 }, (_, index) => index + 1), 65_533, 65_534, 65_535];
const port = fc.constantFrom(...universe);
const range = fc.tuple(port, port).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));
const ports = fc.array(range, { maxLength: 4 }).map((ranges) => union(ranges));

const members = (of: Ports): readonly number[] => universe.filter((one) => includesPort(of, one));

/** In order, and none touching the next. */
const isNormal = (of: Ports): boolean =>
  of.every(({ first, last }, index) => first <= last && first > (of[index - 1]?.last ?? -1) + 1);

test.each<[string, (a: Ports, b: Ports) => Ports, (inA: boolean, inB: boolean) => boolean]>([
  ['union', union, (inA, inB) => inA || inB],
  ['intersection', intersection, (inA, inB) => inA && inB],
  ['without', without, (inA, inB) => inA && !inB],
])('%s is what it is port by port, and as few ranges as can be', (_name, operation, holds) => {
  fc.assert(
    fc.property(ports, ports, (a, b) => {
      const result = operation(a, b);
      expect(members(result)).toEqual(universe.filter((one) => holds(includesPort(a, one), includesPort(b, one))));
      expect(isNormal(result)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('a union of ranges in any order holds the ports of each', () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 6 }), (ranges) => {
      const wanted = universe.filter((one) => ranges.some(({ first, last }) => first <= one && one <= last));
      expect(members(union(ranges))).toEqual(wanted);
      expect(isNormal(union(ranges))).toBe(true);
    }),
  );
});
