import { expect, test } from 'vitest';
import { printed, refusal, rendered } from './render.ts';

test.each([
  {
    text: '{{ define "a" }}[{{ . }}]{{ end }}{{ template "a" 1 }}{{ include "a" 2 }}',
    prints: '[1][2]',
    why: 'both ways to use one',
  },
  {
    text: '{{ define "a" }}[{{ . }}]{{ end }}{{ template "a" }}',
    prints: '[]',
    why: 'template gives nothing where nothing is given',
  },
  {
    text: '{{ define "a" }}{{ $ }}{{ end }}{{ with 1 }}{{ template "a" 2 }}{{ end }}',
    prints: '2',
    why: 'the dollar sign is its own data',
  },
  {
    text: '{{ block "a" 3 }}({{ . }}){{ end }}{{ template "a" 4 }}',
    prints: '(3)(4)',
    why: 'a block is defined and used at once',
  },
  {
    text: '{{ define "a" }} x {{ end }}{{ include "a" . | upper }}',
    prints: ' X ',
    why: 'what is included goes on through the pipeline',
  },
  {
    text: '{{ define "a" }}{{ .x }}{{ end }}[{{ include "a" (dict) }}]',
    prints: '[]',
    why: 'nothing stays nothing on the way',
  },
  {
    text: '{{ define "a" }}{{ .x }}{{ end }}{{ include "a" (dict) | len }}',
    prints: '10',
    why: 'though functions see the words for it',
  },
])('$text: $why', ({ text, prints }) => {
  expect(rendered(text)).toBe(prints);
});

const helper = (text: string, name = 'helper'): { readonly path: string; readonly text: string } => ({
  path: `chart/templates/_${name}.tpl`,
  text,
});

test('templates of all files know each other, also by the name of the file', () => {
  const files = [helper('{{ define "a" }}A{{ end }}text')];
  expect(String(printed('{{ include "a" . }} {{ include "chart/templates/_helper.tpl" . }}', { files }))).toBe(
    'A text',
  );
});

test('of two definitions the one that is parsed last counts', () => {
  const files = [helper('{{ define "a" }}first{{ end }}'), helper('{{ define "a" }}second{{ end }}', 'other')];
  expect(String(printed('{{ include "a" . }}', { files }))).toBe('second');
});

test('a definition without anything in it takes the place of none', () => {
  const files = [
    helper('{{ define "a" }}first{{ end }}'),
    helper('{{ define "a" }} {{/* nothing */}}\n{{ end }}', 'other'),
  ];
  expect(String(printed('{{ include "a" . }}', { files }))).toBe('first');
});

test('two definitions in one file are a mistake, unless one is empty', () => {
  expect(rendered('{{ define "a" }}1{{ end }}{{ define "a" }}2{{ end }}')).toContain(
    'multiple definition of template "a"',
  );
  expect(rendered('{{ define "a" }}1{{ end }}{{ define "a" }} {{ end }}{{ template "a" }}')).toBe('1');
});

test.each([
  { text: '{{ tpl "{{ .Values.name }}" . }}', prints: 'web', why: 'text is rendered with the values that it is given' },
  { text: '{{ tpl .Values.template . }}', prints: 'is web', why: 'also where it comes from the values' },
  {
    text: '{{ define "a" }}A{{ end }}{{ tpl "{{ include `a` . }}" . }}',
    prints: 'A',
    why: 'it knows the templates of the chart',
  },
  { text: '{{ tpl "{{ define `b` }}B{{ end }}{{ include `b` . }}" . }}', prints: 'B', why: 'and its own' },
  {
    text: '{{ define "a" }}{{ include "b" . }}{{ end }}{{ tpl "{{ define `b` }}B{{ end }}{{ include `a` . }}" . }}',
    prints: 'B',
    why: 'which those of the chart know then',
  },
  { text: '{{ tpl "[{{ .Values.missing }}]" . | len }}', prints: '2', why: 'the words for nil are taken out of it' },
  { text: '{{ tpl "plain" . }}', prints: 'plain', why: 'text without a tag is itself' },
])('$text: $why', ({ text, prints }) => {
  expect(rendered(text, { name: 'web', template: 'is {{ .Values.name }}' })).toBe(prints);
});

test('what tpl defines, nobody else knows', () => {
  expect(refusal('{{ tpl "{{ define `b` }}B{{ end }}" . }}{{ include "b" . }}')).toBe(
    'error: error calling include: template: no template "b" associated with template "gotpl"',
  );
});

test.each([
  { text: '{{ template "none" }}', says: 'template "none" not defined' },
  {
    text: '{{ include "none" . }}',
    says: 'error calling include: template: no template "none" associated with template "gotpl"',
  },
])('$text: $says', ({ text, says }) => {
  expect(refusal(text)).toBe(`error: ${says}`);
});
