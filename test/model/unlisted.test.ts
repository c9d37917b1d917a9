import { expect, test } from 'vitest';
import { everywhere } from '../../src/model/cidr.ts';
import { passingBoth } from '../../src/model/unlisted.ts';

test.each([
  { one: everywhere, other: ['10.0.0.0/8'], both: ['10.0.0.0/8'], why: 'everybody passes the first' },
  { one: [], other: ['10.0.0.0/8'], both: ['10.0.0.0/8'], why: 'no list asks nobody' },
  {
    one: ['10.0.0.0/8'],
    other: ['10.1.0.0/16', '192.168.0.0/16'],
    both: ['10.1.0.0/16'],
    why: 'the addresses of both',
  },
  { one: ['10.0.0.0/8'], other: ['192.168.0.0/16'], both: ['those of nobody'], why: 'nobody is not everybody' },
  {
    one: ['10.0.0.0/8'],
    other: ['those of middleware office'],
    both: ['those of 10.0.0.0/8 within middleware office'],
    why: 'whom the second lets in nobody can say',
  },
  { one: ['<RANGE>'], other: ['<RANGE>'], both: ['<RANGE>'], why: 'the same list twice' },
])('$one and $other let $both pass: $why', ({ one, other, both }) => {
  expect(passingBoth(one, other)).toEqual(both);
});
