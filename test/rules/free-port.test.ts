import { expect, test } from 'vitest';
import { freeNodePort } from '../../src/rules/free-port.ts';
import { graphOf } from '../support/policy-world.ts';

const services = (...ports: readonly number[]) =>
  graphOf(
    ports.map((nodePort) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `s${nodePort}` },
      spec: { type: 'NodePort', ports: [{ port: 80, nodePort }] },
    })),
  );
const upTo = (count: number, first: number) => Array.from({ length: count }, (_, index) => first + index);
const usual = { first: 30_000, last: 32_767 };

test('the first number of the range is free where nobody asks for it', () => {
  expect(freeNodePort(services(30_001), usual)).toBe(30_000);
});

test('numbers that Services of the unit ask for are passed over', () => {
  expect(freeNodePort(services(30_000, 30_001, 30_003), usual)).toBe(30_002);
});

test.each([
  ['a 32nd of the usual range, 86 numbers', usual, 86],
  ['16 numbers of a small range', { first: 30_000, last: 30_100 }, 16],
  ['128 numbers of a large range', { first: 20_000, last: 39_999 }, 128],
  ['the whole of a range that is smaller', { first: 30_000, last: 30_004 }, 5],
])('only %s are never handed out by the cluster itself', (_name, range, band) => {
  expect(freeNodePort(services(...upTo(band - 1, range.first)), range)).toBe(range.first + band - 1);
  expect(freeNodePort(services(...upTo(band, range.first)), range)).toBeUndefined();
});
