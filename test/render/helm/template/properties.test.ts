import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BudgetSpent, NotSupported } from '../../../../src/render/helm/template/value.ts';
import { printed, rendered } from './render.ts';

const values = { a: 'x', n: 1.5, list: [1, 'two', null], map: { k: { v: true } } };

const word = fc.constantFrom(
  '{{',
  '}}',
  '{{-',
  '-}}',
  ' ',
  '\n',
  '(',
  ')',
  '|',
  ',',
  '.',
  '$',
  '$x',
  ':=',
  '=',
  '"a"',
  '`b`',
  "'c'",
  '1',
  '-2.5',
  'if',
  'else',
  'end',
  'range',
  'with',
  'define',
  'block',
  'template',
  'break',
  'continue',
  'nil',
  'true',
  '/*',
  '*/',
  '.Values.a',
  '.Values.list',
  '.Values.map',
  '.k',
  'print',
  'printf',
  '"%v%d"',
  'index',
  'len',
  'and',
  'eq',
  'include',
  'tpl',
  'dict',
  'list',
  'é',
  '☃',
  '\\',
  '"',
  '`',
  '0x',
  '1e',
  '99999999999999999999',
);

const anything = fc.oneof(
  fc.array(word, { maxLength: 40 }).map((words) => words.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

test('whatever stands in a template, it is printed, or refused in words', () => {
  fc.assert(
    fc.property(anything, (text) => {
      try {
        rendered(text, values);
      } catch (error) {
        if (!(error instanceof BudgetSpent || error instanceof NotSupported)) throw error;
      }
    }),
    { numRuns: 3000 },
  );
});

test('whatever stands in a tag as well', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      try {
        rendered(`{{ ${words.join(' ')} }}`, values);
      } catch (error) {
        if (!(error instanceof BudgetSpent || error instanceof NotSupported)) throw error;
      }
    }),
    { numRuns: 3000 },
  );
});

test('the pieces together are the text, and each piece has a place', () => {
  const statement = fc.constantFrom(
    'text\n',
    '{{ .Values.a }}',
    '{{ .Values.missing }}',
    '{{ .Values.list }}',
    '{{ printf "%5v|" .Values.n }}\n',
    '<no ',
    '{{ "value>" }}',
    '{{ if .Values.a }}yes\n{{ end }}',
    '{{ range .Values.list }}- {{ . }}\n{{ end }}',
    '{{ tpl "{{ .Values.a }} " . }}',
  );
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 12 }), (statements) => {
      const text = printed(statements.join(''), { values });
      expect(text.pieces.map((piece) => piece.text).join('')).toBe(String(text));
      for (const { from, text: piece } of text.pieces) {
        expect(piece).not.toBe('');
        expect(from?.template?.path).toBe('chart/templates/x.yaml');
      }
    }),
    { numRuns: 300 },
  );
});
