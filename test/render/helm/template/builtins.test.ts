import { expect, test } from 'vitest';
import { refusal, rendered } from './render.ts';

const values = { list: ['a', 'b'], map: { a: { b: 'c' } }, one: 1, nothing: null };

test.each([
  { text: 'len "héllo"', prints: '6', why: 'strings are as long as their bytes' },
  { text: 'len .Values.list', prints: '2', why: 'lists as their items' },
  { text: 'len .Values.map', prints: '1', why: 'maps as their keys' },
  { text: 'index .Values.list 1', prints: 'b', why: 'items by number' },
  { text: 'index .Values.map "a" "b"', prints: 'c', why: 'keys one in the other' },
  { text: 'index .Values.map "x"', prints: '', why: 'a key that is missing is nil' },
  { text: 'index "abc" 1', prints: '98', why: 'a string has bytes' },
  { text: 'slice "hello" 1 3', prints: 'el', why: 'cut out by bytes' },
  { text: 'slice .Values.list 1', prints: '[b]', why: 'to the end where none is said' },
  { text: 'print 1 2 "a" 3 nil nil', prints: '1 2a3 <nil> <nil>', why: 'spaces only where no string is near' },
  { text: 'println 1 "a"', prints: '1 a\n', why: 'spaces everywhere' },
  {
    text: 'html "<a b=\'c\'>&\\"" .Values.nothing',
    prints: '&lt;a b=&#39;c&#39;&gt;&amp;&#34;&lt;no value&gt;',
    why: 'markup is made inert',
  },
  { text: 'js "<é=\\u2028\'>"', prints: "\\u003Cé\\u003D\\u2028\\'\\u003E", why: 'so are scripts' },
  { text: 'urlquery "a b&c/~é"', prints: 'a+b%26c%2F~%C3%A9', why: 'and what goes into an address' },
  { text: 'not .Values.nothing', prints: 'true', why: 'nil is not' },
])('$text: $why', ({ text, prints }) => {
  expect(rendered(`{{ ${text} }}`, values)).toBe(prints);
});

test.each([
  { text: 'len 3', says: 'error calling len: len of type int' },
  { text: 'len .Values.nothing', says: 'error calling len: len of nil pointer' },
  { text: '.Values.nothing | len', says: 'error calling len: reflect: call of reflect.Value.Type on zero Value' },
  { text: 'index .Values.list 2', says: 'error calling index: reflect: slice index out of range' },
  { text: 'index .Values.list 3', says: 'error calling index: index out of range: 3' },
  { text: 'index .Values.list 1.0', says: 'error calling index: cannot index slice/array with type float64' },
  { text: 'index .Values.list nil', says: 'error calling index: cannot index slice/array with nil' },
  { text: 'index .Values.map 1', says: 'error calling index: value has type int; should be string' },
  { text: 'index .Values.map "x" "y"', says: 'error calling index: index of nil pointer' },
  { text: 'index .Values.nothing 1', says: 'error calling index: index of untyped nil' },
  { text: 'index 5 1', says: "error calling index: can't index item of type int" },
  { text: 'call .Values.one', says: 'error calling call: non-function .Values.one of type float64' },
  { text: '.Values.one | call', says: 'error calling call: non-function <float64 Value> of type float64' },
  { text: 'call nil', says: 'error calling call: call of nil' },
])('$text: $says', ({ text, says }) => {
  expect(refusal(`{{ ${text} }}`, values)).toBe(`error: ${says}`);
});
