import { describe, expect, test } from 'vitest';
import type { Scalar } from '../../src/manifest/node.ts';
import { goYamlScalar } from '../../src/manifest/scalar.ts';
import { holding, objects, problems, readValue } from './reading.ts';

const readings: readonly (readonly [string, Scalar])[] = [
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((text) => [text, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((text) => [text, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((text) => [text, null] as const),
  ...['tRUE', 'yEs', 'nUll', 'oN', 'nil', 'none', '<<', '=', 'Service'].map((text) => [text, text] as const),
  ['0', 0],
  ['-0', 0],
  ['80', 80],
  ['+80', 80],
  ['-80', -80],
  ['30_080', 30080],
  ['1__0', 10],
  ['072600', 30080],
  ['0o72600', 30080],
  ['0O17', 15],
  ['-010', -8],
  ['0x7580', 30080],
  ['0X1f', 31],
  ['+0x1f', 31],
  ['0b111010110000000', 30080],
  ['-0b11', -3],
  ['08', 8],
  ['09.5', 9.5],
  ['3.008e4', 30080],
  ['1e3', 1000],
  ['1E+3', 1000],
  ['.5', 0.5],
  ['5.', 5],
  ['-.5', -0.5],
  ['1_000.5', 1000.5],
  ['9007199254740991', 9007199254740991],
  ['9007199254740993', 9007199254740993n],
  ['-9223372036854775808', -9223372036854775808n],
  ['18446744073709551615', 2 ** 64],
  ['123456789012345678901234567890', 1.2345678901234568e29],
  ['1e400', '1e400'],
  ['._5', '._5'],
  ['.', '.'],
  ['0x', '0x'],
  ['0b2', '0b2'],
  ['0o8', '0o8'],
  ['1:30', '1:30'],
  ['8:21:20', '8:21:20'],
  ['2001-01-01', '2001-01-01'],
  ['2001-01-01T00:00:00Z', '2001-01-01T00:00:00Z'],
  ['1.2.3', '1.2.3'],
  ['10.0.0.0/8', '10.0.0.0/8'],
  ['1Gi', '1Gi'],
  ['0xffffffffffffffffff', '0xffffffffffffffffff'],
  ['.inf', Number.POSITIVE_INFINITY],
  ['-.Inf', Number.NEGATIVE_INFINITY],
  ['.NaN', Number.NaN],
];

describe('a plain scalar is what go-yaml makes of it', () => {
  test.each(readings)('%s is %s', (text, value) => {
    expect(goYamlScalar(text)).toEqual(value);
  });
});

describe('a tag says how a text is read', () => {
  test.each([
    ['!!str 80', '80'],
    ['!!str', ''],
    ['!!int "80"', 80],
    ['!<tag:yaml.org,2002:int> 80', 80],
    ['!!float 80', 80],
    ['!!bool "yes"', true],
    ['!!null ""', null],
    ['!!timestamp 2001-01-01', '2001-01-01'],
    ['!!binary Tm9kZVBvcnQ=', 'NodePort'],
    ['!!bin%61ry Tm9kZVBvcnQ=', 'NodePort'],
    ['!port 80', '80'],
    ['! 80', '80'],
    ['"80"', '80'],
    ["'yes'", 'yes'],
  ])('%s is %j', (written, value) => {
    expect(readValue(written)).toEqual(value);
  });

  test.each(['!!int web', '!!bool 1', '!!float web', '!!null x', '!!binary a$b='])('%s cannot be read', (written) => {
    expect(problems(holding(`v: ${written}`))).toEqual([expect.stringContaining('yaml-invalid 4:4')]);
  });
});

describe('a key becomes text', () => {
  test.each([
    ['80', '80'],
    ['0x50', '80'],
    ['y', 'true'],
    ['Off', 'false'],
    ['1.10', '1.1'],
    ['1e21', '1e+21'],
    ['123456789.5', '1.2345679e+08'],
    ['.inf', '.inf'],
    ['"y"', 'y'],
    ['!!str y', 'y'],
  ])('%s is %j', (key, text) => {
    expect(objects(holding(`v: {${key} : 1}`))).toMatchObject([{ v: { [text]: 1 } }]);
  });

  test.each(['~ : 1', '? {a: b}\n  : 1', '? [a]\n  : 1', ': 1'])('%j is none', (pair) => {
    expect(problems(holding(`v:\n  ${pair}`))).toEqual([expect.stringContaining("a map's key cannot be")]);
  });
});

test('JSON has no infinite number, so kubectl refuses it', () => {
  expect(problems(holding('v: .inf'))).toEqual(['yaml-invalid 4:4 JSON has no number for .inf']);
});
