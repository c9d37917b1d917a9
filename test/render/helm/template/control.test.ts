import { expect, test } from 'vitest';
import { refusal, rendered } from './render.ts';

const values = {
  list: ['a', 'b', 'c'],
  map: { b: 2, a: 1 },
  no: false,
  yes: true,
  none: [],
  nothing: null,
  text: 'str',
  one: 1,
};

test.each([
  { text: '{{ if .Values.no }}1{{ else if .Values.yes }}2{{ else }}3{{ end }}', prints: '2' },
  { text: '{{ with .Values.no }}1{{ else with .Values.list }}{{ len . }}{{ else }}3{{ end }}', prints: '3' },
  { text: '{{ with $l := .Values.list }}{{ len $l }}{{ end }}', prints: '3' },
  { text: '{{ range .Values.list }}{{ . }},{{ end }}', prints: 'a,b,c,' },
  { text: '{{ range $i, $e := .Values.list }}{{ $i }}{{ $e }}{{ end }}', prints: '0a1b2c' },
  { text: '{{ range $e := .Values.list }}{{ $e }}{{ end }}', prints: 'abc' },
  { text: '{{ range $k, $v := .Values.map }}{{ $k }}={{ $v }} {{ end }}', prints: 'a=1 b=2 ' },
  { text: '{{ range .Values.none }}x{{ else }}none{{ end }}', prints: 'none' },
  { text: '{{ range .Values.nothing }}x{{ else }}none{{ end }}', prints: 'none' },
  { text: '{{ range 3 }}{{ . }}{{ end }}', prints: '012' },
  { text: '{{ range $i := 2 }}{{ $i }}{{ end }}{{ range 0 }}x{{ else }}-{{ end }}', prints: '01-' },
  { text: '{{ range .Values.list }}{{ if eq . "b" }}{{ break }}{{ end }}{{ . }}{{ end }}', prints: 'a' },
  { text: '{{ range .Values.list }}{{ if eq . "b" }}{{ continue }}{{ end }}{{ . }}{{ end }}', prints: 'ac' },
  { text: '{{ range .Values.list }}{{ range $.Values.list }}{{ . }}{{ break }}{{ end }}{{ end }}', prints: 'aaa' },
  { text: '{{ $x := "" }}{{ range $x = .Values.list }}{{ end }}{{ $x }}', prints: 'c' },
  {
    text: '{{ $m := dict "a" 1 "b" 2 }}{{ range $k, $v := $m }}{{ $_ := set $m "b" 9 }}{{ $v }}{{ end }}',
    prints: '12',
  },
])('$text', ({ text, prints }) => {
  expect(rendered(text, values)).toBe(prints);
});

test.each([
  { text: 'true' },
  { text: '1' },
  { text: '-1' },
  { text: '0.1' },
  { text: '"x"' },
  { text: '(list nil)' },
  { text: '(dict "a" nil)' },
  { text: '.Version' },
])('$text is true', ({ text }) => {
  expect(rendered(`{{ if ${text} }}true{{ end }}`)).toBe('true');
});

test.each([
  { text: 'false' },
  { text: '0' },
  { text: '0.0' },
  { text: '""' },
  { text: '(list)' },
  { text: '(dict)' },
  { text: '.Values.missing' },
])('$text is false', ({ text }) => {
  expect(rendered(`{{ if ${text} }}true{{ else }}false{{ end }}`)).toBe('false');
});

test.each([
  { text: '{{ range .Values.text }}{{ end }}', says: "range can't iterate over str" },
  { text: '{{ range .Values.one }}{{ end }}', says: "range can't iterate over 1" },
  { text: '{{ range $i, $e := 3 }}{{ end }}', says: "can't use 3 to iterate over more than one variable" },
])('$text: $says', ({ text, says }) => {
  expect(refusal(text, values)).toBe(`error: ${says}`);
});
