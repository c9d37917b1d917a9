import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rendered } from './render.ts';

const values = {
  port: 8080,
  third: 1 / 3,
  million: 1_000_000,
  list: ['a', 1, null, true],
  map: { b: [1, 2], a: { x: 'y' } },
};

test.each([
  { text: '"%v %d %s" 1 2 "x"', prints: '1 2 x' },
  { text: '"%v|%s|%d" .Values.port .Values.port .Values.port', prints: '8080|%!s(float64=8080)|%!d(float64=8080)' },
  { text: '"%v %v" .Values.million .Values.third', prints: '1e+06 0.3333333333333333' },
  { text: '"%v" .Values.list', prints: '[a 1 <nil> true]' },
  { text: '"%v" .Values.map', prints: 'map[a:map[x:y] b:[1 2]]' },
  {
    text: '"%#v" .Values.map',
    prints: 'map[string]interface {}{"a":map[string]interface {}{"x":"y"}, "b":[]interface {}{1, 2}}',
  },
  { text: '"%s" .Values.list', prints: '[a %!s(float64=1) <nil> %!s(bool=true)]' },
  { text: '"%q %q" "a\\"b" .Values.list', prints: '"a\\"b" ["a" %!q(float64=1) <nil> %!q(bool=true)]' },
  { text: '"%T %T %T %T %T" 1 1.0 "a" nil .Values.map', prints: 'int float64 string <nil> map[string]interface {}' },
  { text: '"%5d|%-5d|%05d|%+d|% d" 42 42 42 42 42', prints: '   42|42   |00042|+42| 42' },
  {
    text: '"%x %X %#x %o %#o %O %b %c %U %#U" 255 255 255 8 8 8 5 65 65 65',
    prints: "ff FF 0xff 10 010 0o10 101 A U+0041 U+0041 'A'",
  },
  { text: '"%x % x %#x %X" "hi" "hi" "hi" "hé"', prints: '6869 68 69 0x6869 68C3A9' },
  {
    text: '"%.2f|%8.3f|%-8.1f|%+.0f|%e|%g|%G" 1.005 2.5 2.25 0.5 1234.5 1e21 1e-7',
    prints: '1.00|   2.500|2.2     |+0|1.234500e+03|1e+21|1E-07',
  },
  { text: '"%.1f %.1f %.0f %.0f" 0.25 0.35 0.5 1.5', prints: '0.2 0.3 0 2' },
  { text: '"%6.2f%%" 99.5', prints: ' 99.50%' },
  { text: '"%t %v" true false', prints: 'true false' },
  { text: '"%5s|%-5s|%.2s|%05s" "é" "é" "日本語" "a"', prints: '    é|é    |日本|0000a' },
  { text: '"%*d|%-*d|%.*f" 5 1 5 2 2 3.14159', prints: '    1|2    |3.14' },
  { text: '"%[2]s %[1]s %s" "a" "b"', prints: 'b a b' },
  { text: '"%d"', prints: '%!d(MISSING)' },
  { text: '"%d" 1 2 "x"', prints: '1%!(EXTRA int=2, string=x)' },
  { text: '"%d %t" "x" 1', prints: '%!d(string=x) %!t(int=1)' },
  { text: '"%z %!" 1', prints: '%!z(int=1) %!!(MISSING)' },
  { text: '"%[5]d" 1', prints: '%!d(BADINDEX)' },
  { text: '"%*d" "a" 1', prints: '%!(BADWIDTH)1' },
  { text: '"100%"', prints: '100%!(NOVERB)' },
  { text: '"%s %d" nil nil', prints: '%!s(<nil>) %!d(<nil>)' },
  { text: '"%c%c" 128512 0x110000', prints: '😀\ufffd' },
])('printf $text', ({ text, prints }) => {
  expect(rendered(`{{ printf ${text} }}`, values)).toBe(prints);
});

test('%p would print where something lies in memory', () => {
  expect(() => rendered('{{ printf "%p" .Values.list }}', values)).toThrow('printf of a pointer');
});

test('decimals are rounded as JavaScript does where nothing lies in the middle', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.integer({ min: 0, max: 9 }), (number, places) => {
      const scaled = number * 10 ** places * 2;
      fc.pre(!Number.isInteger(scaled) && !Object.is(number, -0));
      const expected = number.toFixed(places);
      expect(rendered(`{{ printf "%.${places}f" .Values.n }}`, { n: number })).toBe(
        number < 0 && !expected.startsWith('-') ? `-${expected}` : expected,
      );
    }),
  );
});

test('what %v prints of a number is that number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      expect(Number(rendered('{{ .Values.n }}', { n: number }))).toBe(number);
    }),
  );
});
