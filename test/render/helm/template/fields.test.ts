import { expect, test } from 'vitest';
import { refusal, rendered } from './render.ts';

const values = {
  name: 'web',
  port: 80,
  map: { inner: { x: 'deep' }, list: ['a', 'b'] },
  nothing: null,
};

test.each([
  { text: '{{ .Values.map.inner.x }}', prints: 'deep', why: 'keys follow each other' },
  { text: '[{{ .Values.missing }}]', prints: '[]', why: 'a key that is missing prints nothing' },
  { text: '[{{ .Values.nothing }}]', prints: '[]', why: 'nor does null' },
  { text: '[{{ (.Values.missing).x.y }}]', prints: '[]', why: 'of the nil in parentheses everything is nil' },
  { text: '[{{ $m := .Values.missing }}{{ $m.x }}]', prints: '[]', why: 'and of one in a variable' },
  { text: '{{ (.Values.map.inner).x }}', prints: 'deep', why: 'parentheses are an operand like others' },
  { text: '{{ (index .Values.map.list 1) }}', prints: 'b', why: 'what a function gives too' },
  { text: '{{ $.Values.name }}', prints: 'web', why: 'the dollar sign is what the template was given' },
  {
    text: '{{ with .Values.map }}{{ .inner.x }}{{ $.Values.name }}{{ end }}',
    prints: 'deepweb',
    why: 'inside with as well',
  },
  { text: '{{ print .Values.missing }}', prints: '<nil>', why: 'functions are given a nil and print it' },
  {
    text: '{{ .Version.Major }}{{ .Version.Compare "x" 2 }}{{ .Version }}',
    prints: '1x:2v1.30',
    why: 'objects have fields, methods and a form',
  },
  { text: '{{ 3 | .Version.Compare "y" }}', prints: 'y:3', why: 'a pipeline may end in a method' },
  { text: '<no {{ "value>" }}|', prints: '|', why: 'Helm takes the words for nil out, wherever they come from' },
])('$text: $why', ({ text, prints }) => {
  expect(rendered(text, values)).toBe(prints);
});

test.each([
  { text: '{{ .Values.missing.x }}', says: 'nil pointer evaluating interface {}.x' },
  { text: '{{ .Values.nothing.x.y }}', says: 'nil pointer evaluating interface {}.x' },
  { text: '{{ .Values.name.x }}', says: "can't evaluate field x in type interface {}" },
  { text: '{{ (.Values.name).x }}', says: "can't evaluate field x in type string" },
  { text: '{{ $x := .Values.port }}{{ $x.y }}', says: "can't evaluate field y in type float64" },
  { text: '{{ range .Values.map.list }}{{ .x }}{{ end }}', says: "can't evaluate field x in type interface {}" },
  { text: '{{ range splitList "," "a,b" }}{{ .x }}{{ end }}', says: "can't evaluate field x in type string" },
  { text: '{{ .Values.name "a" }}', says: 'name is not a method but has arguments' },
  { text: '{{ . 1 }}', says: "can't give argument to non-function ." },
  { text: '{{ (print 1) 2 }}', says: "can't give argument to non-function print 1" },
  { text: '{{ (.Version).Minor }}', says: "can't evaluate field Minor in type *chart.Version" },
  { text: '{{ .Version.Major 1 }}', says: 'Major has arguments but cannot be invoked as function' },
  { text: '{{ .Version.Compare "x" }}', says: 'wrong number of args for Compare: want 2 got 1' },
])('$text: $says', ({ text, says }) => {
  expect(refusal(text, values)).toBe(`error: ${says}`);
});

test.each([
  {
    text: '{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}',
    prints: '2',
    why: 'an assignment is seen outside',
  },
  {
    text: '{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x }}{{ end }}{{ $x }}',
    prints: '21',
    why: 'a declaration is not',
  },
  { text: '{{ if $x := .Values.name }}{{ $x }}{{ end }}', prints: 'web', why: 'a condition may declare' },
  { text: '{{ if $x := .Values.missing }}{{ else }}[{{ $x }}]{{ end }}', prints: '[]', why: 'and its else sees it' },
  { text: '{{ ($x := 3) }}{{ $x }}', prints: '33', why: 'a declaration in parentheses has a value' },
])('$text: $why', ({ text, prints }) => {
  expect(rendered(text, values)).toBe(prints);
});

test('a variable is one only from its declaration to the end of its block', () => {
  expect(rendered('{{ $x }}{{ $x := 1 }}')).toContain('undefined variable "$x"');
  expect(rendered('{{ if true }}{{ $x := 1 }}{{ end }}{{ $x }}')).toContain('undefined variable "$x"');
  expect(refusal('{{ $x = 1 }}')).toBe('error: undefined variable: $x');
  expect(refusal('{{ if false }}{{ $x := 1 }}{{ else }}{{ $x }}{{ end }}')).toBe('error: undefined variable: $x');
});

test('`.Values` is of a type of its own, whose methods go before its keys', () => {
  const text = (path: string): string => `{{ define "v" }}${path}{{ end }}{{ include "v" .Helm }}`;
  expect(rendered(text('{{ .Values.AsMap.a }}{{ printf "%T" .Values }}'))).toBe('1common.Values');
  expect(() => rendered(text('{{ .Values.Table "x" }}'))).toThrow('.Values.Table');
});
