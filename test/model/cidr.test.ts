import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AddressSpan,
  addressRanges,
  canonicalCidrs,
  cidrsOf,
  everywhere,
  exceptFor,
  includes,
  intersectCidrs,
  isLoopback,
  isPrivate,
  isPrivateRange,
  oddityOf,
  without,
} from '../../src/model/cidr.ts';

/** CIDRs inside of 10.0.0.0/24, so that a set of them is a set of 256 bits. */
const cidr = fc
  .record({ last: fc.nat({ max: 255 }), length: fc.integer({ min: 24, max: 32 }) })
  .map(({ last, length }) => `10.0.0.${last}/${length}`);
const cidrs = fc.array(cidr, { maxLength: 6 });

/** The last octets that a CIDR stands for, found by counting. */
const members = (text: string): readonly number[] => {
  const [, octet = '', length = ''] = /^10\.0\.0\.(\d+)\/(\d+)$/.exec(text) ?? [];
  const size = 2 ** (32 - Number(length));
  const first = Number(octet) - (Number(octet) % size);
  return Array.from({ length: size }, (_, index) => first + index);
};
const setOf = (texts: readonly string[]): ReadonlySet<number> => new Set(texts.flatMap(members));

describe('canonical CIDRs', () => {
  test('stand for the same addresses', () => {
    fc.assert(
      fc.property(cidrs, (texts) => {
        expect(setOf(canonicalCidrs(texts))).toEqual(setOf(texts));
      }),
    );
  });

  test('are the same however the set was written', () => {
    const written = cidrs.chain((texts) =>
      fc.tuple(fc.constant(texts), fc.shuffledSubarray(texts, { minLength: texts.length })),
    );
    fc.assert(
      fc.property(written, ([texts, shuffled]) => {
        const single = [...setOf(texts)].map((octet) => `10.0.0.${octet}`);
        expect(canonicalCidrs(shuffled)).toEqual(canonicalCidrs(texts));
        expect(canonicalCidrs(single)).toEqual(canonicalCidrs(texts));
      }),
    );
  });

  test.each<[readonly string[], readonly string[], string]>([
    [['10.0.0.1'], ['10.0.0.1/32'], 'a bare address is its own range'],
    [['10.0.0.7/24'], ['10.0.0.0/24'], 'host bits are masked'],
    [['0.0.0.0/1', '128.0.0.0/1'], ['0.0.0.0/0'], 'halves are put together'],
    [[' 10.0.0.0/8 '], ['10.0.0.0/8'], 'spaces around it say nothing'],
    [['2001:DB8:0:0:0:0:0:1'], ['2001:db8::1/128'], 'IPv6 in the form of RFC 5952'],
    [['::ffff:10.0.0.1'], ['::ffff:a00:1/128'], 'an IPv4 address inside of an IPv6 one'],
    [['::/0', '0.0.0.0/0'], everywhere, 'both families'],
    [['1:0:0:2:0:0:0:3'], ['1:0:0:2::3/128'], 'the longest run of zeros is left out'],
    [['0:0:1::/48'], ['0:0:1::/48'], 'a run at the end'],
    [['::1'], ['::1/128'], 'a run at the start'],
    [['010.2.3.4'], ['10.2.3.4/32'], 'an octet with a leading zero is decimal, as old API servers read it'],
    [['10.0.0.0/33'], ['10.0.0.0/33'], 'nor is a prefix that is too long'],
    [['{{ .Values.ranges }}', '10.0.0.0/8'], ['10.0.0.0/8', '{{ .Values.ranges }}'], 'a placeholder stays, last'],
    [
      ['1.2.3.4/8/9', '1.2.3', ':::', '1::2::3', '12345::'],
      ['1.2.3', '1.2.3.4/8/9', '12345::', '1::2::3', ':::'],
      'what is no CIDR stays',
    ],
  ])('of %o are %o: %s', (texts, expected) => {
    expect(canonicalCidrs(texts)).toEqual(expected);
  });
});

describe('inclusion', () => {
  test('is that of the sets', () => {
    fc.assert(
      fc.property(cidrs, cidrs, (outer, inner) => {
        const room = setOf(outer);
        expect(includes(outer, inner)).toBe([...setOf(inner)].every((octet) => room.has(octet)));
      }),
      { numRuns: 500 },
    );
  });

  test.each<[readonly string[], readonly string[], boolean | undefined, string]>([
    [everywhere, ['10.0.0.0/8'], true, 'everybody is all'],
    [['10.0.0.0/8'], everywhere, false, 'and more than some'],
    [['0.0.0.0/0'], everywhere, false, 'one family is not both'],
    [['10.0.0.0/8'], ['::ffff:10.0.0.1'], false, 'a family is not the other'],
    [['{{ a }}'], ['{{ a }}'], true, 'a placeholder is itself'],
    [['{{ a }}'], ['{{ b }}'], undefined, 'and may be another one'],
    [['{{ a }}'], ['10.0.0.1'], undefined, 'or any address'],
    [['10.0.0.0/8'], ['{{ a }}'], undefined, 'nobody knows whether it is inside'],
    [everywhere, ['{{ a }}'], true, 'but everybody is all'],
    [['10.0.0.0/8', '{{ a }}'], ['10.0.0.1'], true, 'what is inside anyway'],
    [[], [], true, 'nobody is in nobody'],
    [[], ['10.0.0.1'], false, 'nobody has no room'],
  ])('%o has %o: %s, %s', (outer, inner, expected) => {
    expect(includes(outer, inner)).toBe(expected);
  });
});

