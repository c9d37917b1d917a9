import { expect, test } from 'vitest';
import { chartYaml, gaps, printed, rendered, set } from './chart.ts';

// Every expected value and message was printed by Helm 4.1.4.

test.each([
  { line: 'a.b[0].c=1,d={x,z}', values: { a: { b: [{ c: 1 }] }, d: ['x', 'z'] }, why: 'lists and maps are made' },
  { line: 'e=0x1,f=-5,g=+3,h=00,i=-0', values: { e: '0x1', f: -5, g: 3, h: '00', i: 0 }, why: 'integers are decimal' },
  { line: 'a=1.5,b=9223372036854775808', values: { a: '1.5', b: '9223372036854775808' }, why: 'all else is text' },
  { line: 'a=TRUE,b=False,c=null,d=', values: { a: true, b: false, c: null, d: '' }, why: 'some words are values' },
  { line: String.raw`a=1\,2,b\.c=x`, values: { a: '1,2', 'b.c': 'x' }, why: 'a backslash takes what follows as it is' },
  { line: 'a={},b[2]=x', values: { a: [''], b: [null, null, 'x'] }, why: 'a list has no holes' },
  { line: 'a[0][1]=q,a[0][0].b=w', values: { a: [[{ b: 'w' }, 'q']] }, why: 'lists lie in lists' },
  { line: 'a[0]=1,a[0].b=2', values: { a: [{ b: 2 }] }, why: 'a map takes the place of a value in a list' },
  { line: 'a={x,z},b=c', values: { a: ['x', 'z'], b: 'c' }, why: 'a list may be followed by more' },
  { line: '=1', values: {}, why: 'a key without a name is passed over' },
])('$line: $why', ({ line, values }) => {
  expect(printed('{{ toJson .Values }}', {}, { values: set(line) })).toEqual(values);
});

test('every value is text where that is asked for', () => {
  const at = { path: 'app.yaml', line: 3, column: 1 };
  const values = [{ from: 'set', line: { text: 'a=1,b=true,c=null', isText: true, at } } as const];
  expect(printed('{{ toJson .Values }}', {}, { values })).toEqual({ a: '1', b: 'true', c: 'null' });
});

test.each([
  { line: 'a.b', message: 'a key has no value' },
  { line: 'a,b=1', message: 'a key has no value (cannot end with ,)' },
  { line: 'a.=1', message: 'a key map has no value' },
  { line: 'a={x', message: "list must terminate with '}'" },
  { line: 'a[-1]=x', message: 'negative -1 index not allowed' },
  { line: 'a[65537]=x', message: 'index of 65537 is greater than maximum supported index of 65536' },
  { line: 'a[0]b=x', message: 'unexpected data at end of array index' },
  {
    line: `${'a.'.repeat(31)}a=1`,
    message: 'value name nested level is greater than maximum supported nested level of 30',
  },
])('$line is refused', ({ line, message }) => {
  const chart = rendered({ 'chart/Chart.yaml': chartYaml('t') }, { values: set(line) });
  expect(gaps(chart)).toEqual([`command:1 not-rendered: failed parsing --set data: ${message}`]);
});