test.each([
  ['10.0.0.0/8', true, false],
  ['10.0.0.0/7', false, false],
  ['127.0.0.1', true, true],
  ['127.9.9.9/16', true, true],
  ['::1', true, true],
  ['localhost', false, true],
  ['0.0.0.0', false, false],
  ['fe80::1', true, false],
  ['8.8.8.8', false, false],
  ['::ffff:192.168.42.124', true, false],
  ['::ffff:8.8.8.8', false, false],
])('%s is private: %s, loopback: %s', (text, ofPrivate, loopback) => {
  expect([isPrivate(text), isLoopback(text)]).toEqual([ofPrivate, loopback]);
});

test.each([
  ['10.0.0.0/8', true],
  ['192.168.1.240-192.168.1.250', true],
  ['192.168.1.240 - 192.168.1.250', true],
  ['fc00::1-fc00::ff', true],
  ['100.64.0.1', true],
  ['10.0.0.0-192.168.255.255', false],
  ['203.0.113.1-203.0.113.9', false],
  ['192.168.1.250-192.168.1.240', undefined],
  ['10.0.0.1-fc00::1', undefined],
  ['<POOL>', undefined],
  ['', undefined],
])('every address of %s is private: %s', (text, expected) => {
  expect(isPrivateRange(text)).toBe(expected);
});

describe('clients without those that are denied', () => {
  test('are the others, one by one', () => {
    fc.assert(
      fc.property(cidrs, cidrs, (allowed, denied) => {
        const left = [...setOf(allowed)].filter((octet) => !setOf(denied).has(octet));
        expect(setOf(without(allowed, denied))).toEqual(new Set(left));
      }),
    );
  });

  test.each<[readonly string[], readonly string[], readonly string[]]>([
    [['10.0.0.0/8'], ['10.0.0.0/9'], ['10.128.0.0/9']],
    [['0.0.0.0/0', '::/0'], ['::/0'], ['0.0.0.0/0']],
    [['10.0.0.0/8'], ['10.0.0.0/7'], []],
    [['10.0.0.0/8', '{{ ranges }}'], ['bogus'], ['10.0.0.0/8', '{{ ranges }}']],
  ])('%j without %j are %j', (allowed, denied, left) => {
    expect(without(allowed, denied)).toEqual(left);
  });
});

test.each([
  ['10.0.0.0/8', undefined],
  ['2001:db8::/32', undefined],
  ['010.0.0.0/8', 'leading-zeros'],
  ['10.0.0.1', 'no-length'],
  ['10.1.0.0/8', 'host-bits'],
  ['2001:db8::1/32', 'host-bits'],
  ['10.0.0.0/33', 'no-cidr'],
  ['office', 'no-cidr'],
] as const)('%s has the oddity %s', (text, oddity) => {
  expect(oddityOf(text)).toBe(oddity);
});

test.each<[readonly string[], readonly string[] | undefined]>([
  [['0.0.0.0/0', '::/0'], []],
  [['0.0.0.0/1', '::/0'], ['128.0.0.0/1']],
  [['0.0.0.0/0'], undefined],
  [['10.0.0.0/8'], undefined],
  [['0.0.0.0/1', '::/0', '{{ .office }}'], undefined],
])('%j are everybody except for %j', (sources, out) => {
  expect(exceptFor(sources)).toEqual(out);
});

describe('address ranges', () => {
  /** So few addresses that ranges and exceptions often end at the same one. */
  const few = fc.array(
    fc
      .record({ last: fc.nat({ max: 15 }), length: fc.integer({ min: 28, max: 32 }) })
      .map(({ last, length }) => `10.0.0.${last}/${length}`),
    { maxLength: 4 },
  );
  const inV6 = (text: string): string =>
    text.replace(
      /^10\.0\.0\.(\d+)\/(\d+)$/,
      (_, octet, length) => `fd00::${Number(octet).toString(16)}/${Number(length) + 96}`,
    );
  const octetsOf = (spans: readonly AddressSpan[], from: bigint): ReadonlySet<number> =>
    new Set(
      spans.flatMap(({ first, last }) =>
        Array.from({ length: Number(last - first) + 1 }, (_, index) => Number(first - from) + index),
      ),
    );

  test.each([
    [32, (text: string) => text, 0x0a000000n],
    [128, inV6, 0xfd00n << 112n],
  ] as const)(
    'are the addresses one by one, without the exceptions, in order and apart (%i bits)',
    (bits, write, from) => {
      fc.assert(
        fc.property(few, few, (texts, holes) => {
          const spans = addressRanges(texts.map(write), holes.map(write), bits);
          const left = [...setOf(texts)].filter((octet) => !setOf(holes).has(octet));
          expect(octetsOf(spans, from)).toEqual(new Set(left));
          expect(
            spans.every(({ first, last }, index) => first <= last && first > (spans[index - 1]?.last ?? -2n) + 1n),
          ).toBe(true);
          expect(addressRanges(texts.map(write), [], bits === 32 ? 128 : 32)).toEqual([]);
        }),
      );
    },
  );

  test('are the same as CIDRs', () => {
    fc.assert(
      fc.property(few, (texts) => {
        const written = addressRanges(texts, [], 32).flatMap((span) => cidrsOf({ bits: 32, ...span }));
        expect(written).toEqual(canonicalCidrs(texts));
      }),
    );
  });

  test('of two lists meet where both have an address', () => {
    fc.assert(
      fc.property(few, few, (a, b) => {
        const both = [...setOf(a)].filter((octet) => setOf(b).has(octet));
        expect(setOf(intersectCidrs(a, b))).toEqual(new Set(both));
        expect(intersectCidrs(a.map(inV6), b)).toEqual([]);
      }),
    );
  });
});
